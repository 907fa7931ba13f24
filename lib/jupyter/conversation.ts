import type { Channels } from "./channels.ts";
import { executeRequest } from "./execute_request.ts";
import { NOTHING } from "./held_back.ts";
import { KernelDied } from "./kernel.ts";
import { listen } from "./listen.ts";
import { type Message, newMessage, type Signer } from "./message.ts";
import type { KernelProcess } from "./process.ts";

/** Time between the end of a connection and the end of the process, in milliseconds. */
const DEATH_LIMIT_MS = 2000;

/** Requests and their replies; a request that can no longer be answered fails. */
export class Conversation implements AsyncDisposable {
  #acknowledges = false;
  readonly #process: KernelProcess;
  readonly #channels: Channels;
  readonly #signer: Signer;
  readonly #session = crypto.randomUUID();
  readonly #waiting = new Map<string, { resolve(message: Message): void; reject(error: Error): void }>();
  readonly #loops: Promise<unknown>;
  #broken: Error | undefined;
  #closing = false;

  constructor(
    process: KernelProcess,
    channels: Channels,
    signer: Signer,
    publish: (message: Message) => void,
  ) {
    this.#process = process;
    this.#channels = channels;
    this.#signer = signer;
    this.#loops = Promise.all([
      this.#listen("shell", (message) => this.#reply(message)),
      this.#listen("control", (message) => this.#reply(message)),
      this.#listen("iopub", (message) => {
        if (this.#acknowledges) this.#acknowledge();
        publish(message);
      }),
    ]);
    void process.exited.then((code) => this.#fail(new KernelDied(code, process.stderrTail())));
  }

  /** Sends a request, if wanted under an id of the caller's, and waits for its reply. */
  async request(
    channel: "shell" | "control",
    type: string,
    content: Readonly<Record<string, unknown>> = {},
    id: string = crypto.randomUUID(),
  ): Promise<Message> {
    if (this.#broken) throw this.#broken;
    const { header, ...rest } = newMessage(type, { ...content }, this.#session);
    const message = { ...rest, header: { ...header, msg_id: id } };
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    this.#waiting.set(id, { resolve, reject });
    this.#channels[channel].send(this.#signer.encode(message)).catch(() => {
      // The connection is gone, and the end of its reading side tells why.
    });
    return await promise;
  }

  /** Says something now and after each output, to a kernel whose outputs are held back otherwise. */
  acknowledge(): void {
    this.#acknowledges = true;
    this.#acknowledge();
  }

  /** Has a cell run. */
  execute(code: string, silent: boolean): Promise<Message> {
    return this.request("shell", "execute_request", executeRequest(code, silent));
  }

  /** Asks the kernel to end, helps when it does not, and closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === undefined) {
      // A kernel that is busy or broken may never answer: the process is ended anyway.
      this.request("control", "shutdown_request", { restart: false }).catch(() => {});
      await this.#process.end(1500);
    }
    this.#closing = true;
    this.#channels[Symbol.dispose]();
    await this.#loops;
  }

  async #listen(channel: "shell" | "control" | "iopub", take: (message: Message) => void): Promise<void> {
    let problem: unknown;
    try {
      await listen(this.#channels[channel], this.#signer, take);
    } catch (error) {
      // Whoever waits for an answer hears of it: there will be none.
      problem = error;
      this.#channels[channel][Symbol.dispose]();
    }
    if (this.#closing || this.#process.exitCode !== undefined) return;
    const why = problem instanceof Error ? problem.message : "the connection has ended";
    const error = new Error(`Cannot hear the kernel on ${channel} any more: ${why}`, { cause: problem });
    // A dying process closes its connections first; its own end is the better news.
    const timer = setTimeout(() => this.#fail(error), problem ? 0 : DEATH_LIMIT_MS);
    void this.#process.exited.then(() => clearTimeout(timer));
  }

  /** Says something on the connection of the outputs, so that the next one is not held back. */
  #acknowledge(): void {
    this.#channels.iopub.send([NOTHING]).catch(() => {
      // The connection has ended, and its reading side tells.
    });
  }

  #fail(error: Error): void {
    this.#broken ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#broken);
    this.#waiting.clear();
  }

  #reply(message: Message): void {
    const id = message.parent.msg_id ?? "";
    this.#waiting.get(id)?.resolve(message);
    this.#waiting.delete(id);
  }
}
