import { cellError } from "./cell_error.ts";
import type { ConnectionInfo } from "./connection.ts";
import type { Conversation } from "./conversation.ts";
import { isHeldBack } from "./held_back.ts";
import type { ExecuteOptions, Execution, Kernel } from "./kernel.ts";
import type { Message } from "./message.ts";
import { displayId, type Output, OutputCollector } from "./outputs.ts";
import { parseFailure, parseProbe } from "./parse_probe.ts";
import type { KernelProcess } from "./process.ts";
import { within } from "./within.ts";

/** Most time that the outputs of a cell may need to arrive after its end, in milliseconds. */
const OUTPUTS_LIMIT_MS = 30_000;
const MARKER = "wattbook-client-";

/** Runs cells in a kernel and collects what they show. */
export class KernelClient implements Kernel {
  /** Where the kernel listens. */
  readonly connection: ConnectionInfo;
  readonly #process: KernelProcess;
  readonly #conversation: Conversation;
  readonly #collector = new OutputCollector();
  readonly #markers = new Map<string, (text: string) => void>();
  #outputs: Output[] = [];
  #onMessage: ((message: Message) => void) | undefined;
  /** Printed lines have a queue of their own in that kernel: they need a marker of their own. */
  #printsApart = false;
  #queue: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  /**
   * @param connection Where the kernel listens.
   * @param process Its process.
   * @param converse Begins the conversation; called once, with what to do with a published message.
   */
  constructor(
    connection: ConnectionInfo,
    process: KernelProcess,
    converse: (publish: (message: Message) => void) => Conversation,
  ) {
    this.connection = connection;
    this.#process = process;
    this.#conversation = converse((message) => this.#publish(message));
  }

  /** Number of the process. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Settles when the process has ended, with its exit status. */
  get exited(): Promise<number> {
    return this.#process.exited;
  }

  /** The last lines that the process wrote to stderr. */
  stderrTail(): string {
    return this.#process.stderrTail();
  }

  /** The kernel answers, and its iopub has our subscription: a marker comes back. */
  async ready(deadline: number): Promise<void> {
    const left = deadline - performance.now();
    const asked = this.request("shell", "kernel_info_request");
    const { content: info } = await within(asked, left, "it did not answer in time");
    const held = isHeldBack(String(info["implementation"]), String(info["implementation_version"]));
    this.#conversation.acknowledges = held;
    this.#printsApart = !held;
    while (await this.#echo(marker, 500) === undefined) {
      if (performance.now() > deadline) throw new Error("it published nothing in time");
    }
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
    const { content } = await within(this.#conversation.execute(code, silent), timeoutMs, late);
    // The stock kernel replies before its outputs have left: what comes before the marker belongs to this cell.
    await this.#echo(marker, OUTPUTS_LIMIT_MS);
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
    const printed = this.#printsApart &&
      new Promise<string>((resolve) => this.#markers.set(`${id}\n`, resolve));
    const seen = printed ? Promise.all([published, printed]).then(([text]) => text) : published;
    // First the reply: who asks again before it has come gets the next one 40 ms late, as the stock kernel writes.
    // A cell may have hidden `Deno`: no marker will come then.
    const print = printed
      ? `(Deno[Deno.internal]?.core?.print ?? console.log)(${JSON.stringify(`${id}\n`)});`
      : "";
    const answered = this.#conversation.execute(print + code(id), true)
      .then(({ content }) => content["status"] === "ok" ? seen : undefined);
    try {
      return await within(answered, limitMs, "no marker");
    } catch (error) {
      // Too late is an answer too; a dead kernel is not.
      if (error instanceof DOMException) return undefined;
      throw error;
    } finally {
      this.#markers.delete(id);
      this.#markers.delete(`${id}\n`);
    }
  }

  /** Sends a request and waits for its reply. */
  request(
    channel: "shell" | "control",
    type: string,
    content?: Record<string, unknown>,
  ): Promise<Message> {
    return this.#conversation.request(channel, type, content);
  }

  /** What Stop does in a notebook: SIGINT. */
  interrupt(): void {
    this.#process.signal("SIGINT");
  }

  /** Kills the process at once. */
  kill(): void {
    this.#process.kill();
  }

  /** Ends the kernel: asked, then SIGTERM, then SIGKILL. */
  shutdown(): Promise<void> {
    return this.#closed ??= this.#shutdown();
  }

  async #shutdown(): Promise<void> {
    await this.#conversation[Symbol.asyncDispose]();
    await this.#queue;
  }

  /** The same as `shutdown()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  #publish(message: Message): void {
    const { header, content } = message;
    const printed = header.msg_type === "stream" ? this.#markers.get(String(content["text"])) : undefined;
    if (printed) return printed("");
    const id = header.msg_type === "update_display_data" ? displayId(content) : undefined;
    if (id?.startsWith(MARKER)) return this.#markers.get(id)?.(markerText(content));
    this.#onMessage?.(message);
    this.#collector.add(this.#outputs, message);
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
