import { MLFLOW_LIMITS } from "./limits.ts";
import { bearer, restAuth } from "./rest_auth.ts";
import type { Server, ServerOptions } from "./server.ts";

/**
 * An `mlflow server`, or anything that speaks as it does (GitLab, a proxy in front): user and password of the
 * address, else of the environment or `~/.mlflow/credentials`, else the token.
 */
export function httpServer({ target, environment }: ServerOptions): Server {
  const { url } = target;
  const { workspace, token } = environment;
  const login = target.user === undefined
    ? environment.login
    : { user: target.user, password: target.password ?? "" };
  const auth = login ? restAuth(login) : bearer(token);
  const headers = { ...auth.headers, ...(workspace ? { "x-mlflow-workspace": workspace } : {}) };
  return {
    url,
    limits: MLFLOW_LIMITS,
    files: "server",
    credentials: "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
    auth: () => Promise.resolve({ ...auth, headers }),
    experimentName: (name) => Promise.resolve(name),
    link: (experimentId, runId) =>
      `${url}/#/experiments/${experimentId}/runs/${runId}?workflowType=machine_learning`,
  };
}
