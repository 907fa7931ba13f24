import { storedText } from "./stored_rows.ts";
import type { SqliteFile } from "./sqlite_file.ts";
import type { RunDataset } from "./store.ts";

/** Tags of a run. */
export function tagRows(store: SqliteFile, runId: string): Readonly<Record<string, string>> {
  const rows = store.prepare('SELECT "key", value FROM tags WHERE run_uuid = ?').all(runId);
  return Object.fromEntries(rows.map(({ key, value }) => [String(key), String(value ?? "")]));
}

/**
 * Notes the datasets of a run, inside a transaction of the caller; the same again change nothing. A store older than
 * MLflow 2.8 has no place for them.
 */
export function writeDatasets(store: SqliteFile, runId: string, datasets: readonly RunDataset[]): void {
  if (datasets.length === 0 || !hasTable(store, "datasets") || !hasTable(store, "input_tags")) return;
  const experiment = store.prepare("SELECT experiment_id FROM runs WHERE run_uuid = ?").get(runId)
    ?.["experiment_id"];
  if (experiment === undefined) return;
  for (const { name, digest, sourceType, source, schema, profile, tags } of datasets) {
    const key = [Number(experiment), storedText(name, 500), storedText(digest, 36)] as const;
    store.prepare(
      `INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source,
         dataset_schema, dataset_profile) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ).run(newId(), ...key, sourceType, source, schema ?? null, profile ?? null);
    const id = String(
      store.prepare("SELECT dataset_uuid FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?")
        .get(...key)?.["dataset_uuid"],
    );
    store.prepare(
      `INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id)
         VALUES (?, 'DATASET', ?, 'RUN', ?) ON CONFLICT DO NOTHING`,
    ).run(newId(), id, runId);
    const input = store.prepare(
      `SELECT input_uuid FROM inputs
         WHERE source_type = 'DATASET' AND source_id = ? AND destination_type = 'RUN' AND destination_id = ?`,
    ).get(id, runId)?.["input_uuid"];
    for (const [tag, value] of Object.entries(tags)) {
      store.prepare(
        "INSERT INTO input_tags (input_uuid, name, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      )
        .run(String(input), storedText(tag, 255), storedText(value, 500));
    }
  }
}

function hasTable(store: SqliteFile, name: string): boolean {
  return store.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !==
    undefined;
}

function newId(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
