import { cellError } from "./cell_error.ts";
import type { ExecuteOptions, Execution } from "./kernel.ts";
import type { Message } from "./message.ts";
import { displayId, type Output, OutputCollector } from "./outputs.ts";
import { parseFailure, parseProbe } from "./parse_probe.ts";
import { within } from "./within.ts";

/** Most time that the outputs of a cell may need to arrive after its end, in milliseconds. */
const OUTPUTS_LIMIT_MS = 30_000;

/** Milliseconds until another marker is asked for, at first and later: the first ones may be lost. */
const FIRST_WAIT_MS = 100, LAST_WAIT_MS = 800;

const MARKER = "wattbook-client-";

/** Runs cells of a Deno kernel one after the other and collects what they show, however the messages travel. */
export class CellExecutor {
  readonly #ask: (code: string, silent: boolean) => Promise<Pick<Message, "content">>;
  readonly #collector = new OutputCollector();
  readonly #markers = new Map<string, (text: string) => void>();
  #outputs: Output[] = [];
  #onMessage: ((message: Message) => void) | undefined;
  /** Printed lines have a queue of their own in that kernel: they need a marker of their own. */
  printsApart = false;
  /** The marker is asked for together with the cell: the way there is long, or answers are late anyway. */
  asksAhead = false;
  #queue: Promise<unknown> = Promise.resolve();

  /** @param ask Sends an execute request and waits for its reply. */
  constructor(ask: (code: string, silent: boolean) => Promise<Pick<Message, "content">>) {
    this.#ask = ask;
  }

  /**
   * Waits until what the kernel publishes arrives here: a marker comes back.
   *
   * @param deadline When to give up, on the clock of `performance.now()`.
   * @throws {Error} When none came.
   */
  async ready(deadline: number): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; await this.#echo(marker, waitMs) === undefined;) {
      if (performance.now() > deadline) throw new Error("it published nothing in time");
      waitMs = Math.min(2 * waitMs, LAST_WAIT_MS);
    }
  }

  /** Waits for the cells that were asked for; what becomes of them is told to whoever asked. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  /** Runs a cell; see {@linkcode Kernel.execute}. */
  execute(code: string, options: ExecuteOptions = {}): Promise<Execution> {
    const run = this.#queue.then(() => this.#execute(code, options));
    // The next cell runs whatever became of this one; its caller gets the error.
    this.#queue = run.catch(() => {});
    return run;
  }

  async #execute(code: string, options: ExecuteOptions): Promise<Execution> {
    const { timeoutMs = Infinity, silent = false, onMessage, outputs = [] } = options;
    this.#outputs = outputs;
    this.#onMessage = onMessage;
    const late = `The cell did not end in ${timeoutMs / 1000} s`;
    const answered = this.#ask(code, silent);
    const ahead = this.asksAhead ? this.#echo(marker, Infinity) : undefined;
    ahead?.catch(() => {
      // The cell's own answer does not come either, and says why.
    });
    const { content } = await within(answered, timeoutMs, late);
    // The stock kernel replies before its outputs have left: what comes before the marker belongs to this cell.
    await (ahead ? outOf(ahead, OUTPUTS_LIMIT_MS) : this.#echo(marker, OUTPUTS_LIMIT_MS));
    this.#onMessage = undefined;
    const executionCount = Number(content["execution_count"] ?? 0);
    const status = content["status"];
    if (status === "ok" || status === "aborted") return { status, executionCount, outputs };
    const known = cellError(content, outputs);
    if (known) return { status: "error", executionCount, outputs, error: known };
    const error = parseFailure(await this.#echo((id) => parseProbe(code, id), OUTPUTS_LIMIT_MS));
    outputs.push({ output_type: "error", ...error, traceback: [...error.traceback] });
    return { status: "error", executionCount, outputs, error };
  }

  /**
   * Runs code that publishes a marker and waits until that comes back; everything published before has arrived then.
   *
   * @returns The marker's text; `undefined` when it does not come.
   */
  async #echo(code: (id: string) => string, limitMs: number): Promise<string | undefined> {
    const id = MARKER + crypto.randomUUID();
    const published = new Promise<string>((resolve) => this.#markers.set(id, resolve));
    const printed = this.printsApart &&
      new Promise<string>((resolve) => this.#markers.set(`${id}\n`, resolve));
    const seen = printed ? Promise.all([published, printed]).then(([text]) => text) : published;
    // First the reply: who asks again before it has come gets the next one 40 ms late, as the stock kernel writes.
    // A cell may have hidden `Deno`: no marker will come then.
    const print = printed
      ? `(Deno[Deno.internal]?.core?.print ?? console.log)(${JSON.stringify(`${id}\n`)});`
      : "";
    const answered = this.#ask(print + code(id), true)
      .then(({ content }) => content["status"] === "ok" ? seen : undefined);
    try {
      return await outOf(answered, limitMs);
    } finally {
      this.#markers.delete(id);
      this.#markers.delete(`${id}\n`);
    }
  }

  /** Takes a message that the kernel has published. */
  publish(message: Message): void {
    const { header, content } = message;
    const printed = header.msg_type === "stream" ? this.#markers.get(String(content["text"])) : undefined;
    if (printed) return printed("");
    const id = header.msg_type === "update_display_data" ? displayId(content) : undefined;
    if (id?.startsWith(MARKER)) return this.#markers.get(id)?.(markerText(content));
    this.#onMessage?.(message);
    this.#collector.add(this.#outputs, message);
  }
}

/** What comes in time; too late is an answer too, a dead kernel is not. */
async function outOf(answered: Promise<string | undefined>, limitMs: number): Promise<string | undefined> {
  try {
    return await within(answered, limitMs, "no marker");
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/** Code that publishes a marker: nobody shows it, because no display has its id. */
function marker(id: string): string {
  return `await Deno.jupyter.broadcast("update_display_data",` +
    `{data:{"text/plain":""},metadata:{},transient:{display_id:${JSON.stringify(id)}}})`;
}

function markerText(content: Readonly<Record<string, unknown>>): string {
  const data = content["data"];
  const found = typeof data === "object" && data !== null && "text/plain" in data
    ? data["text/plain"]
    : undefined;
  return String(found ?? "");
}
