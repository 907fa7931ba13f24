import { SinkError } from "../sink_error.ts";
import type { SqliteFile } from "./sqlite_file.ts";
import { sqliteUri } from "./uri.ts";

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
export function checkColumns(store: SqliteFile): void {
  const refuse = (reason: string, passing = false) =>
    new SinkError(`Cannot log to "${store.path}": ${reason}`, { passing });
  const columnsOf = (table: string) =>
    store.prepare('SELECT name, "notnull", dflt_value, pk FROM pragma_table_info(?)').all(table);
  for (const [table, written] of Object.entries(WRITTEN)) {
    const columns = columnsOf(table);
    const names = columns.map(({ name }) => String(name));
    const lacking = written.find((name) => !names.includes(name));
    if (lacking !== undefined) {
      if (columnsOf("alembic_version").length === 0 && columnsOf("experiments").length === 0) {
        throw refuse(
          `it has no table "${table}", so it is no MLflow store; name another file (sqlite:///mlflow.db)`,
        );
      }
      const what = columns.length === 0
        ? `it has no table "${table}"`
        : `table "${table}" has no column "${lacking}"`;
      throw refuse(
        `${what}: it is older than MLflow 2.0, or MLflow is making it just now; ` +
          `run: mlflow db upgrade ${sqliteUri(store.path)}`,
        true,
      );
    }
    const unknown = columns.find(({ name, notnull, dflt_value }) =>
      notnull === 1 && dflt_value === null && !written.includes(String(name))
    );
    if (unknown) {
      throw refuse(
        `table "${table}" needs a column "${unknown["name"]}" that this version of wattbook does not know; ` +
          "start mlflow server on it and give its http:// address, or update wattbook",
      );
    }
  }
}
