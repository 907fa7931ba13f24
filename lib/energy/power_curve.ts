import type { RawCurve } from "../meter/sampler.ts";
import type { LoadCurve } from "./load_curve.ts";

/** Watts over time, for plots only. */
export interface WattCurve {
  /** Seconds since the run's start. */
  readonly timeS: readonly number[];
  /** One series per component. */
  readonly series: readonly { readonly label: string; readonly watts: readonly (number | undefined)[] }[];
}

/**
 * Turns what the sampler saw into watts: counters as they are; a processor without one by its load curve. The
 * first series is what this process added to that by its part of the busy time; what it had of graphics cards is
 * known for the run, not for each moment, so cards stand beside it.
 */
export function wattCurve(measured: RawCurve, curve: LoadCurve): WattCurve {
  const raw = withPeaks(measured);
  const known = (watts: number) => Number.isNaN(watts) ? undefined : watts;
  const counted = raw.watts.filter(({ watts }) => watts.some((value) => !Number.isNaN(value)));
  const of = (...parts: string[]) => counted.filter(({ part }) => parts.includes(part));
  const model = {
    label: "CPU of the machine",
    watts: raw.busyCores.map((busy, at) => curve.watts(Math.max(busy, raw.ownCores[at] ?? 0))),
  };
  // A meter of the whole machine has the parts inside it, and answers too seldom for a curve where these are read.
  const split = of("cpu").length > 0
    ? of("cpu", "memory")
    : of("machine").length > 0
    ? of("machine")
    : [model];
  const total = raw.timeS.map((_, at) => split.reduce((sum, { watts }) => sum + (watts[at] ?? NaN), 0));
  const own = total.map((watts, at) => {
    const busy = Math.max(raw.busyCores[at] ?? NaN, raw.ownCores[at] ?? NaN);
    // Nobody busy: nothing of it is ours. Not known who is: not known.
    return busy === 0 ? 0 : watts * (raw.ownCores[at] ?? NaN) / busy;
  });
  const label = of("gpu").length > 0 ? "This notebook, without GPUs" : "This notebook";
  const beside = counted.filter((series) => !split.some((other) => other === series));
  const machine = [...split, ...beside];
  return {
    timeS: raw.timeS,
    series: [{ label, watts: own }, ...machine].map(({ label, watts }) => ({
      label,
      watts: watts.map(known),
    })),
  };
}

/** A peak this much above its interval's mean gets a point of its own. */
const NOTABLE = 1.2;

/** An interval of a long run holds many samples: its highest moment stands in its middle, its mean at its end. */
function withPeaks(raw: RawCurve): Omit<RawCurve, "peaks"> {
  const { timeS, ownCores, busyCores, watts, peaks } = raw;
  if (peaks === undefined) return raw;
  const isNotable = (at: number) =>
    (peaks.busyCores[at] ?? 0) > NOTABLE * Math.max(0.1, busyCores[at] ?? Infinity) ||
    watts.some((series, index) => (peaks.watts[index]?.[at] ?? 0) > NOTABLE * (series.watts[at] ?? Infinity));
  const spread = <Value>(at: number, peak: Value, mean: Value) => isNotable(at) ? [peak, mean] : [mean];
  const all = (means: readonly number[], highest: readonly number[] = []) =>
    means.flatMap((mean, at) => spread(at, highest[at] ?? mean, mean));
  return {
    timeS: timeS.flatMap((atS, at) => spread(at, (atS + (timeS[at - 1] ?? 0)) / 2, atS)),
    ownCores: all(ownCores, peaks.ownCores),
    busyCores: all(busyCores, peaks.busyCores),
    watts: watts.map((series, index) => ({ ...series, watts: all(series.watts, peaks.watts[index]) })),
  };
}
