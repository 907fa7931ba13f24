import { listen } from "../jupyter/listen.ts";
import { type Message, newMessage } from "../jupyter/message.ts";
import { parseProbe } from "../jupyter/parse_probe.ts";
import { within } from "../jupyter/within.ts";
import { type ChildLink, type ChildOptions, openChildLink, startProblem } from "./child_link.ts";
import { endOf, Marks } from "./marks.ts";
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

/** Milliseconds until the child has to answer. */
const START_LIMIT_MS = 60_000;
/** Milliseconds that outputs may need after the end of their cell; user code can have closed their way. */
const FENCE_LIMIT_MS = 2000;

/** The stock kernel behind the proxy: on private ports, with a key of its own. */
export class Child implements AsyncDisposable {
  readonly #options: ChildOptions;
  readonly #events: ChildEvents;
  readonly #link: ChildLink;
  readonly #marks = new Marks();
  readonly #questions: Promise<void>;
  #closing = false;
  #loading: Promise<Message> | undefined;

  private constructor(
    options: ChildOptions,
    events: ChildEvents,
    link: (publish: (message: Message) => void) => ChildLink,
  ) {
    this.#options = options;
    this.#events = events;
    this.#link = link((message) => this.#publish(message));
    this.#questions = listen(this.#link.stdin, this.#link.signer, (message) => events.ask(message));
  }

  /**
   * Starts a child and waits until it can run cells.
   *
   * @throws {Error} When it does not answer in time or dies.
   */
  static async start(options: ChildOptions, events: ChildEvents): Promise<Child> {
    const deadline = performance.now() + START_LIMIT_MS;
    const link = await openChildLink(options.command, deadline);
    const child = new Child(options, events, link);
    const { process } = child.#link;
    try {
      await within(child.#prepare(), deadline - performance.now(), "it did not answer in time");
    } catch (error) {
      const problem = await startProblem(process, error);
      await child.kill();
      throw problem;
    }
    void process.exited.then((code) => {
      if (!child.#closing) events.died(code);
    });
    return child;
  }

  /**
   * Runs a cell.
   *
   * @param cell Its number, for what it shows.
   * @param content The request.
   * @returns The reply, and whether everything that was shown is published; otherwise {@linkcode fence} helps.
   */
  async execute(
    cell: number,
    content: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly reply: Message; readonly settled: boolean }> {
    this.#marks.cell = cell;
    const id = crypto.randomUUID();
    using end = this.#marks.expect(endOf(id));
    const reply = await this.#link.conversation.request("shell", "execute_request", content, id);
    const settled = await this.#within(end.seen);
    return { reply, settled: settled === true };
  }

  /** Any other request. */
  request(channel: "shell" | "control", type: string, content: Record<string, unknown>): Promise<Message> {
    return this.#link.conversation.request(channel, type, content);
  }

  /** Waits until everything that was shown so far has been published, at most 2 s. */
  async fence(): Promise<void> {
    const id = `fence-${crypto.randomUUID()}`;
    await this.#await(id, `${GLOBAL}.fence(${JSON.stringify(id)})`);
  }

  /** Runs code that shows things as if a cell did. */
  async runAs(cell: number, code: string): Promise<void> {
    this.#marks.cell = cell;
    await this.run(code);
  }

  /** Begins to import the magics: cells without any need not wait for them. */
  async loadMagics(): Promise<void> {
    const { magics } = this.#options;
    if (magics !== undefined) await (this.#loading ??= this.run(`${GLOBAL}.load(${JSON.stringify(magics)})`));
  }

  /** Waits for the magics; tells why there are none, in one sentence. */
  async magics(): Promise<string | undefined> {
    await this.loadMagics();
    // Not silent: as with an import in a first cell, the magics know their cells from the next one on.
    const request = { code: `await ${GLOBAL}.loaded(); void 0`, silent: false, store_history: true };
    const { content } = await this.request("shell", "execute_request", request);
    return content["status"] === "ok" ? undefined : `magics are not available: ${content["evalue"]}`;
  }

  /** Runs code that answers; `undefined` when it cannot, or not in time. `code` gets the answer's name. */
  async ask(code: (id: string) => string): Promise<unknown> {
    const id = crypto.randomUUID();
    return await this.#await(`answer-${id}`, code(JSON.stringify(id)));
  }

  /** What the parser says of a cell that does not run, see `parseFailure()`. */
  async parse(code: string): Promise<string | undefined> {
    const id = `answer-${crypto.randomUUID()}`;
    const text = await this.#await(id, parseProbe(code, this.#marks.idOf(id)));
    return typeof text === "string" ? text : undefined;
  }

  /** Runs code, and prints nothing of it. */
  async run(code: string): Promise<Message> {
    return await this.#link.conversation.execute(code, true);
  }

  /** Gives the user's answer. */
  async answer(content: Record<string, unknown>): Promise<void> {
    await this.#link.stdin.send(this.#link.signer.encode(newMessage("input_reply", content, "")));
  }

  /**
   * Tells it of a Stop; its listener never lets it die.
   *
   * @param heard Called when its main thread has heard of it: it is not blocked.
   */
  signalStop(heard: () => void): void {
    this.#marks.onAlive = heard;
    this.#link.process.signal("SIGINT");
  }

  /** Ends it: asked, then helped. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    await this.#link.conversation[Symbol.asyncDispose]();
    this.#link.stdin[Symbol.dispose]();
    await this.#questions;
  }

  /** Ends it at once: it does not listen any more. */
  async kill(): Promise<void> {
    this.#closing = true;
    this.#link.process.kill();
    await this[Symbol.asyncDispose]();
  }

  async #prepare(): Promise<void> {
    const { content } = await this.run(prelude(this.#marks.prefix, this.#options.iopub));
    if (content["status"] !== "ok") {
      throw new Error(`it refused the prelude: ${content["ename"]}: ${content["evalue"]}`);
    }
    // The kernel has our subscription once something arrives.
    while (await this.ask((id) => `${GLOBAL}.answer(${id}, true)`) !== true) {
      // The first marker may have been too early: the next one is not.
    }
  }

  async #await(name: string, code: string): Promise<unknown> {
    using mark = this.#marks.expect(name);
    // First the reply: who asks again before it has come gets the next one 40 ms late, as the kernel writes.
    // Code that fails sends no mark.
    const answered = this.run(code).then(({ content }) => content["status"] === "ok" ? mark.seen : undefined);
    return await this.#within(answered);
  }

  /** Too late is an answer too; the end of the process is not. */
  async #within(answer: Promise<unknown>): Promise<unknown> {
    try {
      return await within(answer, FENCE_LIMIT_MS, "no mark");
    } catch (error) {
      if (error instanceof DOMException) return undefined;
      throw error;
    }
  }

  #publish(message: Message): void {
    if (!this.#marks.take(message)) this.#events.publish(message, this.#marks.speaker);
  }
}
