import type { Message } from "../jupyter/message.ts";
import { displayId, type Output } from "../jupyter/outputs.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { Figure } from "../units.ts";
import type { NotebookKernel } from "./notebook_kernel.ts";
import { SETTLE, SETTLE_LIMIT_MS } from "./run_notebook.ts";

/** How a kernel is told to measure itself. */
export interface OwnMeasureOptions {
  /** Name of the run. */
  readonly runName: string;
  /** What wattbook is imported from there. */
  readonly specifier: string;
  /** Variables for the cells: where their own runs go. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a kernel says of itself while it works. */
export interface Progress {
  /** Joules charged to it since it began to measure. */
  readonly energyJ?: Figure;
  /** Grams CO2eq of that. */
  readonly emissionsG?: Figure;
}

/** Where the package is, as kernels see it. */
export const SPECIFIER = "jsr:@wattbook/track@^1";

const ANSWER = "application/vnd.wattbook.runner+json", PROGRESS_ID = "wattbook-runner";

/** Milliseconds that the import may take: the first one on a machine downloads the package. */
const IMPORT_LIMIT_MS = 120_000;

/** Milliseconds after the import at which a kernel sees its own messages, and then some. */
const OBSERVED_MS = 2000;

/** Milliseconds between two signs of progress; a kernel that blocks gives none. */
const EVERY_MS = 1000;

/**
 * Does what can be done of {@linkcode beginMeasure} before the notebook is there: the import. Where that fails,
 * `beginMeasure` says why.
 */
export async function prepareMeasure(kernel: NotebookKernel, specifier: string): Promise<void> {
  const code = `try {
  await import(${JSON.stringify(specifier)});
  globalThis[Symbol.for("wattbook.runner")] = performance.now();
} catch {}`;
  await kernel.execute(code, { silent: true, timeoutMs: IMPORT_LIMIT_MS });
}

/**
 * Has a kernel measure itself from now on: with its own counters, place and grade, whatever its cells do.
 *
 * @returns Why it cannot; `undefined` when it does.
 */
export async function beginMeasure(
  kernel: NotebookKernel,
  options: OwnMeasureOptions,
): Promise<string | undefined> {
  const answer = await ask(kernel, beginCode(options), IMPORT_LIMIT_MS);
  if (answer === undefined) return "the kernel did not answer when it was asked to measure";
  const { problem } = answer;
  return typeof problem === "string" ? problem : undefined;
}

/**
 * Ends the measuring, and waits for what is on its way to MLflow.
 *
 * @returns The kernel's own record of the whole notebook, where it has one; and whether all has arrived.
 */
export async function endMeasure(
  kernel: NotebookKernel,
): Promise<{ readonly record: RunRecord | undefined; readonly isSettled: boolean }> {
  const outputs: Output[] = [];
  const record = () => {
    const said = answerIn(outputs)?.["record"];
    return isRecord(said) ? said : undefined;
  };
  try {
    const { status } = await kernel.execute(END_CODE, { silent: true, timeoutMs: SETTLE_LIMIT_MS, outputs });
    return { record: record(), isSettled: status === "ok" };
  } catch {
    // The kernel or its server went, or a delivery hangs: without a record its progress tells what it said last.
    return { record: record(), isSettled: false };
  }
}

/** What a message tells of a kernel's progress; `undefined` for every other message. */
export function progressOf({ header, content }: Message): Progress | undefined {
  if (header.msg_type !== "update_display_data" || displayId(content) !== PROGRESS_ID) return undefined;
  const answer: unknown = Object(content["data"])[ANSWER];
  return typeof answer === "object" && answer !== null ? answer : undefined;
}

/**
 * Asks a kernel something by code of ours; nobody sees that cell.
 *
 * @param kernel The kernel.
 * @param code Its code; `tell` makes the call that answers with an object, as code.
 * @param timeoutMs Most time for it.
 * @returns The answer; `undefined` when there is none.
 */
export function askKernel(
  kernel: NotebookKernel,
  code: (tell: (value: string) => string) => string,
  timeoutMs: number,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  return ask(kernel, code(tell), timeoutMs);
}

/** The call that answers with an object, as code. */
function tell(value: string): string {
  return `Deno.jupyter.broadcast("display_data", { data: { ${
    JSON.stringify(ANSWER)
  }: ${value} }, metadata: {} })`;
}

async function ask(
  kernel: NotebookKernel,
  code: string,
  timeoutMs: number,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { outputs } = await kernel.execute(code, { silent: true, timeoutMs });
  return answerIn(outputs);
}

function answerIn(outputs: readonly Output[]): Readonly<Record<string, unknown>> | undefined {
  for (const output of outputs) {
    const answer = output.output_type === "display_data" ? output.data[ANSWER] : undefined;
    if (typeof answer === "object" && answer !== null) return { ...answer };
  }
  return undefined;
}

/** It comes from our own code, through JSON. */
function isRecord(value: unknown): value is RunRecord {
  return typeof value === "object" && value !== null && "energyJ" in value && "durationS" in value;
}

/** The journal of this run is not kept there: whoever asked for it keeps it. */
function beginCode({ runName, specifier, env }: OwnMeasureOptions): string {
  const words = (value: unknown) => JSON.stringify(value);
  return `{
  const answer = (data) => ${tell("data")};
  try {
    for (const [name, value] of Object.entries(${words(env)})) Deno.env.set(name, value);
    const { track, ledger } = await import(${words(specifier)});
    const key = Symbol.for("wattbook.runner");
    // What it has used while it waited for its notebook is not the notebook's. To ask takes a second at first.
    const waitedMs = performance.now() - (globalThis[key] ?? Infinity);
    const before = waitedMs > ${OBSERVED_MS} ? (await ledger()).total : {};
    const since = (now, then) => now && then && now.value !== undefined
      ? { ...now, value: now.value - then.value, low: Math.max(0, now.low - then.high), high: now.high - then.low }
      : now;
    const kept = Deno.env.get("WATTBOOK_JOURNAL"), folder = Deno.makeTempDirSync({ prefix: "wattbook-runner-" });
    Deno.env.set("WATTBOOK_JOURNAL", folder);
    const tracker = await track({
      runName: ${words(runName)}, trackingUri: "none", scope: "manual", display: "none",
    });
    if (kept === undefined) Deno.env.delete("WATTBOOK_JOURNAL");
    else Deno.env.set("WATTBOOK_JOURNAL", kept);
    const timer = setInterval(async () => {
      const { total } = await ledger();
      Deno.jupyter.broadcast("update_display_data", {
        data: { ${words(ANSWER)}: {
          energyJ: since(total.energyJ, before.energyJ), emissionsG: since(total.emissionsG, before.emissionsG),
        } },
        metadata: {}, transient: { display_id: ${words(PROGRESS_ID)} },
      });
    }, ${EVERY_MS});
    Deno.unrefTimer(timer);
    globalThis[key] = async () => {
      clearInterval(timer);
      const { curve, leftOut, ...record } = await tracker.stop();
      Deno.removeSync(folder, { recursive: true });
      return { record: { ...record, leftOut } };
    };
    await answer({});
  } catch (error) {
    await answer({ problem: String(error?.message ?? error).split("\\n")[0] });
  }
}`;
}

const END_CODE = `await ${tell('await globalThis[Symbol.for("wattbook.runner")]?.() ?? {}')};
${SETTLE}`;
