import { cellError } from "./cell_error.ts";
import type { ExecuteOptions, Execution } from "./kernel.ts";
import type { Message } from "./message.ts";
import { isMarker, Markers } from "./markers.ts";
import { type Output, OutputCollector } from "./outputs.ts";
import { parseFailure, parseProbe } from "./parse_probe.ts";
import { within } from "./within.ts";

/** Most time that the outputs of a cell may need to arrive after its end, in milliseconds. */
const OUTPUTS_LIMIT_MS = 30_000;

/** Milliseconds until another marker is asked for, at first and later: the first ones may be lost. */
const FIRST_WAIT_MS = 100, LAST_WAIT_MS = 800;

/** A reply to an execute request. */
export type Reply = Pick<Message, "content"> & {
  /** Id of the request. */
  readonly request: string;
};

/** A way to the kernel that may drop and come back. */
export interface LossyWay {
  /**
   * Asks the kernel for all that it has shown since a request.
   *
   * @returns The messages in order; `undefined` when it does not know.
   */
  recall(request: string): Promise<readonly Pick<Message, "header" | "content">[] | undefined>;
  /** What a cell shows then at its end. */
  readonly note: Output;
}

/** Runs cells of a Deno kernel one after the other and collects what they show, however the messages travel. */
export class CellExecutor {
  readonly #ask: (code: string, silent: boolean) => Promise<Reply>;
  readonly #collector = new OutputCollector();
  readonly #markers: Markers;
  #outputs: Output[] = [];
  #onMessage: ((message: Message) => void) | undefined;
  /** The marker is asked for together with the cell: the way there is long, or answers are late anyway. */
  asksAhead = false;
  /** How to get what went with a connection; without it none drops. */
  lossyWay: LossyWay | undefined;
  #drops = 0;
  #queue: Promise<unknown> = Promise.resolve();

  /** @param ask Sends an execute request and waits for its reply. */
  constructor(ask: (code: string, silent: boolean) => Promise<Reply>) {
    this.#ask = ask;
    this.#markers = new Markers((code) => ask(code, true));
  }

  /** Printed lines have a queue of their own in that kernel. */
  set printsApart(value: boolean) {
    this.#markers.printsApart = value;
  }

  /**
   * Waits until what the kernel publishes arrives here: a marker comes back.
   *
   * @param deadline When to give up, on the clock of `performance.now()`.
   * @throws {Error} When none came.
   */
  async ready(deadline: number): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; await this.#markers.echo(waitMs) === undefined;) {
      if (performance.now() > deadline) throw new Error("it published nothing in time");
      waitMs = Math.min(2 * waitMs, LAST_WAIT_MS);
    }
  }

  /** Waits for the cells that were asked for; what becomes of them is told to whoever asked. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  /** The way has dropped and is back: a marker may have gone with it, and is asked for again. */
  isBack(): void {
    this.#drops++;
    this.#markers.again();
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
    const drops = this.#drops, late = `The cell did not end in ${timeoutMs / 1000} s`;
    const answered = this.#ask(code, silent);
    const ahead = this.asksAhead ? this.#markers.echo(OUTPUTS_LIMIT_MS, { after: answered }) : undefined;
    ahead?.catch(() => {
      // The cell's own answer does not come either, and says why.
    });
    const { content, request } = await within(answered, timeoutMs, late);
    // The stock kernel replies before its outputs have left: what comes before the marker belongs to this cell.
    await (ahead ?? this.#markers.echo(OUTPUTS_LIMIT_MS));
    this.#onMessage = undefined;
    if (this.#drops > drops) await this.#complete(request, outputs);
    const executionCount = Number(content["execution_count"] ?? 0);
    const status = content["status"];
    if (status === "ok" || status === "aborted") return { status, executionCount, outputs };
    const known = cellError(content, outputs);
    if (known) return { status: "error", executionCount, outputs, error: known };
    const answer = await this.#markers.echo(OUTPUTS_LIMIT_MS, { code: (id) => parseProbe(code, id) });
    // Its reply went with the connection, and nothing speaks of an error.
    if (status === undefined && answer === "") return { status: "ok", executionCount, outputs };
    const error = parseFailure(answer);
    outputs.push({ output_type: "error", ...error, traceback: [...error.traceback] });
    return { status: "error", executionCount, outputs, error };
  }

  /** What a cell has shown as the kernel tells it: what was under way when the way dropped reached nobody. */
  async #complete(request: string, outputs: Output[]): Promise<void> {
    if (this.lossyWay === undefined) return;
    const messages = await this.lossyWay.recall(request);
    if (messages === undefined) return void outputs.push({ ...this.lossyWay.note });
    outputs.splice(0);
    for (const message of messages) {
      if (!isMarker(message)) this.#collector.add(outputs, message);
    }
  }

  /** Takes a message that the kernel has published. */
  publish(message: Message): void {
    if (this.#markers.take(message)) return;
    this.#onMessage?.(message);
    this.#collector.add(this.#outputs, message);
  }
}
