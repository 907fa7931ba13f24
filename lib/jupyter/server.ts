import { type ServerSocket, ZmtpConnection } from "./zmtp.ts";

/** A listening socket of a kernel: shakes hands with everybody who connects, and closes all when it is disposed. */
export class ZmtpServer implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #peers = new Set<Promise<void>>();
  readonly #connections = new Set<Disposable>();
  readonly #accepting: Promise<void>;

  /**
   * @param address Where to listen.
   * @param socketType Our side.
   * @param serve Talks with one peer, until it has gone; what it throws ends that peer only.
   * @throws {Deno.errors.AddrInUse} When somebody else listens there.
   */
  constructor(
    address: { readonly hostname: string; readonly port: number },
    socketType: ServerSocket,
    serve: (peer: ZmtpConnection) => Promise<void>,
  ) {
    this.#listener = Deno.listen(address);
    this.#accepting = this.#accept(socketType, serve);
  }

  /** Where it listens. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Closes the listener and every connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#connections) connection[Symbol.dispose]();
    await Promise.all([this.#accepting, ...this.#peers]);
  }

  async #accept(socketType: ServerSocket, serve: (peer: ZmtpConnection) => Promise<void>): Promise<void> {
    for (;;) {
      let connection: Deno.TcpConn;
      try {
        connection = await this.#listener.accept();
      } catch (error) {
        // Closing the listener is how it ends; a peer that has gone while it was accepted is no end.
        if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return;
        continue;
      }
      const talk = this.#talk(connection, socketType, serve);
      this.#peers.add(talk);
      void talk.then(() => this.#peers.delete(talk));
    }
  }

  async #talk(
    connection: Deno.TcpConn,
    socketType: ServerSocket,
    serve: (peer: ZmtpConnection) => Promise<void>,
  ): Promise<void> {
    // Until the hands are shaken only the raw connection can be closed.
    const raw = { [Symbol.dispose]: () => closeQuietly(connection) };
    this.#connections.add(raw);
    try {
      using peer = await ZmtpConnection.accept(connection, socketType);
      this.#connections.delete(raw);
      this.#connections.add(peer);
      try {
        await serve(peer);
      } finally {
        this.#connections.delete(peer);
      }
    } catch {
      // Port scanners, other protocols, peers that have died: none of them is a reason to stop serving the others.
    } finally {
      this.#connections.delete(raw);
    }
  }
}

function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch (error) {
    // A failed handshake has closed it already.
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
