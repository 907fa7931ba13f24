import type { Host } from "../../host.ts";
import { SinkError } from "../sink_error.ts";
import { clientCredentials } from "./client_credentials.ts";
import { AZUREML_LIMITS, cutText } from "./limits.ts";
import { bearer } from "./rest_auth.ts";
import type { Server, ServerOptions } from "./server.ts";

const CREDENTIALS = "set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or MLFLOW_TRACKING_TOKEN";

/**
 * An Azure Machine Learning workspace, from its documentation: the token of the environment (a job of Azure has one),
 * else a service principal. It takes 50 metric names, which are never exceeded, and no files but from its own SDK.
 *
 * @throws {SinkError} When no credentials are known.
 */
export function azuremlServer({ target, host, environment }: ServerOptions): Server {
  const { url } = target;
  const token = environment.token ?? host.env("AZUREML_RUN_TOKEN");
  const auth = token === undefined ? principalOf(host) : () => Promise.resolve(bearer(token));
  if (auth === undefined) throw new SinkError(`Cannot log to "${url}": no token is known, ${CREDENTIALS}`);
  return {
    url,
    limits: AZUREML_LIMITS,
    files: "none",
    credentials: CREDENTIALS,
    auth,
    experimentName: (name) => Promise.resolve(cutText(name, AZUREML_LIMITS.experimentName)),
    link: (_, runId) => `https://ml.azure.com/runs/${runId}?wsid=${workspaceOf(url)}`,
  };
}

function principalOf(host: Host): Server["auth"] | undefined {
  const tenant = host.env("AZURE_TENANT_ID"), id = host.env("AZURE_CLIENT_ID");
  const secret = host.env("AZURE_CLIENT_SECRET");
  if (tenant === undefined || id === undefined || secret === undefined) return undefined;
  const authority = (host.env("AZURE_AUTHORITY_HOST") ?? "https://login.microsoftonline.com").replace(
    /\/+$/,
    "",
  );
  const url = `${authority}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  return clientCredentials(
    { url, id, secret, scope: "https://management.azure.com/.default", as: "form" },
    host,
  );
}

/** `/subscriptions/…/workspaces/…`, the part of the address that names the workspace. */
function workspaceOf(url: string): string {
  return /\/subscriptions\/.*$/i.exec(url)?.[0] ?? "";
}
