import type { Host } from "../../host.ts";
import { type FileContent, lengthOf } from "./file_content.ts";
import type { HttpClients } from "./http_client.ts";
import { type Answer, RequestError } from "./request_error.ts";

/** One HTTP call. */
export interface RestCall {
  /** What it is for, as the error says it: `create run "a"`. */
  readonly what: string;
  /** HTTP method. */
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  /** Path behind the server's address; or a whole address elsewhere, which gets none of our credentials. */
  readonly path: string;
  /** Query. */
  readonly query?: Readonly<Record<string, string>>;
  /** Body, sent as JSON. */
  readonly body?: unknown;
  /** Body, sent as it is. */
  readonly bytes?: { readonly content: FileContent; readonly type: string };
  /** Headers of this call alone. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Doing it twice makes two: it gets a connection of its own. */
  readonly creates?: boolean;
}

/** How a call is sent. */
export interface SendOptions {
  /** Network and clock. */
  readonly host: Host;
  /** The whole address without its query. */
  readonly url: string;
  /** Headers of every call. */
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds that the answer may take; a body gets a second more per 100 kB. */
  readonly timeoutS: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** How connections are made. */
  readonly clients: HttpClients;
}

/** The slowest line that a file is still sent over, bytes per second. */
const SLOWEST = 100_000;

/** A file of unknown length may take this long, in seconds. */
const LONG_S = 3600;

/**
 * Sends a call and reads its answer with `read`.
 *
 * @throws {RequestError} When there is no answer.
 */
export async function sendCall<Value>(
  call: RestCall,
  options: SendOptions,
  read: (response: Response, head: Answer) => Promise<Value>,
): Promise<Value> {
  const { host, url, timeoutS, signal, clients } = options;
  const limitS = timeoutS + (call.bytes ? (lengthOf(call.bytes.content) ?? LONG_S * SLOWEST) / SLOWEST : 0);
  const timeout = new AbortController();
  const timer = setTimeout(
    () => timeout.abort(new DOMException(`no answer within ${Math.round(limitS)} s`, "TimeoutError")),
    limitS * 1000,
  );
  const alone = call.creates ? clients.alone() : undefined;
  const client = alone ?? clients.usual;
  try {
    const response = await host.fetch(`${url}${call.query ? `?${new URLSearchParams(call.query)}` : ""}`, {
      method: call.method,
      headers: {
        ...options.headers,
        ...(call.body === undefined ? {} : { "content-type": "application/json" }),
        ...(call.bytes ? { "content-type": call.bytes.type } : {}),
        ...call.headers,
        ...(call.creates ? { connection: "close" } : {}),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.bytes ? { body: await bodyOf(call.bytes.content) } : {}),
      // Followed, a POST would arrive as a GET, and a password at another server.
      redirect: "manual",
      signal: AbortSignal.any([signal, timeout.signal]),
      ...(client ? { client } : {}),
    });
    return await read(response, headOf(response, host));
  } catch (cause) {
    if (cause instanceof RequestError) throw cause;
    throw new RequestError(`Cannot ${call.what}: no answer`, { cause });
  } finally {
    clearTimeout(timer);
    alone?.close();
  }
}

async function bodyOf(content: FileContent): Promise<BodyInit> {
  return content instanceof Uint8Array ? new Uint8Array(content) : await content.open();
}

function headOf({ status, headers }: Response, host: Host): Answer {
  const type = headers.get("content-type")?.split(";")[0]?.trim();
  const location = headers.get("location");
  const after = headers.get("retry-after");
  const seconds = after === null
    ? NaN
    : /^\d+$/.test(after)
    ? Number(after)
    : (Date.parse(after) - host.epochMs()) / 1000;
  return {
    status,
    ...(type ? { type } : {}),
    ...(location ? { location } : {}),
    ...(Number.isFinite(seconds) ? { retryAfterS: Math.max(0, seconds) } : {}),
  };
}
