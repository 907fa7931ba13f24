import { openChannels } from "../jupyter/channels.ts";
import { newConnection, writeConnectionFile } from "../jupyter/connection.ts";
import { Conversation } from "../jupyter/conversation.ts";
import { listen } from "../jupyter/listen.ts";
import { type Message, newMessage, Signer } from "../jupyter/message.ts";
import { displayId } from "../jupyter/outputs.ts";
import { parseProbe } from "../jupyter/parse_probe.ts";
import { KernelProcess } from "../jupyter/process.ts";
import { within } from "../jupyter/within.ts";
import { ZmtpConnection } from "../jupyter/zmtp.ts";
import { GLOBAL, prelude } from "./prelude.ts";

/** Whom the child tells of what it does. */
export interface ChildEvents {
  /** Something for the front-end, and the number of the cell that it belongs to. */
  publish(message: Message, cell: number): void;
  /** A question to the user. */
  ask(message: Message): void;
  /** Its process has ended. */
  died(exitCode: number): void;
}

/** How to start a child. */
export interface ChildOptions {
  /** Program and words before the connection file. */
  readonly command: readonly string[];
  /** Module to import for its magics, as the child can import it; `undefined` for none. */
  readonly magics: string | undefined;
}

/** Milliseconds until the child has to answer. */
const START_LIMIT_MS = 60_000;
/** Milliseconds that outputs may need after the end of their cell; user code can have closed their way. */
const FENCE_LIMIT_MS = 2000;

/** The stock kernel behind the proxy: on private ports, with a key of its own. */
export class Child implements AsyncDisposable {
  readonly #process: KernelProcess;
  readonly #conversation: Conversation;
  readonly #stdin: ZmtpConnection;
  readonly #signer: Signer;
  readonly #events: ChildEvents;
  readonly #prefix: string;
  readonly #marks = new Map<string, (json: unknown) => void>();
  readonly #questions: Promise<void>;
  /** The cell that runs, or ran last. */
  #cell = 0;
  /** The cell that speaks now: another one's timer can. */
  #speaker = 0;
  #closing = false;
  /** Called when the main thread of the child has heard a Stop. */
  onAlive: () => void = () => {};
  /** Why there are no magics, in one sentence. */
  problem: string | undefined;

  private constructor(
    process: KernelProcess,
    converse: (publish: (message: Message) => void) => Conversation,
    stdin: ZmtpConnection,
    signer: Signer,
    events: ChildEvents,
    prefix: string,
  ) {
    this.#process = process;
    this.#stdin = stdin;
    this.#signer = signer;
    this.#events = events;
    this.#prefix = prefix;
    this.#conversation = converse((message) => this.#publish(message));
    this.#questions = listen(stdin, signer, (message) => events.ask(message));
  }

