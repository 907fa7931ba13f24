import { cleanKey, CUT, cutText } from "./limits.ts";
import type { SqliteFile } from "./sqlite_file.ts";
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
  for (const { key, value, timestamp, step } of metrics) {
    const isNan = Number.isNaN(value);
    const stored = isNan ? 0 : Math.max(-LARGEST, Math.min(LARGEST, value));
    const row = [
      cleanKey(key),
      stored,
      Math.max(0, whole(timestamp)),
      runId,
      whole(step),
      isNan ? 1 : 0,
    ] as const;
    add.run(...row);
    latest.run(...row);
  }
  const param = store.prepare(`INSERT ${PARAM}`);
  for (const [key, value] of Object.entries(params)) {
    param.run(cleanKey(key), cutText(value, CUT.param), runId);
  }
  const tag = store.prepare(`INSERT ${TAG}`);
  for (const [key, value] of Object.entries(tags)) tag.run(cleanKey(key), cutText(value, CUT.tag), runId);
}

/** MLflow's times and steps are whole numbers; one that is none, or too large to be exact, must not lose the row. */
function whole(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.round(value)));
}
