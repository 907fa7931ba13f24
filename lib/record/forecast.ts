import { type Figure, type Grams, type Joules, scaleFigure, type Seconds } from "../units.ts";
import type { Intensity } from "../carbon/intensity.ts";
import { emissionsOf } from "./figures.ts";
import { relativeHalfWidth } from "./half_width.ts";

/** What a training will have used at its end, told by its epochs so far. */
export interface Forecast {
  /** Epochs that are done. */
  readonly done: number;
  /** Epochs that there will be. */
  readonly epochs: number;
  /** Seconds from the run's begin to the end of the last epoch. */
  readonly durationS: Expected;
  /** Joules of the run's headline figure; `undefined` when no energy can be read. */
  readonly energyJ?: Figure;
  /** Grams CO2eq of that energy. */
  readonly emissionsG?: Figure;
}

/** A quantity that is expected. */
export interface Expected {
  /** The best estimate. */
  readonly value: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
}

/** A run at the end of an epoch. */
export interface EpochEnd {
  /** Seconds since the run's begin. */
  readonly durationS: Seconds;
  /** Energy since the run's begin; `undefined` when it cannot be read. */
  readonly energyJ: Figure | undefined;
}

/** What a forecast needs besides the epochs. */
export interface ForecastOptions {
  /** Epochs that are done; `ends` may hold the last of them only. */
  readonly done: number;
  /** Epochs that there will be. */
  readonly epochs: number;
  /** Where the electricity comes from. */
  readonly intensity: Intensity;
  /** Power usage effectiveness. */
  readonly pue: number;
}

/** Few epochs tell little: the mean of those to come is taken to lie within this factor. Our assumption. */
const WIDEST = 2;

/**
 * Forecasts the end of a training from the ends of its epochs: what was used so far, and the mean epoch for each one
 * that is left. The first epoch has loading and compiling in it, so only what lies between two ends counts. The
 * interval is the one of 95 % for the mean of the epochs to come (Student's t), at most a factor of two, beside the
 * interval of the measurement itself.
 *
 * @param ends Ends of the latest epochs, oldest first.
 * @param options What else is known.
 * @returns `undefined` before the end of the second epoch, and when there were more epochs than expected.
 */
export function forecast(ends: readonly EpochEnd[], options: ForecastOptions): Forecast | undefined {
  const { done, epochs, intensity, pue } = options;
  const last = ends.at(-1), left = epochs - done;
  if (last === undefined || ends.length < 2 || left < 0) return undefined;
  const durationS = expect(ends.map(({ durationS }) => durationS), left);
  const energyJ = energyAtEnd(ends, left);
  return {
    done,
    epochs,
    durationS,
    ...(energyJ ? { energyJ, emissionsG: emissionsOf(energyJ, intensity, pue) } : {}),
  };
}

function energyAtEnd(ends: readonly EpochEnd[], left: number): Figure | undefined {
  const figures = ends.flatMap(({ energyJ }) => energyJ ?? []);
  const last = figures.at(-1);
  if (last === undefined || figures.length < ends.length || !(last.value > 0)) return undefined;
  const { value, low, high } = expect(figures.map((figure) => figure.value), left);
  const measured = scaleFigure(last, value / last.value);
  return {
    ...measured,
    low: Math.max(last.low, measured.low * low / value),
    high: measured.high * high / value,
    how: left === 0 ? last.how : `${last.how}; forecast from ${ends.length} epochs`,
  };
}

/** The last of some growing sums, and `left` more of their steps. */
function expect(sums: readonly (Joules | Seconds | Grams)[], left: number): Expected {
  const steps = sums.slice(1).map((sum, index) => sum - (sums[index] ?? 0));
  const last = sums.at(-1) ?? 0;
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  const { low, high } = spread(steps, left);
  return { value: last + left * mean, low: last + left * mean * low, high: last + left * mean * high };
}

/** Factors between which the mean of `left` steps to come lies. */
function spread(steps: readonly number[], left: number): { low: number; high: number } {
  const half = relativeHalfWidth(steps);
  // One more step varies as those before, the mean of many does not.
  const part = half === undefined || left === 0 ? Infinity : half * Math.sqrt(1 + steps.length / left);
  return { low: Math.max(1 / WIDEST, 1 - part), high: Math.min(WIDEST, 1 + part) };
}
