import type { Host } from "../../host.ts";
import { quoted } from "../quoted.ts";
import { SinkError } from "../sink_error.ts";
import { readMeta, STATUS_NUMBERS, treeEntries } from "./file_tree.ts";
import { writeFlatYaml } from "./flat_yaml.ts";
import { fileUri } from "./uri.ts";

/** Makes what every FileStore has: a place for what is deleted, and the experiment Default. */
export function makeTree(root: string, host: Host): void {
  Deno.mkdirSync(`${root}/.trash`, { recursive: true });
  if (readMeta(`${root}/0`) === undefined && treeEntries(root).length === 0) {
    write(root, "0", "Default", host);
  }
}

/**
 * Id of the experiment of a name, made when it does not exist.
 *
 * @throws {SinkError} When it was deleted.
 */
export function makeExperiment(root: string, name: string, host: Host): string {
  const named = (folder: string) => treeEntries(folder).find(({ meta }) => meta.get("name") === name);
  const found = named(root);
  const deleted = found?.meta.get("lifecycle_stage") === "deleted"
    ? found
    : found
    ? undefined
    : named(`${root}/.trash`);
  if (deleted) {
    throw new SinkError(
      `Cannot log to experiment ${quoted(name)}: it was deleted, restore it (mlflow experiments restore ` +
        `--experiment-id ${deleted.meta.get("experiment_id")}) or choose another name`,
    );
  }
  if (found) return found.folder.slice(found.folder.lastIndexOf("/") + 1);
  const id = String(Math.floor((1 + 9 * Math.random()) * 1e8)) +
    String(Math.floor((1 + 9 * Math.random()) * 1e8));
  write(root, id, name, host);
  return id;
}

/** What the `meta.yaml` of a run says when it begins. */
export interface FileRun {
  /** Id of its experiment. */
  readonly experimentId: string;
  /** Its id. */
  readonly runId: string;
  /** Its name. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Who ran it. */
  readonly user: string;
}

/** Makes the folder of a run in state RUNNING; one that is there stays as it is. */
export function makeRun(folder: string, { experimentId, runId, name, startMs, user }: FileRun): void {
  if (readMeta(folder) !== undefined) return;
  for (const part of ["metrics", "params", "tags", "artifacts"]) {
    Deno.mkdirSync(`${folder}/${part}`, { recursive: true });
  }
  const meta = writeFlatYaml({
    artifact_uri: fileUri(`${folder}/artifacts`),
    deleted_time: null,
    end_time: null,
    entry_point_name: "",
    experiment_id: experimentId,
    lifecycle_stage: "active",
    run_id: runId,
    run_name: name,
    run_uuid: runId,
    source_name: "",
    source_type: 4,
    source_version: "",
    start_time: Math.max(0, Math.round(startMs)),
    status: STATUS_NUMBERS.indexOf("RUNNING"),
    user_id: user,
  });
  writeWhole(`${folder}/meta.yaml`, `${meta}tags: []\n`);
}

/** A reader finds the old file or the new one, never half of it. */
export function writeWhole(file: string, text: string): void {
  Deno.writeTextFileSync(`${file}.new`, text);
  Deno.renameSync(`${file}.new`, file);
}

function write(root: string, id: string, name: string, host: Host): void {
  const folder = `${root}/${id}`, now = Math.round(host.epochMs());
  Deno.mkdirSync(folder, { recursive: true });
  const text = writeFlatYaml({
    artifact_location: fileUri(folder),
    creation_time: now,
    experiment_id: id,
    last_update_time: now,
    lifecycle_stage: "active",
    name,
  });
  writeWhole(`${folder}/meta.yaml`, text);
}
