import type { LoggedModel } from "../logged_model.ts";
import type { MetricPoint } from "../../record/run_record.ts";
import { CUT } from "./limits.ts";
import { modelName, STATUS } from "./model_rows.ts";
import type { SqliteFile } from "./sqlite_file.ts";
import { storedPoint, storedText, storedTexts } from "./stored_rows.ts";

/** Whether a store knows logged models: those of MLflow 3 do. */
export function knowsModels(store: SqliteFile): boolean {
  const sql = "SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name IN " +
    "('logged_models', 'logged_model_metrics', 'logged_model_params', 'logged_model_tags')";
  return Number(store.prepare(sql).get()?.["n"]) === 4;
}

/**
 * Writes the row of a model, still PENDING, and hangs it to its run, inside a transaction of the caller; the same again
 * changes nothing.
 *
 * @returns Where its files go.
 */
export function writeModel(store: SqliteFile, runId: string, model: LoggedModel): string {
  const { id, createdMs, params, tags } = model;
  const run = store.prepare("SELECT experiment_id, artifact_uri FROM runs WHERE run_uuid = ?").get(runId);
  const experiment = Number(run?.["experiment_id"]);
  // Beside the runs of its experiment, as MLflow itself puts them.
  const root = String(run?.["artifact_uri"]).replace(/\/[^/]+\/artifacts\/?$/, "");
  const folder = `${root}/models/${id}/artifacts`;
  const now = Math.max(0, Math.round(createdMs));
  store.prepare(
    `INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms,
       last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'active', '', ?) ON CONFLICT DO NOTHING`,
  ).run(id, experiment, modelName(model.name), folder, now, now, STATUS.PENDING, runId);
  store.prepare(
    `INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)
       VALUES (?, 'RUN_OUTPUT', ?, 'MODEL_OUTPUT', ?, 0) ON CONFLICT DO NOTHING`,
  ).run(crypto.randomUUID().replaceAll("-", ""), runId, id);
  writePairs(store, "param", { id, experiment }, storedTexts(params, "param"));
  writePairs(store, "tag", { id, experiment }, storedTexts(tags, "tag"));
  return String(
    store.prepare("SELECT artifact_location FROM logged_models WHERE model_id = ?").get(id)
      ?.["artifact_location"],
  );
}

/** Its last state, once all its files are there. */
export function endModel(store: SqliteFile, { id, status, statusMessage, createdMs }: LoggedModel): void {
  store.prepare(
    "UPDATE logged_models SET status = ?, status_message = ?, last_updated_timestamp_ms = ? WHERE model_id = ?",
  ).run(STATUS[status], storedText(statusMessage, 1000), Math.max(0, Math.round(createdMs)), id);
}

/** Metrics and tags of a model, inside a transaction of the caller; the same again change nothing. */
export function writeModelRows(
  store: SqliteFile,
  runId: string,
  modelId: string,
  { metrics, tags }: { metrics: readonly MetricPoint[]; tags: Readonly<Record<string, string>> },
): void {
  const experiment = Number(
    store.prepare("SELECT experiment_id FROM logged_models WHERE model_id = ?").get(modelId)
      ?.["experiment_id"],
  );
  const insert = store.prepare(
    `INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value,
       experiment_id, run_id) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  for (const { key, value, timestamp, step } of metrics.map(storedPoint)) {
    // MLflow reads no NaN from this table.
    if (Number.isNaN(value)) continue;
    const stored = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
    insert.run(modelId, storedText(key, CUT.key), timestamp, step, stored, experiment, runId);
  }
  writePairs(store, "tag", { id: modelId, experiment }, storedTexts(tags, "tag"));
}

function writePairs(
  store: SqliteFile,
  kind: "param" | "tag",
  { id, experiment }: { id: string; experiment: number },
  values: Readonly<Record<string, string>>,
): void {
  const insert = store.prepare(
    `INSERT INTO logged_model_${kind}s (model_id, experiment_id, ${kind}_key, ${kind}_value) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET ${kind}_value = excluded.${kind}_value`,
  );
  for (const [key, value] of Object.entries(values)) insert.run(id, experiment, key, value);
}
