import { KernelDied } from "../jupyter/kernel.ts";
import { type Header, type Message, newMessage } from "../jupyter/message.ts";
import { parseFailure } from "../jupyter/parse_probe.ts";
import type { CellError } from "../jupyter/kernel.ts";
import type { Child } from "./child.ts";
import { ownLines, type RunCell } from "./error_lines.ts";
import { prepareCell, type PreparedCell } from "./prepare_cell.ts";
import { GLOBAL } from "./prelude.ts";

/** What is known of a cell when it runs. */
export interface CellRequest {
  /** Its number, unique in this kernel; silent ones have one too. */
  readonly cell: number;
  /** The number that front-ends show. */
  readonly count: number;
  /** The request. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Header of the request. */
  readonly parent: Partial<Header>;
}

/** How a cell has ended. */
export interface CellResult {
  /** The error that ended it; `undefined` when it ended well. */
  readonly error: CellError | undefined;
  /** Answers to the request's expressions. */
  readonly expressions: Record<string, unknown>;
}

/**
 * Runs a cell in the child and waits until everything it has shown is published.
 *
 * @param child Where to run it.
 * @param request What to run.
 * @param earlier Cells that have run, newest last; this one is added.
 * @param wasStopped Whether Stop was pressed meanwhile.
 * @throws {KernelDied} When the child ends in the middle of it.
 */
export async function runCell(
  child: Child,
  request: CellRequest,
  earlier: RunCell[],
  wasStopped: () => boolean,
): Promise<CellResult> {
  const code = String(request.content["code"] ?? "");
  const prepared = prepareCell(code);
  if (prepared.hasMagics) {
    const problem = await child.magics();
    const complaint = `${GLOBAL}.enter(); console.error(${JSON.stringify(`wattbook: ${problem}`)})`;
    if (problem !== undefined) await child.runAs(request.cell, complaint);
  }
  let sent = "", reply = UNSENT, settled = false;
  for (const text of prepared.texts) {
    sent = text;
    ({ reply, settled } = await send(child, request, text));
    // Our own additions must not be what does not parse.
    if (!neverRan(reply) || wasStopped()) break;
  }
  earlier.push({ count: request.count, code, sent });
  const status = reply.content["status"];
  const error = status === "ok" ? undefined : await errorOf(child, reply, prepared, earlier, wasStopped());
  const expressions = error ? {} : await express(child, request.content["user_expressions"]);
  if (!settled || error || Object.keys(expressions).length > 0) await child.fence();
  return { error, expressions };
}

async function send(
  child: Child,
  { cell, content }: CellRequest,
  code: string,
): ReturnType<Child["execute"]> {
  const { silent, store_history, allow_stdin } = content;
  return await child.execute(cell, {
    code,
    silent: silent === true,
    store_history: store_history !== false,
    allow_stdin: allow_stdin === true,
    user_expressions: {},
    stop_on_error: false,
  });
}

const UNSENT = newMessage("execute_reply", {}, "");

/** The stock kernel's answer to what does not parse, and to what was terminated. */
function neverRan({ content }: Message): boolean {
  return content["status"] === "error" && content["evalue"] === "Execution failed" &&
    Array.isArray(content["traceback"]) && content["traceback"].length === 0;
}

async function errorOf(
  child: Child,
  reply: Message,
  { plain }: PreparedCell,
  cells: readonly RunCell[],
  stopped: boolean,
): Promise<CellError> {
  const ename = String(reply.content["ename"] || "Error"), evalue = String(reply.content["evalue"] ?? "");
  if (stopped && (neverRan(reply) || ename === "Interrupted")) return INTERRUPTED;
  if (neverRan(reply)) return parseFailure(await child.parse(plain));
  const lines = Array.isArray(reply.content["traceback"]) ? reply.content["traceback"].map(String) : [];
  const traceback = lines.join("") === "" ? [`${ename}: ${evalue}`] : lines;
  return { ename, evalue, traceback: await ownLines(traceback, cells, (question) => child.ask(question)) };
}

const INTERRUPTED: CellError = {
  ename: "Interrupted",
  evalue: "the cell was stopped",
  traceback: ["Interrupted: the cell was stopped"],
};

async function express(child: Child, expressions: unknown): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  if (typeof expressions !== "object" || expressions === null) return answers;
  for (const [name, expression] of Object.entries(expressions)) {
    const answer = await child.ask((id) => `await ${GLOBAL}.express(${id}, async () => (${expression}\n))`);
    const evalue = `the expression does not parse: ${expression}`;
    answers[name] = answer ??
      { status: "error", ename: "SyntaxError", evalue, traceback: [`SyntaxError: ${evalue}`] };
  }
  return answers;
}

/** What a cell ends with when its kernel's process ends before it. */
export function deathOf(error: unknown, because: string | undefined): CellError {
  if (!(error instanceof KernelDied)) throw error;
  const why = because ?? `the process of the kernel has ended with exit status ${error.exitCode}`;
  const evalue = `${why}: its variables are lost, a new one has started`;
  return { ename: "KernelDied", evalue, traceback: [`KernelDied: ${evalue}`] };
}
