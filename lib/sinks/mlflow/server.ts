import type { Host } from "../../host.ts";
import type { ConnectionEnvironment } from "./environment.ts";
import type { ServerLimits } from "./limits.ts";
import type { RestAuth } from "./rest_auth.ts";
import type { RestCaller } from "./rest_call.ts";
import { azuremlServer } from "./target_azureml.ts";
import { databricksServer } from "./target_databricks.ts";
import { httpServer } from "./target_http.ts";
import type { ServerTarget } from "./uri.ts";

/** What differs between servers that speak MLflow's protocol: each has an adapter in a file `target_….ts`. */
export interface Server {
  /** Address without secrets, in front of `/api/2.0/mlflow`. */
  readonly url: string;
  /** What it takes at most. */
  readonly limits: ServerLimits;
  /**
   * Where its files go: `"server"`, it stores them itself; `"signed"`, to an address in a cloud that it signs;
   * `"none"`, only its own SDK knows how.
   */
  readonly files: "server" | "signed" | "none";
  /** What to set when it wants to know who we are. */
  readonly credentials: string;
  /** Who we are, as headers; may ask for a token first. */
  auth(signal: AbortSignal): Promise<RestAuth>;
  /** Name of an experiment as this server wants it. */
  experimentName(name: string, caller: RestCaller): Promise<string>;
  /** Address of a run's page. */
  link(experimentId: string, runId: string): string;
}

/** What an adapter is made of. */
export interface ServerOptions {
  /** The tracking URI. */
  readonly target: ServerTarget;
  /** Network, clock, environment. */
  readonly host: Host;
  /** What the environment says about connections. */
  readonly environment: ConnectionEnvironment;
}

/**
 * The adapter for a tracking URI.
 *
 * @throws {SinkError} When the address or the credentials are not known.
 */
export function openServer(options: ServerOptions): Server {
  const { service } = options.target;
  if (service === "databricks") return databricksServer(options);
  return service === "azureml" ? azuremlServer(options) : httpServer(options);
}
