import { messageOf } from "../../errors.ts";
import { SinkError } from "../sink_error.ts";
import { quoted } from "../quoted.ts";
import type { FileContent } from "./file_content.ts";
import { safeArtifactPath } from "./limits.ts";
import { pathOfUri, uriOfPath } from "./local_path.ts";

/**
 * Where a store puts the artifacts of an experiment: `mlruns` beside the file, as MLflow for Python does, or the
 * folder that the experiment names. An address on a server, or an `mlruns` of another place (the store was moved),
 * cannot be written from here; each run says itself where its artifacts are, so that `mlruns` here is found too.
 *
 * @param location What the experiment says.
 * @param file The store.
 */
export function artifactLocation(location: string | undefined, file: string, experimentId: string): string {
  const own = uriOfPath(`${file.slice(0, file.lastIndexOf("/"))}/mlruns/${experimentId}`);
  const isChosen = location !== undefined && pathOfUri(location) !== undefined &&
    !/\/mlruns\/\d+\/?$/.test(location);
  return isChosen ? location.replace(/\/$/, "") : own;
}

/** A smaller file is written in the time that handing it to another thread would take. */
const SMALL_BYTES = 256 * 1024;

/**
 * Writes a file of a run; a small one that is held in memory is there when the call returns.
 *
 * @param uri Where the run's artifacts are, as the store says.
 * @param path Its name in MLflow, any text: it stays inside that folder.
 * @throws {SinkError} When the folder is on a server, or cannot be written.
 */
export async function putRunFile(uri: string, path: string, content: FileContent): Promise<void> {
  const root = pathOfUri(uri);
  if (root === undefined) {
    throw new SinkError(
      `Cannot store artifact ${quoted(path)}: the run's artifacts are at ${
        quoted(uri)
      }, should be a folder; ` +
        "log to the http:// address of that server",
    );
  }
  const file = `${root}/${safeArtifactPath(path)}`;
  const folder = file.slice(0, file.lastIndexOf("/"));
  try {
    if (content instanceof Uint8Array && content.length <= SMALL_BYTES) {
      Deno.mkdirSync(folder, { recursive: true });
      Deno.writeFileSync(file, content);
    } else {
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeFile(file, content instanceof Uint8Array ? content : await content.open());
    }
  } catch (cause) {
    // Where the file comes from failed, not where it goes.
    if (cause instanceof SinkError) throw cause;
    const reason = messageOf(cause);
    throw new SinkError(
      `Cannot store artifact ${
        quoted(path)
      } in "${root}": ${reason}; make room or make it writable, then run: ` +
        "wattbook sync",
      { cause, passing: true },
    );
  }
}

/** Files of a run. */
export function countRunFiles(uri: string): number {
  const root = pathOfUri(uri);
  return root === undefined ? 0 : countFiles(root);
}

function countFiles(folder: string): number {
  let count = 0;
  try {
    for (const entry of Deno.readDirSync(folder)) {
      count += entry.isDirectory ? countFiles(`${folder}/${entry.name}`) : 1;
    }
  } catch {
    // No artifact was stored yet.
  }
  return count;
}
