import { ZmtpServer } from "./server.ts";
import type { ZmtpConnection } from "./zmtp.ts";

/** A subscriber that is so far behind is given up, in bytes: one that never reads must not fill the memory. */
const LARGEST_BACKLOG = 2 ** 29;

/** Somebody who listens. */
interface Subscriber {
  readonly peer: ZmtpConnection;
  /** Topics, as hexadecimal digits. */
  readonly topics: Set<string>;
  /** Bytes on their way. */
  backlog: number;
}

/** A PUB (with the subscriptions visible, as XPUB has them): a slow subscriber does not hold up the others. */
export class Publisher implements AsyncDisposable {
  readonly #server: ZmtpServer;
  readonly #subscribers = new Set<Subscriber>();

  /**
   * @param address Where to listen.
   * @param welcome The message that greets a new subscription, if any.
   */
  constructor(
    address: { readonly hostname: string; readonly port: number },
    welcome: (topic: Uint8Array) => readonly Uint8Array[],
  ) {
    this.#server = new ZmtpServer(address, "PUB", (peer) => this.#serve(peer, welcome));
  }

  /** Where it listens. */
  get port(): number {
    return this.#server.port;
  }

  /** Sends a message to all whose subscription fits its first frame. */
  send(frames: readonly Uint8Array[]): void {
    const topic = hex(frames[0] ?? new Uint8Array());
    const size = frames.reduce((sum, frame) => sum + frame.length, 0);
    for (const subscriber of this.#subscribers) {
      if (subscriber.topics.values().some((prefix) => topic.startsWith(prefix))) {
        this.#sendTo(subscriber, frames, size);
      }
    }
  }

  /** Waits until everything sent so far has left, at most `limitMs`. */
  async flushed(limitMs: number): Promise<void> {
    const deadline = performance.now() + limitMs;
    while (this.#subscribers.values().some(({ backlog }) => backlog > 0) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Closes the socket and all connections. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }

  #sendTo(subscriber: Subscriber, frames: readonly Uint8Array[], size: number): void {
    if (subscriber.backlog + size > LARGEST_BACKLOG) return this.#drop(subscriber);
    subscriber.backlog += size;
    subscriber.peer.send(frames).then(
      () => void (subscriber.backlog -= size),
      // It has gone: it will subscribe again when it comes back.
      () => this.#drop(subscriber),
    );
  }

  #drop(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    subscriber.peer[Symbol.dispose]();
  }

  async #serve(
    peer: ZmtpConnection,
    welcome: (topic: Uint8Array) => readonly Uint8Array[],
  ): Promise<void> {
    const subscriber: Subscriber = { peer, topics: new Set(), backlog: 0 };
    this.#subscribers.add(subscriber);
    try {
      for (let frames = await peer.receive(); frames !== undefined; frames = await peer.receive()) {
        const [kind, topic] = [frames[0]?.[0], frames[0]?.subarray(1) ?? new Uint8Array()];
        if (kind === 0) subscriber.topics.delete(hex(topic));
        if (kind !== 1) continue;
        subscriber.topics.add(hex(topic));
        const greeting = welcome(topic);
        if (greeting.length > 0) this.#sendTo(subscriber, greeting, 0);
      }
    } finally {
      this.#subscribers.delete(subscriber);
    }
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
