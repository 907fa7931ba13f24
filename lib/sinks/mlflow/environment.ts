import type { Host } from "../../host.ts";
import { SinkError } from "../sink_error.ts";
import { readIni } from "./ini_file.ts";
import type { Patience } from "./patience.ts";

/** What the environment says about connections to a server, as MLflow for Python reads it. */
export interface ConnectionEnvironment {
  /** User and password. */
  readonly login: { readonly user: string; readonly password: string } | undefined;
  /** Bearer token. */
  readonly token: string | undefined;
  /** Workspace of a server that has several. */
  readonly workspace: string | undefined;
  /** Certificates may be anybody's; Deno needs a start flag for that. */
  readonly insecureTls: boolean;
  /** File with the certificates of authorities to trust. */
  readonly serverCertPath: string | undefined;
  /** File with our own certificate and its key. */
  readonly clientCertPath: string | undefined;
  /** How long to try. */
  readonly patience: Partial<Pick<Patience, "tries" | "totalS" | "timeoutS" | "firstPauseS">>;
}

/**
 * Reads `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD` (else `~/.mlflow/credentials`),
 * `MLFLOW_TRACKING_TOKEN`, `MLFLOW_WORKSPACE`, `MLFLOW_TRACKING_INSECURE_TLS`, `MLFLOW_TRACKING_SERVER_CERT_PATH`,
 * `MLFLOW_TRACKING_CLIENT_CERT_PATH`, `MLFLOW_HTTP_REQUEST_MAX_RETRIES`, `…_BACKOFF_FACTOR` and `…_TIMEOUT`.
 *
 * @throws {SinkError} When the environment asks for a way that only Python has.
 */
export function connectionEnvironment(host: Host): ConnectionEnvironment {
  for (const name of ["MLFLOW_TRACKING_AUTH", "MLFLOW_TRACKING_AWS_SIGV4"]) {
    if (!isSet(host.env(name))) continue;
    throw new SinkError(
      `Cannot log to MLflow: ${name} is set, a plugin of MLflow for Python; ` +
        "should be MLFLOW_TRACKING_TOKEN or a user and password",
    );
  }
  return {
    login: loginOf(host),
    token: host.env("MLFLOW_TRACKING_TOKEN"),
    workspace: host.env("MLFLOW_WORKSPACE"),
    insecureTls: isSet(host.env("MLFLOW_TRACKING_INSECURE_TLS")),
    serverCertPath: host.env("MLFLOW_TRACKING_SERVER_CERT_PATH"),
    clientCertPath: host.env("MLFLOW_TRACKING_CLIENT_CERT_PATH"),
    patience: patienceOf(host),
  };
}

/** A file in the user's home folder; `undefined` where it is not, or may not be read. */
export function homeFile(host: Host, name: string): string | undefined {
  const home = host.env("HOME") ?? host.env("USERPROFILE");
  if (home === undefined) return undefined;
  try {
    return host.readText(`${home}/${name}`);
  } catch {
    // Most people have no such file.
    return undefined;
  }
}

function loginOf(host: Host): ConnectionEnvironment["login"] {
  const user = host.env("MLFLOW_TRACKING_USERNAME"), password = host.env("MLFLOW_TRACKING_PASSWORD");
  if (user !== undefined && password !== undefined) return { user, password };
  const file = homeFile(host, ".mlflow/credentials");
  const section = file === undefined ? undefined : readIni(file).get("mlflow");
  const known = {
    user: user ?? section?.get("mlflow_tracking_username"),
    password: password ?? section?.get("mlflow_tracking_password"),
  };
  return known.user === undefined || known.password === undefined
    ? undefined
    : { user: known.user, password: known.password };
}

/** Who says how often to try also says how long: our own limit of time is left out then. */
function patienceOf(host: Host): ConnectionEnvironment["patience"] {
  const retries = numberOf(host.env("MLFLOW_HTTP_REQUEST_MAX_RETRIES"));
  const timeoutS = numberOf(host.env("MLFLOW_HTTP_REQUEST_TIMEOUT"));
  const firstPauseS = numberOf(host.env("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"));
  return {
    ...(retries === undefined ? {} : { tries: Math.floor(retries) + 1, totalS: Infinity }),
    ...(timeoutS ? { timeoutS } : {}),
    ...(firstPauseS === undefined ? {} : { firstPauseS }),
  };
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text ?? NaN);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !/^(false|0)$/i.test(value);
}