  /**
   * Starts a child and waits until it can run cells.
   *
   * @throws {Error} When it does not answer in time or dies.
   */
  static async start(options: ChildOptions, events: ChildEvents): Promise<Child> {
    const connection = newConnection();
    const file = writeConnectionFile(connection);
    const command = [...options.command, file.path];
    const env = { NO_COLOR: Deno.env.get("NO_COLOR") ?? "" };
    const process = new KernelProcess(command, undefined, env, () => file[Symbol.dispose]());
    const deadline = performance.now() + START_LIMIT_MS;
    try {
      const signer = await Signer.open(connection.key);
      const channels = await openChannels(connection, process, deadline);
      const stdin = await ZmtpConnection.connect(connection.ip, connection.stdin_port, "DEALER");
      const converse = (publish: (message: Message) => void) =>
        new Conversation(process, channels, signer, publish);
      const prefix = `wattbook-kernel-${crypto.randomUUID()}-`;
      const child = new Child(process, converse, stdin, signer, events, prefix);
      await within(child.#prepare(options.magics), deadline - performance.now(), "it did not answer in time");
      void process.exited.then((code) => {
        if (!child.#closing) events.died(code);
      });
      return child;
    } catch (error) {
      process.kill();
      await process.exited;
      const tail = process.stderrTail();
      const why = error instanceof Error ? error.message : error;
      throw new Error(`Cannot start kernel: ${why}${tail ? `\n${tail}` : ""}`, { cause: error });
    }
  }

  /** The last lines that its process wrote. */
  stderrTail(): string {
    return this.#process.stderrTail();
  }

  /**
   * Runs a cell; nothing that it shows comes before its reply is given back, see {@linkcode fence}.
   *
   * @param cell Its number, for what it shows.
   * @param content The request.
   */
  execute(cell: number, content: Readonly<Record<string, unknown>>): Promise<Message> {
    this.#cell = this.#speaker = cell;
    return this.#conversation.request("shell", "execute_request", content);
  }

  /** Any other request. */
  request(channel: "shell" | "control", type: string, content: Record<string, unknown>): Promise<Message> {
    return this.#conversation.request(channel, type, content);
  }

  /** Waits until everything that was shown so far has been published, at most 2 s. */
  async fence(): Promise<void> {
    const id = `fence-${crypto.randomUUID()}`;
    await this.#await(id, `${GLOBAL}.fence(${JSON.stringify(id)})`);
  }

  /** Runs code that answers; `undefined` when it cannot, or not in time. `code` gets the answer's name. */
  async ask(code: (id: string) => string): Promise<unknown> {
    const id = crypto.randomUUID();
    return await this.#await(`answer-${id}`, code(JSON.stringify(id)));
  }

  /** What the parser says of a cell that does not run, see `parseFailure()`. */
  async parse(code: string): Promise<string | undefined> {
    const id = `answer-${crypto.randomUUID()}`;
    const text = await this.#await(id, parseProbe(code, this.#prefix + id));
    return typeof text === "string" ? text : undefined;
  }

  /** Runs code, and prints nothing of it. */
  async run(code: string): Promise<Message> {
    return await this.#conversation.execute(code, true);
  }

  /** Lets the code that belongs to `cell` show its outputs there. */
  async runAs(cell: number, code: string): Promise<void> {
    this.#cell = this.#speaker = cell;
    await this.run(code);
  }

  /** Gives the user's answer. */
  async answer(content: Record<string, unknown>): Promise<void> {
    await this.#stdin.send(await this.#signer.encode(newMessage("input_reply", content, "")));
  }

  /** Tells it of a Stop: its listener never lets it die. */
  signalStop(): void {
    this.#process.signal("SIGINT");
  }

  /** Ends it: asked, then helped. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    await this.#conversation[Symbol.asyncDispose]();
    this.#stdin[Symbol.dispose]();
    await this.#questions;
  }

  /** Ends it at once: it does not listen any more. */
  async kill(): Promise<void> {
    this.#closing = true;
    this.#process.kill();
    await this[Symbol.asyncDispose]();
  }

  async #prepare(magics: string | undefined): Promise<void> {
    const { content } = await this.run(prelude(this.#prefix));
    if (content["status"] !== "ok") {
      throw new Error(`it refused the prelude: ${content["ename"]}: ${content["evalue"]}`);
    }
    // The kernel has our subscription once something arrives.
    while (await this.ask((id) => `${GLOBAL}.answer(${id}, true)`) !== true) {
      // The first marker may have been too early: the next one is not.
    }
    if (magics === undefined) return;
    const loaded = await this.run(`await import(${JSON.stringify(magics)})`);
    if (loaded.content["status"] !== "ok") {
      this.problem = `magics are not available: ${loaded.content["ename"]}: ${loaded.content["evalue"]}`;
    }
  }

  async #await(id: string, code: string): Promise<unknown> {
    const seen = Promise.withResolvers<unknown>();
    this.#marks.set(this.#prefix + id, seen.resolve);
    try {
      // Code that fails sends no marker.
      const failed = this.run(code).then(({ content }) =>
        content["status"] === "ok" ? seen.promise : undefined
      );
      return await within(Promise.race([seen.promise, failed]), FENCE_LIMIT_MS, "no marker");
    } catch (error) {
      // Too late is an answer too; the end of the process is not.
      if (error instanceof DOMException) return undefined;
      throw error;
    } finally {
      this.#marks.delete(this.#prefix + id);
    }
  }

  #publish(message: Message): void {
    const { header: { msg_type }, content } = message;
    const id = msg_type === "update_display_data" ? displayId(content) : undefined;
    if (id?.startsWith(this.#prefix)) return this.#mark(id, content);
    // Status and input are the proxy's.
    if (msg_type !== "status" && msg_type !== "execute_input") this.#events.publish(message, this.#speaker);
  }

  #mark(id: string, content: Readonly<Record<string, unknown>>): void {
    const name = id.slice(this.#prefix.length);
    const speaker = name.match(/^cell-(\d+)$/)?.[1];
    if (speaker !== undefined) this.#speaker = Number(speaker);
    else if (name === "alive") this.onAlive();
    else this.#marks.get(id)?.(answerOf(content));
  }
}

function answerOf({ data }: Readonly<Record<string, unknown>>): unknown {
  if (typeof data !== "object" || data === null) return undefined;
  if ("application/json" in data) return data["application/json"];
  return "text/plain" in data ? data["text/plain"] : undefined;
}
