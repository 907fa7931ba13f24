import type { SqliteFile } from "./sqlite_file.ts";
import { storedText, storedTexts } from "./stored_rows.ts";
import { MODEL_ID_TAG, modelName } from "./model_rows.ts";
import type { ModelVersion } from "./store.ts";

/**
 * Registers a version of a model, inside a transaction of the caller; one that was registered before keeps its number,
 * and gets tags and alias again.
 *
 * @param source Where it is: `models:/<model id>`, or a folder of the run.
 * @param storage The same as a folder.
 * @param nowMs Milliseconds since 1970.
 * @returns Its number.
 */
export function writeVersion(
  store: SqliteFile,
  version: ModelVersion,
  { runId, source, storage, nowMs }: { runId: string; source: string; storage: string; nowMs: number },
): string {
  const name = modelName(version.name), key = version.key;
  store.prepare(
    "INSERT INTO registered_models (name, creation_time, last_updated_time) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  ).run(name, nowMs, nowMs);
  const known = store.prepare(
    'SELECT version FROM model_version_tags WHERE name = ? AND "key" = ? AND value = ?',
  ).get(name, MODEL_ID_TAG, key)?.["version"];
  const last = store.prepare("SELECT max(version) AS n FROM model_versions WHERE name = ?").get(name)?.["n"];
  const number = Number(known ?? Number(last ?? 0) + 1);
  store.prepare(
    `INSERT INTO model_versions (name, version, creation_time, last_updated_time, source, storage_location, run_id,
       description, current_stage, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'None', 'READY') ON CONFLICT DO NOTHING`,
  ).run(
    name,
    number,
    nowMs,
    nowMs,
    storedText(source, 500),
    storedText(storage, 500),
    runId,
    storedText(version.description, 5000),
  );
  const tag = store.prepare(
    `INSERT INTO model_version_tags ("key", value, name, version) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
  );
  for (
    const [tagKey, value] of Object.entries(storedTexts({ ...version.tags, [MODEL_ID_TAG]: key }, "tag"))
  ) {
    tag.run(tagKey, storedText(value, 5000), name, number);
  }
  if (version.alias !== undefined) {
    store.prepare(
      `INSERT INTO registered_model_aliases (name, alias, version) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET version = excluded.version`,
    ).run(name, storedText(version.alias, 255), number);
  }
  store.prepare("UPDATE registered_models SET last_updated_time = ? WHERE name = ?").run(nowMs, name);
  return String(number);
}
