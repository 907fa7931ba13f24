import { type FileContent, wholeContent } from "./file_content.ts";
import { ANSWERS } from "./rest_answers.ts";
import type { RestCall, RestCaller } from "./rest_call.ts";

/** A file for an address that the server signs. */
export interface SignedArtifact {
  /** MLflow's run id. */
  readonly runId: string;
  /** Name of the file. */
  readonly path: string;
  /** What is tried, for errors. */
  readonly what: string;
  /** What is in it. */
  readonly content: FileContent;
  /** Its media type. */
  readonly type: string;
}

const CREDENTIALS = "/api/2.0/mlflow/artifacts/credentials-for-write";

/**
 * Stores a file in the cloud behind a server, as Databricks documents it: the server signs an address, and the file
 * goes there without any credentials of ours. Clouds want its length, so it is held in memory.
 */
export async function sendSigned(caller: RestCaller, artifact: SignedArtifact): Promise<void> {
  const { runId, path, what, type } = artifact;
  const ask = { what: `${what} (ask where)`, method: "POST", path: CREDENTIALS } as const;
  const body = { run_id: runId, path: [path] };
  const { credential_infos: [info] } = await caller.ask({ ...ask, body }, ANSWERS.signed);
  if (info === undefined) return;
  const headers = Object.fromEntries(info.headers.map(({ name, value }) => [name, value]));
  const content = await wholeContent(artifact.content);
  const send = async (call: Pick<RestCall, "method" | "path" | "bytes" | "headers">) => {
    await caller.ask({ what, ...call }, ANSWERS.answered);
  };
  if (info.type === "AZURE_ADLS_GEN2_SAS_URI") {
    const at = (action: string) => `${info.signed_uri}${info.signed_uri.includes("?") ? "&" : "?"}${action}`;
    await send({ method: "PUT", path: at("resource=file"), headers });
    await send({ method: "PATCH", path: at("action=append&position=0"), bytes: { content, type }, headers });
    await send({ method: "PATCH", path: at(`action=flush&position=${content.length}`), headers });
  } else {
    const blob = info.type === "AZURE_SAS_URI" ? { "x-ms-blob-type": "BlockBlob" } : {};
    await send({
      method: "PUT",
      path: info.signed_uri,
      bytes: { content, type },
      headers: { ...blob, ...headers },
    });
  }
}
