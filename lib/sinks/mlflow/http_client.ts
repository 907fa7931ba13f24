import { messageOf } from "../../errors.ts";
import { SinkError } from "../sink_error.ts";
import type { ConnectionEnvironment } from "./environment.ts";

/** HTTP clients for one server. */
export interface HttpClients extends Disposable {
  /** Where certificates of one's own are needed; `fetch` has a client otherwise. */
  readonly usual: Deno.HttpClient | undefined;
  /**
   * A client for one request, to be closed after it, that keeps no connection. On a connection that was used before,
   * Deno sends a POST again by itself when it goes before the answer, also with `connection: close` (measured, 2.9.6).
   */
  alone(): Deno.HttpClient;
}

/**
 * The clients for a server; `MLFLOW_TRACKING_SERVER_CERT_PATH` names the authorities to trust besides the usual
 * ones, `MLFLOW_TRACKING_CLIENT_CERT_PATH` a file with our certificate and its key.
 *
 * @throws {SinkError} When a file cannot be read or is none of the kind.
 */
export function httpClients(environment: ConnectionEnvironment): HttpClients {
  const certificates = certificatesOf(environment);
  const usual = certificates && open(certificates);
  return {
    usual,
    alone: () => open({ ...certificates, poolMaxIdlePerHost: 0 }),
    [Symbol.dispose]: () => usual?.close(),
  };
}

type Options = Deno.CreateHttpClientOptions | (Deno.CreateHttpClientOptions & Deno.TlsCertifiedKeyPem);

function certificatesOf(environment: ConnectionEnvironment): Options | undefined {
  const { serverCertPath, clientCertPath } = environment;
  if (serverCertPath === undefined && clientCertPath === undefined) return undefined;
  const authority = read("MLFLOW_TRACKING_SERVER_CERT_PATH", serverCertPath);
  const own = read("MLFLOW_TRACKING_CLIENT_CERT_PATH", clientCertPath);
  return {
    ...(authority === undefined ? {} : { caCerts: [authority] }),
    ...(own === undefined ? {} : { cert: own, key: own }),
  };
}

function open(options: Options): Deno.HttpClient {
  try {
    return Deno.createHttpClient(options);
  } catch (cause) {
    throw new SinkError(
      `Cannot use the certificates of the environment: ${messageOf(cause)}; ` +
        "should be PEM files, our own with its key in the same file",
      { cause },
    );
  }
}

function read(variable: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new SinkError(`Cannot read "${path}" (${variable}): ${reason}`, { cause });
  }
}
