import { ZmtpServer } from "./server.ts";
import type { ZmtpConnection } from "./zmtp.ts";

/** A REP that sends back what it got: the heartbeat of a kernel. */
export class Responder implements AsyncDisposable {
  readonly #server: ZmtpServer;

  /** @param address Where to listen. */
  constructor(address: { readonly hostname: string; readonly port: number }) {
    this.#server = new ZmtpServer(address, "REP", echo);
  }

  /** Where it listens. */
  get port(): number {
    return this.#server.port;
  }

  /** Closes the socket and all connections. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}

async function echo(peer: ZmtpConnection): Promise<void> {
  for (let frames = await peer.receive(); frames !== undefined; frames = await peer.receive()) {
    await peer.send(frames);
  }
}
