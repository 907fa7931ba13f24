import type { Host } from "../../host.ts";
import { connectionEnvironment } from "./environment.ts";
import { httpClients } from "./http_client.ts";
import { PATIENCE, type Patience } from "./patience.ts";
import { RestCaller } from "./rest_call.ts";
import { openServer, type Server } from "./server.ts";
import type { ServerTarget } from "./uri.ts";

/** How a server is called. */
export interface RestStoreOptions {
  /** How long to try; what the environment says about it comes first. */
  readonly patience?: Patience;
  /** Ends waits and requests. */
  readonly signal?: AbortSignal;
}

/** A server as a store, and how to call it otherwise: reading runs needs that. */
export interface RestConnection extends AsyncDisposable {
  /** Its adapter. */
  readonly server: Server;
  /** Calls it. */
  readonly caller: RestCaller;
}

/**
 * Connects to an MLflow server; nothing is sent yet.
 *
 * @throws {SinkError} When the environment asks for an authentication that only Python has, or holds none.
 */
export function connectRest(
  target: ServerTarget,
  host: Host,
  options: RestStoreOptions = {},
): RestConnection {
  const environment = connectionEnvironment(host);
  const server = openServer({ target, host, environment });
  const clients = httpClients(environment);
  const closed = new AbortController();
  const { signal } = options;
  const caller = new RestCaller({
    server,
    host,
    clients,
    insecureTls: environment.insecureTls,
    patience: { ...(options.patience ?? PATIENCE), ...environment.patience },
    signal: signal ? AbortSignal.any([signal, closed.signal]) : closed.signal,
  });
  return {
    server,
    caller,
    // deno-lint-ignore require-await -- stores of the same interface have to wait
    async [Symbol.asyncDispose]() {
      if (closed.signal.aborted) return;
      closed.abort(new DOMException("The store was closed", "AbortError"));
      clients[Symbol.dispose]();
    },
  };
}
