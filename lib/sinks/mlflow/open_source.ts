import type { Host } from "../../host.ts";
import { isFolder } from "../is_folder.ts";
import { quoted } from "../quoted.ts";
import { SinkError } from "../sink_error.ts";
import { isFileTree } from "./file_tree.ts";
import type { RunSource } from "./source.ts";
import { openRestSource } from "./source_rest.ts";
import { openSqliteSource } from "./source_sqlite.ts";
import { openTreeSource } from "./source_tree.ts";
import { parseTrackingUri } from "./uri.ts";

/**
 * Opens what runs are copied from: a tracking URI, a SQLite file, a FileStore, or a folder that holds one of these.
 *
 * @param from What the user wrote.
 * @param host Network and environment.
 * @param signal Ends waiting for a server.
 * @throws {SinkError} When there is no store of MLflow.
 * @throws {TypeError} When it is a URI of no known kind.
 */
export async function openSource(from: string, host: Host, signal?: AbortSignal): Promise<RunSource> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(from) || from === "databricks") {
    const target = parseTrackingUri(from);
    if (target.kind === "rest") return openRestSource(target, host, signal ? { signal } : {});
    if (target.kind === "sqlite") return await openSqliteSource(target.path);
    if (target.kind === "file") return openTreeSource(target.path);
  }
  if (isFile(from)) return await openSqliteSource(from);
  if (isFile(`${from}/mlflow.db`)) return await openSqliteSource(`${from}/mlflow.db`);
  for (const folder of [from, `${from}/mlruns`]) if (isFileTree(folder)) return openTreeSource(folder);
  const what = isFolder(from)
    ? 'there is no store in it, should hold ".wattbook", "mlflow.db" or "mlruns"'
    : "it does not exist";
  throw new SinkError(`Cannot read runs from ${quoted(from)}: ${what}`);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    // Not there: the next guess.
    return false;
  }
}
