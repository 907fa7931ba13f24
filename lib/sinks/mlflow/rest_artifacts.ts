import { safeArtifactPath } from "./limits.ts";
import { ANSWERS } from "./rest_answers.ts";
import type { RestCaller } from "./rest_call.ts";

/** Media types of what runs hold. */
const TYPES: Readonly<Record<string, string>> = {
  json: "application/json",
  csv: "text/csv",
  html: "text/html",
  md: "text/markdown",
  txt: "text/plain",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
};

/** A file of a run. */
export interface RestArtifact {
  /** MLflow's run id. */
  readonly runId: string;
  /** Where the run's artifacts are, as the server says it. */
  readonly root: string;
  /** Name below it. */
  readonly path: string;
  /** What is in it. */
  readonly content: Uint8Array;
}

/**
 * Stores a file of a run: through the server's artifact proxy where it has one, else by the route of MLflow's own
 * pages, with which the server stores up to 10 MB under its own credentials.
 */
export async function sendArtifact(caller: RestCaller, artifact: RestArtifact): Promise<void> {
  const path = safeArtifactPath(artifact.path);
  const what = `store artifact "${path.slice(0, 80)}"`;
  const type = TYPES[path.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
  const bytes = { content: artifact.content, type };
  const proxied = artifact.root.match(/^mlflow-artifacts:(?:\/\/[^/]*)?\/?(.*)$/)?.[1];
  if (proxied !== undefined) {
    const whole = `${proxied.replace(/\/+$/, "")}/${path}`.split("/").map(encodeURIComponent).join("/");
    await caller.ask(
      { what, method: "PUT", path: `/api/2.0/mlflow-artifacts/artifacts/${whole}`, bytes },
      ANSWERS.nothing,
    );
  } else {
    const query = { run_uuid: artifact.runId, path };
    await caller.ask(
      { what, method: "POST", path: "/ajax-api/2.0/mlflow/upload-artifact", query, bytes },
      ANSWERS.nothing,
    );
  }
}
