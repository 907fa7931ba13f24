import { significant } from "../../units.ts";
import type { Intensity } from "../intensity.ts";
import { type IntensitySeries, seriesMean } from "../series.ts";

/** The part of a span that a series has to cover; what is left takes the same mean. */
const ENOUGH = 0.5;

/** Half the width that a value has at least: good sources differ by that much about the same hour. */
const LEAST_HALF_WIDTH = 0.1;

/** A year's figure with a series' mean over a span in its place; `undefined` where the series has too little of it. */
export function intensityOver(
  series: IntensitySeries,
  yearly: Intensity,
  startMs: number,
  endMs: number,
): Intensity | undefined {
  const mean = seriesMean(series, startMs, endMs);
  if (mean === undefined || mean.coverage < ENOUGH) return undefined;
  const { gramsPerKwh, low, high, state, coverage } = mean;
  return {
    ...yearly,
    gramsPerKwh: significant(gramsPerKwh, 6),
    low: significant(Math.min(low, gramsPerKwh * (1 - LEAST_HALF_WIDTH)), 6),
    high: significant(Math.max(high, gramsPerKwh * (1 + LEAST_HALF_WIDTH)), 6),
    source: series.source,
    year: new Date(endMs).getUTCFullYear(),
    kind: `${series.kind}, ${state}`,
    ...(coverage < 0.99
      ? { note: `The live figure covers ${Math.round(coverage * 100)} % of the run; the rest takes its mean` }
      : {}),
  };
}
