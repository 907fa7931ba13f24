import { type ExecuteOptions, startKernel } from "../jupyter/client.ts";
import type { CellPlace, CellRun } from "./cell_run.ts";
import type { Cell, Notebook } from "./nbformat.ts";
import type { NotebookKernel, StartKernel } from "./notebook_kernel.ts";
import { paced } from "./paced.ts";
import { runCell } from "./run_cell.ts";

/** What happens while a notebook runs. */
export type RunEvent =
  | { readonly kind: "begin"; readonly cell: CellPlace }
  | { readonly kind: "end"; readonly cell: CellRun };

/** How to run a notebook. */
export interface RunNotebookOptions {
  /** Working folder of the kernel: relative paths in cells begin there. */
  readonly cwd: string;
  /** More environment variables for the kernel. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Most milliseconds for one cell. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Stops: the cell is interrupted and has five seconds to end, then the kernel is shut down. */
  readonly signal?: AbortSignal | undefined;
  /** Kills the kernel at once. */
  readonly killSignal?: AbortSignal | undefined;
  /** Called when a cell begins and when it has ended. */
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  /** Called after each cell with the notebook as it stands; less often where that takes more than a tenth of the time. */
  readonly onChange?: ((notebook: Notebook) => void) | undefined;
  /** Program of the kernel; see `KernelOptions`. */
  readonly command?: readonly string[] | undefined;
  /** Starts the kernel elsewhere: `cwd`, `env` and `command` are not used then. */
  readonly start?: StartKernel | undefined;
  /** Called with the kernel before the first cell. */
  readonly onStart?: ((kernel: NotebookKernel) => Promise<void>) | undefined;
  /**
   * Called with the kernel after the last cell, while it still answers; has it run `SETTLE`, and says whether it did.
   * Default: does that alone.
   */
  readonly onEnd?: ((kernel: NotebookKernel) => Promise<boolean>) | undefined;
  /** Takes what a running cell publishes. */
  readonly onMessage?: ExecuteOptions["onMessage"];
}

/** What became of a notebook. */
export interface NotebookRun {
  /** `"failed"` when a cell failed that may not; `"stopped"` when the signal came first. */
  readonly status: "ok" | "failed" | "stopped";
  /** All code cells that hold code, in order. */
  readonly cells: readonly CellRun[];
  /** The cell that ended it. */
  readonly failed?: CellRun;
  /** The notebook with the outputs of this run and of no earlier one. */
  readonly notebook: Notebook;
  /** Seconds from the kernel's start to its end. */
  readonly durationS: number;
}

/** Code that waits until what is on its way to MLflow has arrived; without wattbook in the kernel there is nothing. */
export const SETTLE = `await globalThis[Symbol.for("wattbook.settled")]?.();`;

/** A server that does not answer must not hold a notebook that is done. */
export const SETTLE_LIMIT_MS = 30_000;

/**
 * Runs the code cells of a notebook one after the other in a Deno kernel of its own. Stops at the first that fails,
 * unless its tag `raises-exception` allows it; cells with the tag `skip-execution` are left out.
 *
 * @throws {Error} When the kernel does not start.
 */
export async function runNotebook(notebook: Notebook, options: RunNotebookOptions): Promise<NotebookRun> {
  const start = performance.now();
  const runs = new Map<string, CellRun>();
  const places = placesOf(notebook);
  {
    using change = paced(() => options.onChange?.(withRuns(notebook, runs)));
    await runCells(notebook, places, options, (run) => {
      runs.set(run.id, run);
      options.onEvent?.({ kind: "end", cell: run });
      change.changed();
    });
  }
  const cells = places.map((place) => runs.get(place.id) ?? notRun(place));
  const failed = cells.find(({ status }) => status === "failed");
  return {
    status: failed ? "failed" : options.signal?.aborted ? "stopped" : "ok",
    cells,
    ...(failed ? { failed } : {}),
    notebook: withRuns(notebook, runs),
    durationS: (performance.now() - start) / 1000,
  };
}

async function runCells(
  notebook: Notebook,
  places: readonly CellPlace[],
  options: RunNotebookOptions,
  onRun: (run: CellRun) => void,
): Promise<void> {
  const { signal = new AbortController().signal, timeoutMs = Infinity } = options;
  const cells = new Map(notebook.cells.map((cell) => [cell.id, cell]));
  const kernel = await startUnlessStopped(options, signal);
  if (kernel === undefined) return;
  const kill = () => kernel.kill();
  options.killSignal?.addEventListener("abort", kill);
  let answers = true;
  try {
    await options.onStart?.(kernel);
    await kernel.keepsOutputs?.();
    for (const place of places) {
      if (signal.aborted) return;
      const cell = cells.get(place.id);
      if (cell === undefined || hasTag(cell, "skip-execution")) continue;
      options.onEvent?.({ kind: "begin", cell: place });
      const outcome = await runCell(kernel, cell.source, { timeoutMs, signal, onMessage: options.onMessage });
      answers = outcome.executionCount !== null;
      const allowed = outcome.status === "failed" && outcome.executionCount !== null &&
        hasTag(cell, "raises-exception");
      onRun({ ...place, ...outcome, status: allowed ? "allowed" : outcome.status });
      if (!allowed && outcome.status !== "ok") return;
    }
  } finally {
    // One that is dead, or busy with a cell that does not end, would not hear the question.
    const asks = answers && !signal.aborted, { onEnd = settle } = options;
    await kernel.shutdown({ atOnce: asks && await onEnd(kernel) });
    options.killSignal?.removeEventListener("abort", kill);
  }
}

/** What is on its way to MLflow has to arrive before the kernel goes; returns whether it has. */
async function settle(kernel: NotebookKernel): Promise<boolean> {
  try {
    const { status } = await kernel.execute(SETTLE, { silent: true, timeoutMs: SETTLE_LIMIT_MS });
    return status === "ok";
  } catch {
    // A kernel that died or hangs: what it has not delivered stays in its journal.
    return false;
  }
}

async function startUnlessStopped(
  { cwd, env, command, start }: RunNotebookOptions,
  signal: AbortSignal,
): Promise<NotebookKernel | undefined> {
  if (signal.aborted) return undefined;
  try {
    return start ? await start({ signal }) : await startKernel({ cwd, env, command, signal });
  } catch (error) {
    // Killed by ourselves in the middle of its start.
    if (signal.aborted) return undefined;
    throw error;
  }
}

function placesOf({ cells }: Notebook): CellPlace[] {
  const code = cells.filter((cell) => cell.cell_type === "code" && cell.source.trim() !== "");
  return code.map(({ id, source }, index) => ({
    number: index + 1,
    total: code.length,
    id,
    line: firstLine(source),
  }));
}

/** The first line that is neither blank nor a comment, else the first that is not blank. */
function firstLine(source: string): string {
  const lines = source.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return lines.find((line) => !/^(\/\/|\/\*|\*)/.test(line)) ?? lines[0] ?? "";
}

function notRun(place: CellPlace): CellRun {
  return { ...place, status: "skipped", durationS: undefined, outputs: [], executionCount: null };
}

function withRuns(notebook: Notebook, runs: ReadonlyMap<string, CellRun>): Notebook {
  const cells = notebook.cells.map((cell): Cell => {
    if (cell.cell_type !== "code") return cell;
    const run = runs.get(cell.id);
    return { ...cell, outputs: run?.outputs ?? [], execution_count: run?.executionCount ?? null };
  });
  return { ...notebook, cells };
}

function hasTag({ metadata: { tags } }: Cell, tag: string): boolean {
  return Array.isArray(tags) && tags.includes(tag);
}
