import type { MetricPoint, RunRecord } from "../../record/run_record.ts";
import type { Figure } from "../../units.ts";
import { significant } from "../../units.ts";
import type { JournalledRun } from "../journal_read.ts";

/** Metric names of one run: Azure's MLflow takes 50, and charts are read one by one. */
export const MOST_NAMES = 45;

/** Names of what a run gets where its user asked for it. */
export const ASKED_NAMES = ["carbon/codecarbon_mg", "carbon/embodied_mg", "carbon/water_ml"] as const;

/** Names of what every run gets, beside what its user logs. */
export const EVERY_NAMES = [
  "emissions",
  "energy/share_j",
  "energy/machine_j",
  "energy/active_j",
  "carbon/emissions_mg",
  "carbon/emissions_mg_low",
  "carbon/emissions_mg_high",
  "carbon/intensity_g_per_kwh",
  "measure/duration_s",
  "measure/cpu_s",
  "measure/overhead_s",
  "measure/coverage",
] as const;

/** All names that are ours. */
export const OWN_NAMES = [...EVERY_NAMES, ...ASKED_NAMES] as const;

/** Our own name of a metric. */
type OwnName = typeof OWN_NAMES[number];

/**
 * The summary of a run as metrics: one point each at step 0, at the run's end, four significant digits. `emissions`
 * is in grams, as the Python package logs it; what is unknown, or an energy that was too small to see, is left out.
 *
 * @param record The run.
 */
export function recordMetrics(record: RunRecord): MetricPoint[] {
  const { energyJ, emissionsG, intensity, cpuTimeS, coverage } = record;
  const isKnown = (seen(energyJ[record.headline]) ?? seen(energyJ.share)) !== undefined;
  const emissions = isKnown ? emissionsG[record.headline] ?? emissionsG.share : undefined;
  const milligrams = (grams: number | undefined) => grams === undefined ? undefined : grams * 1000;
  return points({
    "emissions": emissions?.value,
    "energy/share_j": seen(energyJ.share),
    "energy/machine_j": seen(energyJ.machine),
    "energy/active_j": seen(energyJ.active),
    "carbon/emissions_mg": milligrams(emissions?.value),
    // CodeCarbon's method states no interval.
    "carbon/emissions_mg_low": record.method ? undefined : milligrams(emissions?.low),
    "carbon/emissions_mg_high": record.method ? undefined : milligrams(emissions?.high),
    "carbon/intensity_g_per_kwh": intensity.gramsPerKwh,
    "carbon/codecarbon_mg": milligrams(record.codecarbon?.emissionsG),
    "carbon/embodied_mg": milligrams(record.embodiedG?.value),
    "carbon/water_ml": isKnown && record.waterL ? record.waterL.value * 1000 : undefined,
    "measure/duration_s": record.durationS,
    "measure/cpu_s": cpuTimeS.own + cpuTimeS.children,
    "measure/overhead_s": record.overheadS,
    "measure/coverage": coverage.time,
  }, record.endMs);
}

/**
 * What is known of a run whose process died: how long it had lasted and what it had used at its last sign of life.
 */
export function closedMetrics({ closed, beat }: Pick<JournalledRun, "closed" | "beat">): MetricPoint[] {
  if (closed === undefined) return [];
  const energyJ = beat?.energyJ;
  return points({
    "energy/share_j": energyJ !== undefined && energyJ > 0 ? energyJ : undefined,
    "measure/duration_s": beat?.durationS,
  }, closed.endMs);
}

/** An energy of exactly 0 J was not seen, rather than not used. */
function seen(figure: Figure | undefined): number | undefined {
  return figure !== undefined && figure.value > 0 ? figure.value : undefined;
}

function points(values: Partial<Record<OwnName, number | undefined>>, atMs: number): MetricPoint[] {
  return OWN_NAMES.flatMap((key) => {
    const value = values[key];
    if (value === undefined || !Number.isFinite(value)) return [];
    return [{ key, value: significant(value), timestamp: Math.round(atMs), step: 0 }];
  });
}
