import type { z } from "zod";
import type { Host } from "../../host.ts";
import { SinkError } from "../sink_error.ts";
import { explainRequest } from "./explain_request.ts";
import { type Patience, pauseMs } from "./patience.ts";
import { type Answer, RequestError } from "./request_error.ts";
import type { RestAuth } from "./rest_auth.ts";

/** One HTTP call. */
export interface RestCall {
  /** What it is for, as the error says it: `create run "a"`. */
  readonly what: string;
  /** HTTP method. */
  readonly method: "GET" | "POST" | "PUT";
  /** Path behind the server's address. */
  readonly path: string;
  /** Query. */
  readonly query?: Readonly<Record<string, string>>;
  /** Body, sent as JSON. */
  readonly body?: unknown;
  /** Body, sent as it is. */
  readonly bytes?: { readonly content: Uint8Array; readonly type: string };
  /** Doing it twice makes two: it gets a connection of its own, because Deno re-sends a POST on a reused one. */
  readonly creates?: boolean;
}

/** What a caller of a server needs. */
export interface RestCallerOptions {
  /** Address without secrets. */
  readonly url: string;
  /** Headers and secrets. */
  readonly auth: RestAuth;
  /** Network and clock. */
  readonly host: Host;
  /** How long to try. */
  readonly patience: Patience;
  /** Ends waits and requests. */
  readonly signal: AbortSignal;
}

/** Calls one MLflow server: errors become sentences, passing failures are tried again. */
export class RestCaller {
  readonly #options: RestCallerOptions;

  constructor(options: RestCallerOptions) {
    this.#options = options;
  }

  /**
   * Calls until it goes well or patience is over; only for calls that may be done twice.
   *
   * @throws {SinkError} One line with the remedy.
   */
  ask<Value>(call: RestCall, answer: z.ZodType<Value>): Promise<Value> {
    return this.persist(call, () => this.once(call, answer));
  }

  /**
   * Repeats an action of several calls, as `ask()` does with one.
   *
   * @param call What is named when it fails.
   * @param action Gets the number of the attempt, from 1.
   */
  async persist<Value>(call: RestCall, action: (attempt: number) => Promise<Value>): Promise<Value> {
    const { host, patience, signal } = this.#options;
    const begin = host.monotonicS();
    for (let attempt = 1;; attempt++) {
      try {
        return await action(attempt);
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        const ms = pauseMs(attempt, error.answer.retryAfterS, patience.random());
        const isLate = host.monotonicS() - begin + ms / 1000 > patience.totalS;
        if (!error.passing || attempt >= patience.tries || isLate || signal.aborted) {
          throw await this.#explain(call, error);
        }
        await patience.wait(ms, signal).catch((cause) => {
          throw new SinkError(`Cannot ${call.what}: it was stopped`, { cause, passing: true });
        });
      }
    }
  }

  /**
   * Calls once.
   *
   * @throws {RequestError} With the answer as it was.
   */
  async once<Value>(call: RestCall, answer: z.ZodType<Value>): Promise<Value> {
    const received = await this.#send(call);
    const { status = 0, text = "" } = received;
    if (status >= 200 && status < 300) {
      const value = answer.safeParse(parse(text));
      if (value.success) return value.data;
    }
    throw new RequestError(`Cannot ${call.what}: ${call.method} ${call.path} answered ${status}`, received);
  }

  async #send(call: RestCall): Promise<Answer> {
    const { url, auth, host, patience, signal } = this.#options;
    const query = call.query ? `?${new URLSearchParams(call.query)}` : "";
    const timeout = new AbortController();
    const timer = setTimeout(
      () => timeout.abort(new DOMException(`no answer within ${patience.timeoutS} s`, "TimeoutError")),
      patience.timeoutS * 1000,
    );
    try {
      const response = await host.fetch(`${url}${call.path}${query}`, {
        method: call.method,
        headers: {
          ...auth.headers,
          ...(call.body === undefined ? {} : { "content-type": "application/json" }),
          ...(call.bytes ? { "content-type": call.bytes.type } : {}),
          ...(call.creates ? { connection: "close" } : {}),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        ...(call.bytes ? { body: new Uint8Array(call.bytes.content) } : {}),
        // Followed, a POST would arrive as a GET, and a password at another server.
        redirect: "manual",
        signal: AbortSignal.any([signal, timeout.signal]),
      });
      return { ...headOf(response, host), text: await response.text() };
    } catch (cause) {
      throw new RequestError(`Cannot ${call.what}: no answer`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  async #explain(call: RestCall, { answer, passing, code, reason }: RequestError): Promise<RequestError> {
    const { url, auth } = this.#options;
    const version = async () => {
      try {
        return await this.#send({ what: "ask for the version", method: "GET", path: "/version" });
      } catch (error) {
        // It answered a moment ago; the explanation does without the version.
        return error instanceof RequestError ? error.answer : {};
      }
    };
    const hide = (text: string) =>
      auth.secrets.reduce((shown, secret) => secret ? shown.replaceAll(secret, "***") : shown, text);
    const known = { url, answer, passing, code, reason, hide, isKnown: auth.secrets.length > 0 };
    return new RequestError(
      `Cannot ${call.what} at "${url}": ${await explainRequest(known, version)}`,
      answer,
    );
  }
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

/** An empty body stands for an empty answer, as artifact uploads give it. */
function parse(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    // A web page: no schema accepts `undefined`, so it becomes an error that says so.
    return undefined;
  }
}
