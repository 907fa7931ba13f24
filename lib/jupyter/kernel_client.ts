import { CellExecutor } from "./cell_executor.ts";
import type { ConnectionInfo } from "./connection.ts";
import type { Conversation } from "./conversation.ts";
import { isHeldBack } from "./held_back.ts";
import type { ExecuteOptions, Execution, Kernel, ShutdownOptions } from "./kernel.ts";
import type { Message } from "./message.ts";
import type { KernelProcess } from "./process.ts";
import { within } from "./within.ts";

/** Runs cells in a kernel and collects what they show. */
export class KernelClient implements Kernel {
  /** Where the kernel listens. */
  readonly connection: ConnectionInfo;
  readonly #process: KernelProcess;
  readonly #conversation: Conversation;
  readonly #cells: CellExecutor;
  /** Whether nothing of it needs its good end. */
  readonly mayEndAtOnce: boolean;
  #isKilled = false;
  #closed: Promise<void> | undefined;

  /**
   * @param connection Where the kernel listens.
   * @param process Its process.
   * @param converse Begins the conversation; called once, with what to do with a published message.
   * @param mayEndAtOnce Whether nothing of it needs its good end.
   */
  constructor(
    connection: ConnectionInfo,
    process: KernelProcess,
    converse: (publish: (message: Message) => void) => Conversation,
    mayEndAtOnce = false,
  ) {
    this.mayEndAtOnce = mayEndAtOnce;
    this.connection = connection;
    this.#process = process;
    this.#cells = new CellExecutor(async (code, silent) => {
      const { content, parent } = await this.#conversation.execute(code, silent);
      return { content, request: parent.msg_id ?? "" };
    });
    this.#conversation = converse((message) => this.#cells.publish(message));
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
    if (held) this.#conversation.acknowledge();
    this.#cells.printsApart = !held;
    await this.#cells.ready(deadline);
  }

  /** Runs a cell; see {@linkcode Kernel.execute}. */
  execute(code: string, options: ExecuteOptions = {}): Promise<Execution> {
    return this.#cells.execute(code, options);
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
    this.#isKilled = true;
    this.#process.kill();
  }

  /** Ends the kernel: asked, then SIGTERM, then SIGKILL. */
  shutdown({ atOnce = false }: ShutdownOptions = {}): Promise<void> {
    if (atOnce && this.mayEndAtOnce) this.kill();
    return this.#closed ??= this.#shutdown();
  }

  async #shutdown(): Promise<void> {
    if (this.#isKilled) await this.exited;
    await this.#conversation[Symbol.asyncDispose]();
    await this.#cells.settled();
  }

  /** The same as `shutdown()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }
}
