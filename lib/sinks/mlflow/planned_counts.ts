import type { MetricPoint } from "../../record/run_record.ts";
import type { Deliverable } from "./deliver.ts";
import type { DerivedFile } from "./deliver_files.ts";
import { safeArtifactPath } from "./limits.ts";
import { runRows } from "./run_rows.ts";
import type { StoredCounts } from "./store.ts";

/**
 * What a store has to hold of a run once it is delivered.
 *
 * @param run The run.
 * @param made Files that were made from its record.
 */
export function plannedCounts(
  run: Deliverable,
  made: readonly Pick<DerivedFile, "path">[] = [],
): StoredCounts {
  const { metrics, summary, params, end } = runRows(run);
  return {
    metrics: new Set([...metrics, ...summary].map(pointKey)).size,
    params: Object.keys(params).length,
    artifacts: new Set([...run.artifacts, ...made].map(({ path }) => safeArtifactPath(path))).size,
    ...(run.models && run.models.length > 0 ? { models: run.models.length } : {}),
    status: end?.status ?? "RUNNING",
  };
}

/** MLflow's own key of a point; it stores infinities as the largest doubles. */
function pointKey({ key, value, timestamp, step }: MetricPoint): string {
  const stored = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  return `${key}\n${timestamp} ${step} ${stored}`;
}
