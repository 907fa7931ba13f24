import type { z } from "zod";
import type { Host } from "../../host.ts";
import { SinkError } from "../sink_error.ts";
import { explainRequest } from "./explain_request.ts";
import type { HttpClients } from "./http_client.ts";
import { type Patience, pauseMs } from "./patience.ts";
import { type Answer, RequestError } from "./request_error.ts";
import type { RestAuth } from "./rest_auth.ts";
import { type RestCall, sendCall, type SendOptions } from "./rest_send.ts";
import type { Server } from "./server.ts";

export type { RestCall } from "./rest_send.ts";

/** What a caller of a server needs. */
export interface RestCallerOptions {
  /** The server. */
  readonly server: Server;
  /** Network and clock. */
  readonly host: Host;
  /** How long to try. */
  readonly patience: Patience;
  /** Ends waits and requests. */
  readonly signal: AbortSignal;
  /** How connections are made. */
  readonly clients: HttpClients;
  /** The environment wants certificates of anybody to be taken. */
  readonly insecureTls?: boolean;
}

/** Calls one MLflow server: errors become sentences, passing failures are tried again. */
export class RestCaller {
  readonly #options: RestCallerOptions;
  #secrets: readonly string[] = [];

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
        const ms = pauseMs(attempt, error.answer.retryAfterS, patience.random(), patience.firstPauseS);
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

  /** Begins to read a file; what is wrong in mid-file is an error of the stream. */
  download(call: RestCall): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    return this.persist(
      call,
      async () =>
        await sendCall(call, await this.#how(call), async (response, head) => {
          if (response.status === 200) return response.body ?? new Blob([]).stream();
          const answer = { ...head, text: await response.text() };
          throw new RequestError(`Cannot ${call.what}: ${call.path} answered ${response.status}`, answer);
        }),
    );
  }

  async #send(call: RestCall): Promise<Answer> {
    return await sendCall(
      call,
      await this.#how(call),
      async (response, head) => ({ ...head, text: await response.text() }),
    );
  }

  async #how(call: RestCall): Promise<SendOptions> {
    const { server, host, patience, signal, clients } = this.#options;
    const options = { host, timeoutS: patience.timeoutS, signal, clients };
    // A signed address carries its own permission, and is a secret itself.
    if (/^https?:/.test(call.path)) return { ...options, url: call.path, headers: {} };
    const auth: RestAuth = await server.auth(signal);
    this.#secrets = auth.secrets;
    return { ...options, url: `${server.url}${call.path}`, headers: auth.headers };
  }

  async #explain(call: RestCall, { answer, passing, code, reason }: RequestError): Promise<RequestError> {
    const { server: { url, credentials }, insecureTls = false } = this.#options;
    const version = async () => {
      try {
        return await this.#send({ what: "ask for the version", method: "GET", path: "/version" });
      } catch (error) {
        // It answered a moment ago; the explanation does without the version.
        return error instanceof RequestError ? error.answer : {};
      }
    };
    const hide = (text: string) =>
      this.#secrets.reduce((shown, secret) => secret ? shown.replaceAll(secret, "***") : shown, text);
    const isKnown = this.#secrets.length > 0;
    const known = { url, answer, passing, code, reason, hide, isKnown, credentials, insecureTls };
    return new RequestError(
      `Cannot ${call.what} at "${url}": ${await explainRequest(known, version)}`,
      answer,
    );
  }
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
