import type { DatabaseSync } from "node:sqlite";
import { SinkError } from "../sink_error.ts";

/** Columns that are written here, per table. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  experiments: [
    "experiment_id",
    "name",
    "artifact_location",
    "lifecycle_stage",
    "creation_time",
    "last_update_time",
  ],
  runs: [
    "run_uuid",
    "name",
    "source_type",
    "source_name",
    "entry_point_name",
    "user_id",
    "status",
    "start_time",
    "end_time",
    "source_version",
    "lifecycle_stage",
    "artifact_uri",
    "experiment_id",
  ],
  metrics: ["key", "value", "timestamp", "run_uuid", "step", "is_nan"],
  latest_metrics: ["key", "value", "timestamp", "step", "is_nan", "run_uuid"],
  params: ["key", "value", "run_uuid"],
  tags: ["key", "value", "run_uuid"],
};

/**
 * Makes sure that a store can be written without harm: all tables and columns are there, and no newer column
 * wants a value that is not known here.
 *
 * @throws {SinkError} With what is missing or unknown, and the remedy.
 */
export function checkColumns(database: DatabaseSync, path: string): void {
  for (const [table, written] of Object.entries(WRITTEN)) {
    const columns = database.prepare(`PRAGMA table_info(${table})`).all();
    if (columns.length === 0) {
      throw new SinkError(
        `Cannot log to "${path}": it has no table "${table}", so it is no MLflow store; name another file (sqlite:///mlflow.db)`,
      );
    }
    const names = columns.map((column) => String(column["name"]));
    const lacking = written.find((name) => !names.includes(name));
    if (lacking !== undefined) {
      throw new SinkError(
        `Cannot log to "${path}": table "${table}" has no column "${lacking}", the store is older than MLflow 2.0; run: mlflow db upgrade sqlite:///${path}`,
      );
    }
    const unknown = columns.find((column) =>
      column["notnull"] === 1 && column["dflt_value"] === null && !written.includes(String(column["name"]))
    );
    if (unknown) {
      throw new SinkError(
        `Cannot log to "${path}": table "${table}" needs a column "${
          unknown["name"]
        }" that this version of wattbook does not know; ` +
          "start mlflow server on it and give its http:// address, or update wattbook",
      );
    }
  }
}
