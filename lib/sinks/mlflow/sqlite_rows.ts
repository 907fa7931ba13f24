import type { SqliteFile } from "./sqlite_file.ts";
import { storedPoint, storedTexts } from "./stored_rows.ts";
import type { RunRows } from "./store.ts";

/** MLflow stores infinities as the largest doubles and NaN as 0 with a flag. */
const LARGEST = 1.7976931348623157e308;

const METRIC = 'INTO metrics ("key", value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)';
const LATEST =
  `INTO latest_metrics ("key", value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT ("key", run_uuid) DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp,
    step = excluded.step, is_nan = excluded.is_nan
  WHERE (excluded.step, excluded.timestamp, excluded.value) > (step, timestamp, value)`;
const PARAM =
  'INTO params ("key", value, run_uuid) VALUES (?, ?, ?) ON CONFLICT ("key", run_uuid) DO NOTHING';
const TAG = `INTO tags ("key", value, run_uuid) VALUES (?, ?, ?)
  ON CONFLICT ("key", run_uuid) DO UPDATE SET value = excluded.value`;

/**
 * Writes rows of a run, inside a transaction of the caller; the same rows again change nothing. Of a parameter the
 * first value stays, of a tag the last. `latest_metrics` keeps the greatest (step, timestamp, value), as MLflow
 * itself does.
 */
export function writeRows(
  store: SqliteFile,
  runId: string,
  { metrics = [], params = {}, tags = {} }: RunRows,
): void {
  const add = store.prepare(`INSERT ${METRIC} ON CONFLICT DO NOTHING`);
  const latest = store.prepare(`INSERT ${LATEST}`);
  for (const { key, value, timestamp, step } of metrics.map(storedPoint)) {
    const isNan = Number.isNaN(value);
    const stored = isNan ? 0 : Math.max(-LARGEST, Math.min(LARGEST, value));
    const row = [key, stored, timestamp, runId, step, isNan ? 1 : 0] as const;
    add.run(...row);
    latest.run(...row);
  }
  const param = store.prepare(`INSERT ${PARAM}`);
  for (const [key, value] of Object.entries(storedTexts(params, "param"))) param.run(key, value, runId);
  const tag = store.prepare(`INSERT ${TAG}`);
  for (const [key, value] of Object.entries(storedTexts(tags, "tag"))) tag.run(key, value, runId);
}
