import type { ConnectionInfo } from "../jupyter/connection.ts";
import { envelopeOf, type Header, type Message, newMessage, type Signer } from "../jupyter/message.ts";
import { Publisher } from "../jupyter/publisher.ts";
import { Responder } from "../jupyter/responder.ts";
import { Router } from "../jupyter/router.ts";
import { openPacedLines, SERVERS_PACE, type Stream } from "../notebook/paced_lines.ts";

/** A request, and where its reply has to go. */
export interface Request {
  /** Where it came from. */
  readonly channel: "shell" | "control";
  /** Frames in front of the message: the peer. */
  readonly envelope: readonly Uint8Array[];
  /** What it says. */
  readonly message: Message;
}

/** Whom the front-end side tells. */
export interface FrontEndEvents {
  /** A request has come. */
  request(request: Request): void;
  /** The user has answered. */
  input(message: Message): void;
}

/** The five sockets on which front-ends find this kernel. Messages that are not signed with its key are dropped. */
export class FrontEnd implements AsyncDisposable {
  readonly #signer: Signer;
  readonly #session = crypto.randomUUID();
  readonly #routers: Readonly<Record<"shell" | "control" | "stdin", Router>>;
  readonly #publisher: Publisher;
  readonly #heart: Responder;
  /** What is printed; a server throws away what is too many messages. */
  readonly #lines = openPacedLines({
    nowMs: () => performance.now(),
    send: (name, text) => this.#send("stream", { name, text }, this.#printing),
    later: (action, ms) => void setTimeout(action, ms),
  }, SERVERS_PACE);
  /** Whose lines are held. */
  #printing: Partial<Header> = {};

  /**
   * Listens as a connection file says.
   *
   * @throws {Deno.errors.AddrInUse} When a port is taken.
   */
  constructor(connection: ConnectionInfo, signer: Signer, events: FrontEndEvents) {
    this.#signer = signer;
    const at = (port: number) => ({ hostname: connection.ip, port });
    const router = (port: number, take: (message: Message, envelope: readonly Uint8Array[]) => void) =>
      new Router(at(port), (frames) => {
        const message = this.#decoded(frames);
        if (message) take(message, envelopeOf(frames));
      });
    const requests = (channel: "shell" | "control", port: number) =>
      router(port, (message, envelope) => events.request({ channel, message, envelope }));
    this.#routers = {
      shell: requests("shell", connection.shell_port),
      control: requests("control", connection.control_port),
      stdin: router(connection.stdin_port, (message) => events.input(message)),
    };
    this.#publisher = new Publisher(at(connection.iopub_port), (topic) => this.#welcome(topic));
    this.#heart = new Responder(at(connection.hb_port));
  }

  /** Publishes to everybody; many printed lines of a cell go together. */
  publish(
    type: string,
    content: Record<string, unknown>,
    parent: Partial<Header>,
    metadata: Record<string, unknown> = {},
    buffers: readonly Uint8Array[] = [],
  ): void {
    const { name, text } = content;
    const isText = type === "stream" && isStream(name) && typeof text === "string";
    if (!isText || parent.msg_id !== this.#printing.msg_id) this.#lines.flush();
    if (!isText) return this.#send(type, content, parent, metadata, buffers);
    this.#printing = parent;
    this.#lines.print(name, text);
  }

  /** Answers whoever has sent the request. */
  reply({ channel, envelope, message }: Request, type: string, content: Record<string, unknown>): void {
    const reply = { ...newMessage(type, content, this.#session), parent: message.header };
    void this.#routers[channel].send([...envelope, ...this.#signer.encode(reply)]);
  }

  /** Asks the user who has sent the request, and nobody else. */
  ask({ envelope, message }: Request, content: Record<string, unknown>): void {
    this.#lines.flush();
    const question = { ...newMessage("input_request", content, this.#session), parent: message.header };
    void this.#routers.stdin.send([...envelope, ...this.#signer.encode(question)]);
  }

  /** Waits until everything has left, at most `limitMs`. */
  async flushed(limitMs: number): Promise<void> {
    this.#lines.flush();
    await this.#publisher.flushed(limitMs);
  }

  /** Closes all sockets. */
  async [Symbol.asyncDispose](): Promise<void> {
    const sockets = [...Object.values(this.#routers), this.#publisher, this.#heart];
    await Promise.all(sockets.map((socket) => socket[Symbol.asyncDispose]()));
  }

  #send(
    type: string,
    content: Record<string, unknown>,
    parent: Partial<Header>,
    metadata: Record<string, unknown> = {},
    buffers: readonly Uint8Array[] = [],
  ): void {
    const message = { ...newMessage(type, content, this.#session), parent, metadata, buffers };
    const topic = new TextEncoder().encode(`kernel.${this.#session}.${type}`);
    this.#publisher.send([topic, ...this.#signer.encode(message)]);
  }

  #welcome(topic: Uint8Array): readonly Uint8Array[] {
    const subscription = new TextDecoder().decode(topic);
    const frames = this.#signer.encode(newMessage("iopub_welcome", { subscription }, this.#session));
    return [topic, ...frames];
  }

  #decoded(frames: readonly Uint8Array[]): Message | undefined {
    try {
      return this.#signer.decode(frames);
    } catch {
      // Whoever does not know the key, or sends no message, has nothing to say here.
      return undefined;
    }
  }
}

function isStream(name: unknown): name is Stream {
  return name === "stdout" || name === "stderr";
}
