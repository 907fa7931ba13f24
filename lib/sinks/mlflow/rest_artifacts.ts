import { SinkError } from "../sink_error.ts";
import { type FileContent, wholeContent } from "./file_content.ts";
import { safeArtifactPath } from "./limits.ts";
import { ANSWERS } from "./rest_answers.ts";
import type { RestCaller } from "./rest_call.ts";
import { sendSigned } from "./rest_signed.ts";
import type { Server } from "./server.ts";

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
  readonly content: FileContent;
  /** How the server takes files. */
  readonly files: Server["files"];
}

/**
 * Stores a file of a run: through the server's artifact proxy where it has one, else by the route of MLflow's own
 * pages, with which the server stores up to 10 MB under its own credentials. Some servers sign an address in a cloud.
 *
 * @throws {SinkError} When the server takes no files.
 */
export async function sendArtifact(caller: RestCaller, artifact: RestArtifact): Promise<void> {
  const { runId, files, content } = artifact;
  const path = safeArtifactPath(artifact.path);
  const what = `store artifact "${path.slice(0, 80)}"`;
  const type = TYPES[path.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
  if (files === "none") {
    throw new SinkError(
      "This server takes files only from its own SDK: those of the run stay in the journal",
      { status: 501 },
    );
  }
  if (files === "signed") return await sendSigned(caller, { runId, path, what, content, type });
  const proxied = proxiedRoot(artifact.root);
  if (proxied !== undefined) {
    await caller.ask(
      { what, method: "PUT", path: proxyPath(proxied, path), bytes: { content, type } },
      ANSWERS.nothing,
    );
  } else {
    const query = { run_uuid: runId, path };
    // This route takes no body of unknown length.
    const bytes = { content: await wholeContent(content), type };
    await caller.ask(
      { what, method: "POST", path: "/ajax-api/2.0/mlflow/upload-artifact", query, bytes },
      ANSWERS.nothing,
    );
  }
}

/** The part of a run's artifact address behind the server's proxy; `undefined` when it has none. */
export function proxiedRoot(root: string): string | undefined {
  return /^mlflow-artifacts:(?:\/\/[^/]*)?\/?(.*)$/.exec(root)?.[1]?.replace(/\/+$/, "");
}

/** The path of a file at the server's artifact proxy. */
export function proxyPath(root: string, path: string): string {
  return `/api/2.0/mlflow-artifacts/artifacts/${
    `${root}/${path}`.split("/").map(encodeURIComponent).join("/")
  }`;
}
