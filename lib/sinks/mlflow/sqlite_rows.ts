import type { SqliteFile } from "./sqlite_file.ts";
import { storedPoint, storedTexts } from "./stored_rows.ts";
import type { RunRows } from "./store.ts";

/** MLflow stores infinities as the largest doubles and NaN as 0 with a flag. */
const LARGEST = 1.7976931348623157e308;

const METRIC_COLUMNS = '("key", value, timestamp, run_uuid, step, is_nan)';

const METRIC: Insert = { into: `metrics ${METRIC_COLUMNS}`, columns: 6, conflict: "DO NOTHING" };
const LATEST: Insert = {
  into: `latest_metrics ${METRIC_COLUMNS}`,
  columns: 6,
  conflict: `("key", run_uuid) DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp,
    step = excluded.step, is_nan = excluded.is_nan
  WHERE (excluded.step, excluded.timestamp, excluded.value) > (step, timestamp, value)`,
};
const PARAM: Insert = {
  into: 'params ("key", value, run_uuid)',
  columns: 3,
  conflict: '("key", run_uuid) DO NOTHING',
};
const TAG: Insert = {
  into: 'tags ("key", value, run_uuid)',
  columns: 3,
  conflict: '("key", run_uuid) DO UPDATE SET value = excluded.value',
};

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
  const points = metrics.map(storedPoint).map(({ key, value, timestamp, step }) => {
    const isNan = Number.isNaN(value);
    const stored = isNan ? 0 : Math.max(-LARGEST, Math.min(LARGEST, value));
    return [key, stored, timestamp, runId, step, isNan ? 1 : 0];
  });
  insert(store, METRIC, points);
  insert(store, LATEST, points);
  const texts = (values: Readonly<Record<string, string>>, kind: "param" | "tag") =>
    Object.entries(storedTexts(values, kind)).map(([key, value]) => [key, value, runId]);
  insert(store, PARAM, texts(params, "param"));
  insert(store, TAG, texts(tags, "tag"));
}

interface Insert {
  readonly into: string;
  readonly columns: number;
  readonly conflict: string;
}

/** Rows per statement at most: a call costs more than a row. Stays below SQLite's oldest limit of 999 values. */
const AT_ONCE = 64;

function insert(store: SqliteFile, into: Insert, rows: readonly (readonly (string | number)[])[]): void {
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const some = rows.slice(at, at + AT_ONCE);
    store.prepare(textOf(into, some.length)).run(...some.flat());
  }
}

/** Kept: the file looks a statement up by its text, and a text that is made anew has to be compared letter by letter. */
const texts = new Map<Insert, Map<number, string>>();

function textOf(insert: Insert, rows: number): string {
  const known = texts.get(insert) ?? new Map<number, string>();
  texts.set(insert, known);
  const text = known.get(rows) ?? made(insert, rows);
  known.set(rows, text);
  return text;
}

function made({ into, columns, conflict }: Insert, rows: number): string {
  const row = `(${Array(columns).fill("?")})`;
  return `INSERT INTO ${into} VALUES ${Array(rows).fill(row)} ON CONFLICT ${conflict}`;
}
