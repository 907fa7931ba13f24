import type { DatabaseSync } from "node:sqlite";
import { cleanKey, CUT } from "./limits.ts";
import type { RunRows } from "./store.ts";

/** MLflow stores infinities as the largest doubles and NaN as 0 with a flag. */
const LARGEST = 1.7976931348623157e308;

/**
 * Writes rows of a run; the same rows again change nothing. Of a parameter the first value stays, of a tag the
 * last. `latest_metrics` keeps the greatest (step, timestamp, value), as MLflow itself does.
 */
export function writeRows(
  database: DatabaseSync,
  runId: string,
  { metrics = [], params = {}, tags = {} }: RunRows,
): void {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO metrics ("key", value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const latest = database.prepare(
    `INSERT INTO latest_metrics ("key", value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT ("key", run_uuid) DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp,
       step = excluded.step, is_nan = excluded.is_nan
     WHERE (excluded.step, excluded.timestamp, excluded.value) > (step, timestamp, value)`,
  );
  for (const { key, value, timestamp, step } of metrics) {
    const stored = Number.isNaN(value) ? 0 : Math.max(-LARGEST, Math.min(LARGEST, value));
    const row = [
      cleanKey(key),
      stored,
      Math.max(0, Math.round(timestamp)),
      runId,
      Math.round(step),
      Number.isNaN(value) ? 1 : 0,
    ] as const;
    insert.run(...row);
    latest.run(...row);
  }
  const param = database.prepare('INSERT OR IGNORE INTO params ("key", value, run_uuid) VALUES (?, ?, ?)');
  for (const [key, value] of Object.entries(params)) {
    param.run(cleanKey(key), value.slice(0, CUT.param), runId);
  }
  const tag = database.prepare(
    'INSERT INTO tags ("key", value, run_uuid) VALUES (?, ?, ?) ON CONFLICT ("key", run_uuid) DO UPDATE SET value = excluded.value',
  );
  for (const [key, value] of Object.entries(tags)) tag.run(cleanKey(key), value.slice(0, CUT.tag), runId);
}
