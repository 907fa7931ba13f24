import { SinkError } from "../sink_error.ts";
import type { ConnectionEnvironment } from "./environment.ts";

/**
 * The HTTP client for servers with certificates of their own: `MLFLOW_TRACKING_SERVER_CERT_PATH` names the
 * authorities to trust besides the usual ones, `MLFLOW_TRACKING_CLIENT_CERT_PATH` a file with our certificate and
 * its key. `undefined` where neither is set: `fetch` has a client of its own.
 *
 * @throws {SinkError} When a file cannot be read or is none of the kind.
 */
export function httpClient(environment: ConnectionEnvironment): Deno.HttpClient | undefined {
  const { serverCertPath, clientCertPath } = environment;
  if (serverCertPath === undefined && clientCertPath === undefined) return undefined;
  const authority = read("MLFLOW_TRACKING_SERVER_CERT_PATH", serverCertPath);
  const own = read("MLFLOW_TRACKING_CLIENT_CERT_PATH", clientCertPath);
  try {
    return Deno.createHttpClient({
      ...(authority === undefined ? {} : { caCerts: [authority] }),
      ...(own === undefined ? {} : { cert: own, key: own }),
    });
  } catch (cause) {
    throw new SinkError(
      `Cannot use the certificates of the environment: ${cause instanceof Error ? cause.message : cause}; ` +
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
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SinkError(`Cannot read "${path}" (${variable}): ${reason}`, { cause });
  }
}
