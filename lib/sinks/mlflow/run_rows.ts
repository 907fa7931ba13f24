import type { MetricPoint, RunStatus } from "../../record/run_record.ts";
import type { JournalledRun } from "../journal_read.ts";
import { curvePoints } from "./curve_points.ts";
import { CUT } from "./limits.ts";
import { ASKED_NAMES, closedMetrics, EVERY_NAMES, MOST_NAMES, OWN_NAMES, recordMetrics } from "./names.ts";
import { runTags } from "./run_tags.ts";
import { storedPoint, storedText } from "./stored_rows.ts";
import { uniqueNames } from "./unique_names.ts";

/** A run as far as its rows need it. */
export type RowsOf = Pick<
  JournalledRun,
  "run" | "metrics" | "params" | "tags" | "record" | "closed" | "beat"
>;

/** Rows that a store should hold of a run. */
export interface PlannedRows {
  /** What the user logged. */
  readonly metrics: readonly MetricPoint[];
  /** What its record says; nothing while the run is open. */
  readonly summary: readonly MetricPoint[];
  /** Parameters. */
  readonly params: Readonly<Record<string, string>>;
  /** Tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** How the run ended; `undefined` while it is open. */
  readonly end: { readonly status: RunStatus; readonly endMs: number } | undefined;
}

/**
 * Rows of a run as MLflow can store them. Of the {@linkcode MOST_NAMES} metric names ours come first, then the
 * user's in the order they appeared, then the power curves; the tag `wattbook.left_out` names those that are not
 * there, and `wattbook.renamed` those that MLflow knows under another name.
 *
 * @param run The run.
 * @param from Points of the user's metrics that are stored already.
 */
export function runRows(run: RowsOf, from = 0): PlannedRows {
  const { record, closed } = run;
  const names = uniqueNames(new Set(run.metrics.map(({ key }) => key)), OWN_NAMES);
  const kept = [...names].slice(0, MOST_NAMES - EVERY_NAMES.length);
  const keptNames = new Map(kept);
  const params = uniqueNames(Object.keys(run.params));
  const own = record ? recordMetrics(record) : [];
  const asked = own.filter(({ key }) => ASKED_NAMES.some((name) => name === key)).length;
  const free = Math.max(0, MOST_NAMES - EVERY_NAMES.length - asked - kept.length);
  const leftOut = [
    ...[...names.keys()].slice(kept.length),
    ...(record?.curve?.series.slice(free).map(({ label }) => `power of ${label}`) ?? []),
  ];
  const renamed = [...kept, ...params].filter(([key, name]) => key !== name)
    .map(([key, name]) => `${JSON.stringify(key.slice(0, 100))} is "${name.slice(0, 100)}"`);
  return {
    metrics: run.metrics.slice(from).flatMap((point) => {
      const key = keptNames.get(point.key);
      return key === undefined ? [] : [storedPoint({ ...point, key })];
    }),
    summary: record
      ? [...own, ...curvePoints(record, free, [...keptNames.values()])].map(storedPoint)
      : closedMetrics(run).map(storedPoint),
    params: Object.fromEntries(
      Object.entries(run.params).map((
        [key, value],
      ) => [params.get(key) ?? key, storedText(value, CUT.param)]),
    ),
    tags: {
      ...runTags(run),
      ...(leftOut.length > 0 ? { "wattbook.left_out": storedText(leftOut.join(", "), CUT.tag) } : {}),
      ...(renamed.length > 0 ? { "wattbook.renamed": storedText(renamed.join(", "), CUT.tag) } : {}),
    },
    end: record ?? closed,
  };
}
