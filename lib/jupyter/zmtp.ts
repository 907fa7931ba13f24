import { encodeCommand, encodeMessage, type Frame, readCommand, readProperty } from "./frame.ts";
import { FrameReader } from "./frame_reader.ts";

/** Sockets of a client. */
export type ClientSocket = "DEALER" | "SUB" | "REQ";
/** Sockets of a kernel. */
export type ServerSocket = "ROUTER" | "PUB" | "REP";

/**
 * ZMTP 3.0 (the wire protocol of ZeroMQ, rfc.zeromq.org/spec/23) over one TCP connection, NULL security: as much as
 * Jupyter's clients and kernels need.
 */
export class ZmtpConnection implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #reader: FrameReader;
  #sending: Promise<void> = Promise.resolve();
  #closed = false;
  #peerIdentity: Uint8Array = new Uint8Array();

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.#reader = new FrameReader({ read: (buffer) => this.#read(buffer) });
  }

  /**
   * Connects and shakes hands.
   *
   * @param hostname Address of the peer.
   * @param port Port of the peer.
   * @param socketType Our side; a SUB subscribes to everything.
   * @param identity Name of a DEALER, so that the peer's sockets can be told to belong together.
   * @throws {Error} When the peer speaks another protocol or refuses; `Deno.errors.ConnectionRefused` when nobody
   * listens.
   */
  static async connect(
    hostname: string,
    port: number,
    socketType: ClientSocket,
    identity = "",
  ): Promise<ZmtpConnection> {
    const connection = await Deno.connect({ hostname, port });
    const zmtp = new ZmtpConnection(connection);
    try {
      connection.setNoDelay(true);
      await zmtp.#shakeHands(socketType, identity);
      if (socketType === "SUB") await zmtp.send([Uint8Array.of(1)]);
      return zmtp;
    } catch (error) {
      zmtp[Symbol.dispose]();
      throw new Error(
        `Cannot connect to ${hostname}:${port}: ${error instanceof Error ? error.message : error}`,
        {
          cause: error,
        },
      );
    }
  }

  /**
   * Shakes hands with somebody who has connected; closes the connection when that fails.
   *
   * @param connection What the listener accepted.
   * @param socketType Our side.
   * @throws {Error} When the peer speaks another protocol.
   */
  static async accept(connection: Deno.TcpConn, socketType: ServerSocket): Promise<ZmtpConnection> {
    const zmtp = new ZmtpConnection(connection);
    try {
      connection.setNoDelay(true);
      await zmtp.#shakeHands(socketType, "");
      return zmtp;
    } catch (error) {
      zmtp[Symbol.dispose]();
      throw error;
    }
  }

  /** What the peer calls itself; empty when it does not care. */
  get peerIdentity(): Uint8Array {
    return this.#peerIdentity;
  }

  async #shakeHands(socketType: string, identity: string): Promise<void> {
    await writeAll(this.#connection, greeting());
    await this.#reader.skipGreeting();
    await writeAll(this.#connection, readyCommand(socketType, identity));
    const frame = await this.#reader.frame();
    const { name, body } = frame ? readCommand(frame) : { name: "the end", body: new Uint8Array() };
    if (name === "READY") {
      this.#peerIdentity = readProperty(body, "identity") ?? new Uint8Array();
      return;
    }
    const reason = name === "ERROR" ? `: ${new TextDecoder().decode(body.subarray(1))}` : "";
    throw new Error(`the peer's first command is "${name}", should be "READY"${reason}`);
  }

  /** Sends one message; calls are sent in the order of the calls. */
  send(frames: readonly Uint8Array[]): Promise<void> {
    const bytes = encodeMessage(frames);
    this.#sending = this.#sending.then(() => writeAll(this.#connection, bytes));
    return this.#sending;
  }

  /**
   * The next message; `undefined` when the connection has ended.
   *
   * @throws {Error} When the peer sends something that is no frame; nothing more can be received then.
   */
  async receive(): Promise<Uint8Array[] | undefined> {
    const frames: Uint8Array[] = [];
    for (;;) {
      const frame = await this.#reader.frame();
      if (frame === undefined) return undefined;
      if (frame.command) {
        this.#answer(frame);
        continue;
      }
      frames.push(frame.payload);
      if (!frame.more) return frames;
    }
  }

  /** A peer may ask whether we are still there (ZMTP 3.1): the answer carries the context that it sent. */
  #answer(frame: Frame): void {
    const { name, body } = readCommand(frame);
    if (name !== "PING") return;
    const pong = encodeCommand("PONG", [body.subarray(2)]);
    this.#sending = this.#sending.then(() => writeAll(this.#connection, pong));
    this.#sending.catch(() => {
      // Who has gone needs no answer; whoever sends next hears of it.
    });
  }

  /** Closes the connection; a pending `receive()` then returns `undefined`. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
  }

  async #read(buffer: Uint8Array): Promise<number | null> {
    try {
      return await this.#connection.read(buffer);
    } catch (error) {
      // A reset is how a dying peer says goodbye, and our own close ends a pending read with an error.
      const gone = error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BadResource ||
        error instanceof Deno.errors.Interrupted;
      if (gone || this.#closed) return null;
      throw error;
    }
  }
}

function greeting(): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  bytes.set(new TextEncoder().encode("NULL"), 12);
  return bytes;
}

function readyCommand(socketType: string, identity: string): Uint8Array {
  const text = new TextEncoder();
  const property = (name: string, value: string) => {
    const key = text.encode(name), content = text.encode(value);
    const size = new Uint8Array(4);
    new DataView(size.buffer).setUint32(0, content.length);
    return [Uint8Array.of(key.length), key, size, content];
  };
  return encodeCommand("READY", [
    ...property("Socket-Type", socketType),
    ...(socketType === "DEALER" ? property("Identity", identity) : []),
  ]);
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += await connection.write(bytes.subarray(written));
}
