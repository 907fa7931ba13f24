import type { MetricPoint, RunRecord } from "../../record/run_record.ts";
import { significant } from "../../units.ts";
import { uniqueNames } from "./unique_names.ts";

/** Points per curve: MLflow's pages draw no more. */
const MOST_POINTS = 1000;

/**
 * The power curve as MLflow's own system metrics (`system/cpu_power_watts`): they get a tab of their own in its
 * pages, with time as the x axis. Every n-th sample where there are more than a chart can show.
 *
 * @param record The run.
 * @param most Names that are left.
 * @param taken Names that are used already.
 */
export function curvePoints(
  { curve, startMs }: Pick<RunRecord, "curve" | "startMs">,
  most: number,
  taken: readonly string[] = [],
): MetricPoint[] {
  if (curve === undefined || most <= 0) return [];
  const labels = curve.series.map(({ label }) => label);
  const names = uniqueNames(labels.map((label) => systemName(label, labels)), taken);
  const every = Math.ceil(curve.timeS.length / MOST_POINTS);
  return curve.series.slice(0, most).flatMap(({ label, watts }) => {
    const key = names.get(systemName(label, labels)) ?? label;
    return curve.timeS.flatMap((timeS, at) => {
      const value = watts[at];
      if (at % every > 0 || value === undefined || !Number.isFinite(value)) return [];
      const timestamp = Math.round(startMs + timeS * 1000);
      return [{ key, value: significant(value), timestamp, step: at / every }];
    });
  });
}

/** `"CPU package 0"` is simply the CPU where there is one; `"This notebook"` becomes `notebook`. */
function systemName(label: string, labels: readonly string[]): string {
  const isOnlyCpu = /^cpu\b/i.test(label) && labels.filter((other) => /^cpu\b/i.test(other)).length === 1;
  const words = label.toLowerCase().replace(/^this /, "").replace(/[^\p{L}\p{N}]+/gu, "_").replace(
    /^_+|_+$/g,
    "",
  );
  return `system/${isOnlyCpu ? "cpu" : words || "device"}_power_watts`;
}
