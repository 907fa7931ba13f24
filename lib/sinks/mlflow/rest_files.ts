import { ANSWERS } from "./rest_answers.ts";
import type { RestCaller } from "./rest_call.ts";

/** A file of a run on a server. */
export interface ListedFile {
  /** Its name. */
  readonly path: string;
  /** Its length, where the server says it. */
  readonly bytes: number | undefined;
}

/** Files of a run, every page of every folder. */
export async function* restFiles(caller: RestCaller, runId: string, folder = ""): AsyncGenerator<ListedFile> {
  let token = "";
  do {
    const query = {
      run_id: runId,
      ...(folder ? { path: folder } : {}),
      ...(token ? { page_token: token } : {}),
    };
    const page = await caller.ask(
      { what: "list artifacts", method: "GET", path: "/api/2.0/mlflow/artifacts/list", query },
      ANSWERS.files,
    );
    for (const { path, is_dir, file_size } of page.files) {
      if (is_dir) yield* restFiles(caller, runId, path);
      else {yield {
          path,
          bytes: file_size === undefined || file_size === null ? undefined : Number(file_size),
        };}
    }
    token = page.files.length > 0 ? page.next_page_token ?? "" : "";
  } while (token);
}
