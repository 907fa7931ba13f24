import { messageOf } from "../errors.ts";
import type { ConnectionInfo } from "../jupyter/connection.ts";
import type { Header, Message, Signer } from "../jupyter/message.ts";
import type { ChildOptions } from "./child_link.ts";
import { Child } from "./child.ts";
import { Comms, hearComm } from "./comms.ts";
import { Executions } from "./executions.ts";
import { FrontEnd, type Request } from "./front_end.ts";
import { complete } from "./complete.ts";
import { inspect } from "./inspect.ts";
import { isComplete } from "./is_complete.ts";
import { MAGICS } from "./magic_help.ts";
import { kernelInfo } from "./kernel_info.ts";
import { ANSWERED_AT_ONCE, RequestQueue } from "./request_queue.ts";

/**
 * Milliseconds until an idle kernel imports the magics, which keeps the first cell waiting for a second; a cell that
 * comes earlier is faster without them, unless it has some.
 */
const IDLE_MS = 500;
/** Milliseconds for the last messages to leave. */
const FAREWELL_MS = 1000;

/** The kernel that front-ends see, in front of the stock kernel. */
export class Proxy implements AsyncDisposable {
  readonly #options: ChildOptions;
  readonly #frontEnd: FrontEnd;
  readonly #queue: RequestQueue;
  readonly #executions: Executions;
  readonly #comms = new Comms();
  readonly #end = Promise.withResolvers<number>();
  #child: Promise<Child>;
  #asking: Request | undefined;
  #loading: ReturnType<typeof setTimeout> | undefined;
  #closing = false;

  /**
   * Listens at once, and starts the child meanwhile.
   *
   * @param connection Where front-ends expect the kernel.
   * @param signer Signs for them.
   * @param options The child.
   */
  constructor(connection: ConnectionInfo, signer: Signer, options: Omit<ChildOptions, "iopub">) {
    this.#options = { ...options, iopub: { hostname: connection.ip, port: connection.iopub_port } };
    this.#frontEnd = new FrontEnd(connection, signer, {
      request: (request) => this.#request(request),
      input: ({ content }) =>
        void this.#child.then((child) => child.answer({ value: content["value"] ?? "" })),
    });
    this.#executions = new Executions(this.#frontEnd, () => this.#replace());
    this.#queue = new RequestQueue((request) => this.#handle(request));
    this.#frontEnd.publish("status", { execution_state: "starting" }, {});
    this.#child = this.#start();
  }

  /** Settles when the kernel is to end, with its exit status. */
  get finished(): Promise<number> {
    return this.#end.promise;
  }

  /** Stop, as a front-end or a signal asks for it. */
  async stop(): Promise<void> {
    await this.#executions.stop();
  }

  /** Ends the kernel. */
  end(exitCode: number): void {
    this.#end.resolve(exitCode);
  }

  /** Ends the child, then the sockets. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#loading);
    const child = await this.#child.catch(() => undefined);
    await child?.[Symbol.asyncDispose]();
    await this.#frontEnd.flushed(FAREWELL_MS);
    await this.#frontEnd[Symbol.asyncDispose]();
  }

  async #start(): Promise<Child> {
    try {
      const child = await Child.start(this.#options, {
        publish: (message, cell) => this.#publish(message, cell),
        ask: ({ content }) => this.#asking && this.#frontEnd.ask(this.#asking, { ...content }),
        died: () => this.#died(child),
      });
      this.#loading = setTimeout(() => this.#queue.busy || this.#executions.loadMagics(child), IDLE_MS);
      return child;
    } catch (error) {
      console.error(`wattbook: ${messageOf(error)}`);
      this.end(1);
      throw error;
    }
  }

  /** Starts another child in place of one that has ended or does not end. */
  async #replace(): Promise<void> {
    const old = await this.#child;
    await old.kill();
    // A cell that ran when the kernel was asked to end has lost its child too.
    if (this.#closing) return;
    this.#comms.clear();
    this.#child = this.#start();
    await this.#child;
  }

  /** A cell that runs hears of it by itself; between cells nobody does. */
  async #died(child: Child): Promise<void> {
    if (this.#closing || this.#executions.running || await this.#child !== child) return;
    console.error("wattbook: the process of the kernel has ended: its variables are lost, a new one starts");
    await this.#replace();
  }

  #publish(message: Message, cell: number): void {
    this.#comms.see(message);
    this.#executions.show(message, cell);
  }

  #request(request: Request): void {
    const { channel, message: { header } } = request;
    if (channel === "control" || (this.#queue.busy && ANSWERED_AT_ONCE.has(header.msg_type))) {
      void this.#handle(request);
    } else this.#queue.add(request);
  }

  async #handle(request: Request): Promise<void> {
    const { message, channel } = request;
    const parent = message.header, type = message.header.msg_type;
    this.#status("busy", parent);
    if (type === "execute_request") {
      this.#asking = request;
      await this.#executions.execute(await this.#child, request, this.#queue);
    } else {
      const answer = await this.#answer(type, message, channel);
      if (answer) this.#frontEnd.reply(request, type.replace(/_request$/, "_reply"), answer);
    }
    this.#status("idle", parent);
    if (type === "shutdown_request" && channel === "control") return this.end(0);
    // Front-ends show the state that they heard last: what was answered in between must not hide a running cell.
    const running = this.#executions.running;
    if (running && running !== parent) this.#status("busy", running);
  }

  async #answer(
    type: string,
    message: Message,
    channel: string,
  ): Promise<Record<string, unknown> | undefined> {
    const { content } = message;
    // What is asked while a cell runs cannot wait for it.
    const free = this.#executions.running ? undefined : await this.#child;
    switch (type) {
      case "kernel_info_request":
        return kernelInfo();
      case "history_request":
        return { status: "ok", history: this.#executions.history.answer(content) };
      case "comm_info_request":
        return this.#comms.answer(content);
      case "complete_request":
        return await complete(free, content, MAGICS);
      case "inspect_request":
        return await inspect(free, content, MAGICS);
      case "is_complete_request":
        return await isComplete(free, content);
      case "interrupt_request":
        await this.stop();
        return { status: "ok" };
      case "shutdown_request":
        return { status: "ok", restart: content["restart"] === true };
      case "comm_open":
      case "comm_msg":
      case "comm_close": {
        this.#comms.see(message);
        const child = await this.#child;
        await child.runAs(this.#executions.adopt(message.header), hearComm(message));
        await child.fence();
        return undefined;
      }
      default:
        // Nobody waits for an answer to what nobody knows.
        if (channel === "shell") console.error(`wattbook: a request "${type}" is not known`);
        return undefined;
    }
  }

  #status(state: "busy" | "idle", parent: Partial<Header>): void {
    this.#frontEnd.publish("status", { execution_state: state }, parent);
  }
}
