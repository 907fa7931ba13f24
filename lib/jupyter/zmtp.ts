/**
 * ZMTP 3.0 (the wire protocol of ZeroMQ, rfc.zeromq.org/spec/23) over one TCP connection, client side,
 * NULL security: as much as a Jupyter client needs.
 */
export class ZmtpConnection implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #reader: FrameReader;
  #sending: Promise<void> = Promise.resolve();

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.#reader = new FrameReader(connection);
  }

  /**
   * Connects and shakes hands.
   *
   * @param hostname Address of the peer.
   * @param port Port of the peer.
   * @param socketType Our side: `"DEALER"` or `"SUB"`; a SUB subscribes to everything.
   * @param identity Name of a DEALER, so that the peer's sockets can be told to belong together.
   */
  static async connect(
    hostname: string,
    port: number,
    socketType: "DEALER" | "SUB",
    identity = "",
  ): Promise<ZmtpConnection> {
    const connection = await Deno.connect({ hostname, port });
    try {
      connection.setNoDelay(true);
      const zmtp = new ZmtpConnection(connection);
      await writeAll(connection, greeting());
      await zmtp.#reader.skipGreeting();
      await writeAll(connection, readyCommand(socketType, identity));
      const ready = await zmtp.#reader.frame();
      if (ready === undefined || !ready.command) {
        throw new Error(`Cannot connect to ${hostname}:${port}: no ZMTP READY`);
      }
      if (socketType === "SUB") await zmtp.send([Uint8Array.of(1)]);
      return zmtp;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Sends one message; calls are sent in the order of the calls. */
  send(frames: readonly Uint8Array[]): Promise<void> {
    const bytes = encodeMessage(frames);
    this.#sending = this.#sending.then(() => writeAll(this.#connection, bytes));
    return this.#sending;
  }

  /** The next message; `undefined` when the connection has ended. */
  async receive(): Promise<Uint8Array[] | undefined> {
    const frames: Uint8Array[] = [];
    for (;;) {
      const frame = await this.#reader.frame();
      if (frame === undefined) return undefined;
      if (frame.command) continue;
      frames.push(frame.payload);
      if (!frame.more) return frames;
    }
  }

  /** Closes the connection; a pending `receive()` then returns `undefined`. */
  [Symbol.dispose](): void {
    this.#reader.close();
    this.#connection.close();
  }
}

/** One frame as it came. */
interface Frame {
  readonly payload: Uint8Array;
  readonly more: boolean;
  readonly command: boolean;
}

const MORE = 1, LONG = 2, COMMAND = 4;

/** Frames of one message, encoded. */
export function encodeMessage(frames: readonly Uint8Array[]): Uint8Array {
  return concat(
    frames.flatMap((frame, index) => [frameHead(frame.length, index < frames.length - 1 ? MORE : 0), frame]),
  );
}

function frameHead(length: number, flags: number): Uint8Array {
  if (length < 256) return Uint8Array.of(flags, length);
  const head = new Uint8Array(9);
  head[0] = flags | LONG;
  new DataView(head.buffer).setBigUint64(1, BigInt(length));
  return head;
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
  const body = concat([
    Uint8Array.of(5),
    text.encode("READY"),
    ...property("Socket-Type", socketType),
    ...(socketType === "DEALER" ? property("Identity", identity) : []),
  ]);
  return concat([Uint8Array.of(COMMAND, body.length), body]);
}

/** Cuts a byte stream into frames; its buffer grows with the largest message. */
class FrameReader {
  readonly #connection: Deno.TcpConn;
  #buffer = new Uint8Array(64 * 1024);
  #start = 0;
  #end = 0;
  #closed = false;

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  close(): void {
    this.#closed = true;
  }

  async skipGreeting(): Promise<void> {
    const head = await this.#take(64);
    if (head === undefined || head[0] !== 0xff) {
      throw new Error("Cannot connect: the peer does not speak ZMTP 3");
    }
  }

  async frame(): Promise<Frame | undefined> {
    const head = await this.#take(2);
    if (head === undefined) return undefined;
    const flags = head[0] ?? 0;
    let length = head[1] ?? 0;
    if (flags & LONG) {
      const rest = await this.#take(7);
      if (rest === undefined) return undefined;
      const size = Uint8Array.of(length, ...rest);
      length = Number(new DataView(size.buffer).getBigUint64(0));
    }
    const payload = await this.#take(length);
    return payload && { payload, more: (flags & MORE) !== 0, command: (flags & COMMAND) !== 0 };
  }

  async #take(length: number): Promise<Uint8Array | undefined> {
    while (this.#end - this.#start < length) {
      this.#makeRoom(length);
      const read = await this.#read();
      if (read === null) return undefined;
      this.#end += read;
    }
    const bytes = this.#buffer.slice(this.#start, this.#start + length);
    this.#start += length;
    return bytes;
  }

  async #read(): Promise<number | null> {
    try {
      return await this.#connection.read(this.#buffer.subarray(this.#end));
    } catch (error) {
      // A reset is how a dying peer says goodbye, and our own close ends a pending read with an error.
      const gone = error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BadResource ||
        error instanceof Deno.errors.Interrupted;
      if (gone || this.#closed) return null;
      throw error;
    }
  }

  #makeRoom(length: number): void {
    if (this.#buffer.length - this.#start >= Math.max(length, 4096) && this.#end < this.#buffer.length) {
      return;
    }
    const kept = this.#buffer.subarray(this.#start, this.#end);
    const wanted = Math.max(64 * 1024, length * 2);
    const buffer = wanted > this.#buffer.length ? new Uint8Array(wanted) : this.#buffer;
    if (buffer === this.#buffer) buffer.copyWithin(0, this.#start, this.#end);
    else buffer.set(kept);
    this.#buffer = buffer;
    this.#end -= this.#start;
    this.#start = 0;
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += await connection.write(bytes.subarray(written));
}
