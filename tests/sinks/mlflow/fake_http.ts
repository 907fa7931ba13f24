/** A request as it came over the wire. */
export interface WireRequest {
  /** Method. */
  readonly method: string;
  /** Path without query, as it was sent. */
  readonly path: string;
  /** Query. */
  readonly query: URLSearchParams;
  /** Headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body. */
  readonly body: Uint8Array;
}

/** An answer. */
export interface WireAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Headers besides the length. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body. */
  readonly body: string | Uint8Array;
  /** Close the connection after half of the body. */
  readonly cut?: boolean;
}

/** A server on 127.0.0.1. */
export interface WireServer extends AsyncDisposable {
  /** Its port. */
  readonly port: number;
}

/**
 * Serves HTTP/1.1 with reused connections on a plain socket, so that a handler can do what servers of libraries
 * prevent: close a connection before, while or instead of answering.
 *
 * @param handle Gets a request; `"close"` closes the connection without an answer.
 */
export function serveWire(handle: (request: WireRequest) => WireAnswer | "close"): WireServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const work: Promise<void>[] = [];
  const accept = async () => {
    for await (const connection of listener) {
      open.add(connection);
      work.push(serveConnection(connection, handle).finally(() => open.delete(connection)));
    }
  };
  const accepting = accept();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) closeQuietly(connection);
      await accepting;
      await Promise.all(work);
    },
  };
}

async function serveConnection(
  connection: Deno.Conn,
  handle: (request: WireRequest) => WireAnswer | "close",
): Promise<void> {
  const reader = new WireReader(connection);
  try {
    for (;;) {
      const request = await reader.request();
      if (request === undefined) return;
      const answer = handle(request);
      if (answer === "close") return;
      const isLast = request.headers["connection"] === "close";
      await write(connection, answer, isLast);
      if (isLast || answer.cut) return;
    }
  } catch (error) {
    // The client went away, or the test is over and has closed the connection.
    if (
      !(error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
        error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset)
    ) throw error;
  } finally {
    closeQuietly(connection);
  }
}

async function write(connection: Deno.Conn, answer: WireAnswer, isLast: boolean): Promise<void> {
  const body = typeof answer.body === "string" ? new TextEncoder().encode(answer.body) : answer.body;
  const headers = {
    ...answer.headers,
    "content-length": String(body.length),
    ...(isLast ? { connection: "close" } : {}),
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const part = answer.cut ? body.subarray(0, body.length >> 1) : body;
  const start = new TextEncoder().encode(`HTTP/1.1 ${answer.status} Answer\r\n${head}\r\n`);
  const bytes = new Uint8Array(start.length + part.length);
  bytes.set(start);
  bytes.set(part, start.length);
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already.
  }
}

/** Reads requests from a connection. */
class WireReader {
  #bytes = new Uint8Array(0);

  constructor(readonly connection: Deno.Conn) {}

  async request(): Promise<WireRequest | undefined> {
    const head = await this.#until("\r\n\r\n");
    if (head === undefined) return undefined;
    const [first = "", ...lines] = head.split("\r\n");
    const [method = "", target = ""] = first.split(" ");
    const headers = Object.fromEntries(lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }));
    const url = new URL(target, "http://127.0.0.1");
    const body = headers["transfer-encoding"] === "chunked"
      ? await this.#chunks()
      : await this.#take(Number(headers["content-length"] ?? 0));
    return { method, path: url.pathname, query: url.searchParams, headers, body };
  }

  async #chunks(): Promise<Uint8Array> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      const size = parseInt(await this.#until("\r\n") ?? "0", 16);
      const chunk = await this.#take(size + 2);
      if (size === 0) return new Uint8Array(await new Blob(chunks).arrayBuffer());
      chunks.push(chunk.slice(0, size));
    }
  }

  /** Text before a mark that is all of ASCII; `undefined` when the client has closed. */
  async #until(mark: string): Promise<string | undefined> {
    for (;;) {
      const text = new TextDecoder("latin1").decode(this.#bytes.subarray(0, 16_384));
      const at = text.indexOf(mark);
      if (at >= 0) {
        this.#bytes = this.#bytes.slice(at + mark.length);
        return text.slice(0, at);
      }
      if (!await this.#more()) return undefined;
    }
  }

  async #take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#bytes.length < length && await this.#more());
    const taken = this.#bytes.slice(0, length);
    this.#bytes = this.#bytes.slice(length);
    return taken;
  }

  async #more(): Promise<boolean> {
    const buffer = new Uint8Array(65_536);
    const read = await this.connection.read(buffer);
    if (read === null) return false;
    const joined = new Uint8Array(this.#bytes.length + read);
    joined.set(this.#bytes);
    joined.set(buffer.subarray(0, read), this.#bytes.length);
    this.#bytes = joined;
    return true;
  }
}
