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
 * first series is what this process added to that by its part of the busy time.
 */
export function wattCurve(raw: RawCurve, curve: LoadCurve): WattCurve {
  const known = (watts: number) => Number.isNaN(watts) ? undefined : watts;
  const counted = raw.watts.filter(({ watts }) => watts.some((value) => !Number.isNaN(value)));
  const machine = counted.length > 0 ? counted : [{
    label: "CPU of the machine",
    watts: raw.busyCores.map((busy, at) => curve.watts(Math.max(busy, raw.ownCores[at] ?? 0))),
  }];
  const total = raw.timeS.map((_, at) => machine.reduce((sum, { watts }) => sum + (watts[at] ?? NaN), 0));
  const own = total.map((watts, at) => {
    const busy = Math.max(raw.busyCores[at] ?? NaN, raw.ownCores[at] ?? NaN);
    // Nobody busy: nothing of it is ours. Not known who is: not known.
    return busy === 0 ? 0 : watts * (raw.ownCores[at] ?? NaN) / busy;
  });
  return {
    timeS: raw.timeS,
    series: [{ label: "This notebook", watts: own }, ...machine].map(({ label, watts }) => ({
      label,
      watts: watts.map(known),
    })),
  };
}
