import { quoted } from "../quoted.ts";
import { SinkError } from "../sink_error.ts";
import { CUT } from "./limits.ts";
import { artifactLocation } from "./run_folder.ts";
import { embeddedId, keyTag } from "./run_key.ts";
import type { SqliteFile } from "./sqlite_file.ts";
import { writeRows } from "./sqlite_rows.ts";
import type { NewRun, RunEnd } from "./store.ts";
import { storedText } from "./stored_rows.ts";

/**
 * Id of the experiment of a name, made when it does not exist, inside a transaction of the caller.
 *
 * @throws {SinkError} When it was deleted.
 */
export function findExperiment(store: SqliteFile, name: string, nowMs: number): string {
  // A server with workspaces may hold the name several times; "default" is the one that needs no asking.
  const row = store.prepare("SELECT * FROM experiments WHERE name = ?").all(name)
    .find(({ workspace }) => workspace === undefined || workspace === "default");
  if (row?.["lifecycle_stage"] === "deleted") {
    throw new SinkError(
      `Cannot log to experiment ${quoted(name)}: it was deleted, restore it (mlflow experiments restore ` +
        `--experiment-id ${row["experiment_id"]}) or choose another name`,
    );
  }
  if (row) return String(row["experiment_id"]);
  const { lastInsertRowid } = store.prepare(
    "INSERT INTO experiments (name, lifecycle_stage, creation_time, last_update_time) VALUES (?, 'active', ?, ?)",
  ).run(name, nowMs, nowMs);
  const id = String(lastInsertRowid);
  store.prepare("UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?")
    .run(artifactLocation(undefined, store.path, id), Number(id));
  return id;
}

/**
 * Creates a run, inside a transaction of the caller; returns its id.
 *
 * @param store The file.
 * @param run The run.
 * @param end How it has ended; RUNNING without it.
 */
export function insertRun(
  store: SqliteFile,
  { experimentId, runKey, runName, startMs, tags }: NewRun,
  end?: RunEnd,
): string {
  const runId = embeddedId(runKey);
  const location = store.prepare("SELECT artifact_location FROM experiments WHERE experiment_id = ?")
    .get(Number(experimentId))?.["artifact_location"];
  const root = artifactLocation(location ? String(location) : undefined, store.path, experimentId);
  const name = storedText(runName, CUT.name);
  // Two deliveries of one run at once make one run.
  const { changes } = store.prepare(
    `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
         end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)
       VALUES (?, ?, 'UNKNOWN', '', '', ?, ?, ?, ?, '', 'active', ?, ?) ON CONFLICT (run_uuid) DO NOTHING`,
  ).run(
    runId,
    name,
    tags["mlflow.user"] ?? "",
    end?.status ?? "RUNNING",
    Math.max(0, Math.round(startMs)),
    end ? Math.round(end.endMs) : null,
    `${root}/${runId}/artifacts`,
    Number(experimentId),
  );
  if (end && Number(changes) === 0) endRun(store, runId, end);
  writeRows(store, runId, { tags: { [keyTag(runKey)]: runKey, ...tags, "mlflow.runName": name } });
  return runId;
}

/** Sets how a run has ended, inside a transaction of the caller; false when there is no such run. */
export function endRun(store: SqliteFile, runId: string, { status, endMs }: RunEnd): boolean {
  const sql = "UPDATE runs SET status = ?, end_time = ? WHERE run_uuid = ?";
  return Number(store.prepare(sql).run(status, Math.round(endMs), runId).changes) > 0;
}
