import type { Host } from "../../host.ts";
import { VERSION } from "../../record/build.ts";
import { SinkError } from "../sink_error.ts";
import type { Target } from "./uri.ts";

/** What every request to a server carries. */
export interface RestAuth {
  /** Headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Texts that must never be shown. */
  readonly secrets: readonly string[];
}

/**
 * Who we are, as MLflow for Python decides it: user and password in the address, else
 * `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`, else `MLFLOW_TRACKING_TOKEN`.
 *
 * @throws {SinkError} When the environment asks for a way that only Python has.
 */
export function restAuth(target: Target & { readonly kind: "rest" }, host: Host): RestAuth {
  for (const name of ["MLFLOW_TRACKING_AUTH", "MLFLOW_TRACKING_AWS_SIGV4"]) {
    const value = host.env(name);
    if (value === undefined || value === "false") continue;
    throw new SinkError(
      `Cannot log to "${target.url}": ${name} is set, a plugin of MLflow for Python; ` +
        "should be MLFLOW_TRACKING_TOKEN or a user and password",
    );
  }
  const workspace = host.env("MLFLOW_WORKSPACE");
  const headers = {
    "user-agent": `wattbook/${VERSION}`,
    ...(workspace === undefined ? {} : { "x-mlflow-workspace": workspace }),
  };
  const user = target.user ?? host.env("MLFLOW_TRACKING_USERNAME");
  const password = target.user === undefined ? host.env("MLFLOW_TRACKING_PASSWORD") : target.password;
  if (user !== undefined && (password !== undefined || target.user !== undefined)) {
    const pair = new TextEncoder().encode(`${user}:${password ?? ""}`).toBase64();
    const secrets = [pair, password ?? "", encodeURIComponent(password ?? "")];
    return { headers: { ...headers, authorization: `Basic ${pair}` }, secrets };
  }
  const token = host.env("MLFLOW_TRACKING_TOKEN");
  if (token === undefined) return { headers, secrets: [] };
  return { headers: { ...headers, authorization: `Bearer ${token}` }, secrets: [token] };
}
