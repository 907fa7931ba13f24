import { ZmtpServer } from "./server.ts";
import type { ZmtpConnection } from "./zmtp.ts";

/** Takes a message from a peer: its identity first, then the frames that it sent. */
export type TakeRouted = (frames: readonly Uint8Array[]) => void;

/**
 * A ROUTER: requests come with the identity of their peer, replies go to the peer of that identity. Who has gone
 * gets nothing.
 */
export class Router implements AsyncDisposable {
  readonly #server: ZmtpServer;
  readonly #peers = new Map<string, ZmtpConnection>();

  /**
   * @param address Where to listen.
   * @param take Called with every message.
   */
  constructor(address: { readonly hostname: string; readonly port: number }, take: TakeRouted) {
    this.#server = new ZmtpServer(address, "ROUTER", (peer) => this.#serve(peer, take));
  }

  /** Where it listens. */
  get port(): number {
    return this.#server.port;
  }

  /** Sends frames to the peer that the first one names; calls are sent in the order of the calls. */
  async send([identity = new Uint8Array(), ...frames]: readonly Uint8Array[]): Promise<void> {
    try {
      await this.#peers.get(keyOf(identity))?.send(frames);
    } catch {
      // It has gone between its request and our reply: nobody waits for it any more.
    }
  }

  /** Closes the socket and all connections. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }

  async #serve(peer: ZmtpConnection, take: TakeRouted): Promise<void> {
    const identity = peer.peerIdentity.length > 0 ? peer.peerIdentity : newIdentity();
    const key = keyOf(identity);
    // A peer that comes back under its name replaces its former, broken connection.
    this.#peers.set(key, peer);
    try {
      for (let frames = await peer.receive(); frames !== undefined; frames = await peer.receive()) {
        take([identity, ...frames]);
      }
    } finally {
      if (this.#peers.get(key) === peer) this.#peers.delete(key);
    }
  }
}

/** As libzmq names those who have no name: five octets, the first is 0. */
function newIdentity(): Uint8Array {
  const identity = crypto.getRandomValues(new Uint8Array(5));
  identity[0] = 0;
  return identity;
}

function keyOf(identity: Uint8Array): string {
  return Array.from(identity, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
