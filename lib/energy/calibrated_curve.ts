import type { Watts } from "../units.ts";
import { formatNumber } from "../units.ts";
import type { CalibrationStep } from "./calibrate.ts";
import type { LoadCurve } from "./load_curve.ts";

/** Whose power was measured, and with what. */
export interface CalibratedOf {
  /** `"cpu"`: the processor's packages; `"machine"`: everything behind the plug or battery. */
  readonly part: "cpu" | "machine";
  /** For people: `"RAPL counters"`, `"typed-in watts"`. */
  readonly measuredBy: string;
}

/**
 * Around a calibrated curve, by load profiles of four processors with counters, calibrated at four points: threads
 * that are fully busy lie within −6 and +15 %. The same load spread over all threads, which a mean over a span
 * cannot tell apart, draws as little as a third of that at low clocks, and up to 42 % more: the interval holds nine
 * tenths of all points.
 */
const CORNER = 0.9, LOW_EXPONENT = 2, MOST = 1.35;

/** A curve through measured steps, straight in between: grade C. */
export function calibratedCurve(
  steps: readonly CalibrationStep[],
  { part, measuredBy }: CalibratedOf,
): LoadCurve {
  const idle = steps[0], full = steps.at(-1);
  if (idle === undefined || full === undefined) throw new RangeError("Cannot draw a curve: it has no steps");
  const [idleW, threads] = [idle.watts, full.busyThreads];
  const watts = (busyCores: number) => between(steps, Math.min(threads, Math.max(0, busyCores)));
  return {
    part,
    idleW,
    fullW: full.watts,
    threads,
    grade: "C",
    how: `calibrated on this machine by ${measuredBy}, ${formatNumber(idleW)} – ${
      formatNumber(full.watts)
    } W`,
    watts,
    factors(busyCores) {
      const load = Math.min(1, Math.max(0, busyCores / threads)), value = watts(busyCores);
      const low = CORNER * (idleW + (full.watts - idleW) * load ** LOW_EXPONENT) / value;
      // At idle and at full load there is only one way to be as busy as that.
      const middle = Math.min(1, 8 * load * (1 - load));
      return { low: Math.min(CORNER, low), high: 1 / CORNER + (MOST - 1 / CORNER) * middle };
    },
  };
}

function between(steps: readonly CalibrationStep[], busyCores: number): Watts {
  const above = steps.findIndex(({ busyThreads }) => busyThreads >= busyCores);
  const right = steps[above] ?? steps.at(-1), left = steps[above - 1] ?? right;
  if (right === undefined || left === undefined) return NaN;
  if (right.busyThreads === left.busyThreads) return right.watts;
  const part = (busyCores - left.busyThreads) / (right.busyThreads - left.busyThreads);
  return left.watts + (right.watts - left.watts) * part;
}
