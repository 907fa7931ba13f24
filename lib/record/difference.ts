import { studentP, studentT } from "./student_t.ts";

/** How much more one thing takes than another, and whether that could be chance. */
export interface Difference {
  /** How many times as much the first takes: a ratio of geometric means. */
  readonly ratio: number;
  /** Lower end of its 95 % interval. */
  readonly low: number;
  /** Upper end of its 95 % interval. */
  readonly high: number;
  /** Probability of a difference as large by chance alone, 0 to 1. */
  readonly p: number;
}

/**
 * Whether `a` takes more than `b`, from repeated measurements: Welch's t test on the logarithms, because costs differ by
 * factors and what disturbs a measurement is a factor too.
 *
 * What both measurements have wrong in common (the meter's model, the grid) cancels in the ratio; only what changes
 * from run to run counts. Source: B. L. Welch, The generalization of "Student's" problem when several different
 * population variances are involved, Biometrika 34 (1947) 28–35.
 *
 * @param a Measurements of the first, all above 0.
 * @param b Measurements of the second, all above 0.
 * @returns `undefined` with fewer than two of each, or when one is not above 0.
 */
export function difference(a: readonly number[], b: readonly number[]): Difference | undefined {
  if (a.length < 2 || b.length < 2 || ![...a, ...b].every((value) => value > 0 && value < Infinity)) {
    return undefined;
  }
  const first = momentsOf(a.map(Math.log)), second = momentsOf(b.map(Math.log));
  const gap = first.mean - second.mean;
  const error = Math.sqrt(first.ofMean + second.ofMean);
  const ratio = Math.exp(gap);
  // Measurements without any scatter: there is no chance to be blamed.
  if (error === 0) return { ratio, low: ratio, high: ratio, p: gap === 0 ? 1 : 0 };
  const freedom = error ** 4 / (first.ofMean ** 2 / (a.length - 1) + second.ofMean ** 2 / (b.length - 1));
  const reach = studentT(0.05, freedom) * error;
  return {
    ratio,
    low: Math.exp(gap - reach),
    high: Math.exp(gap + reach),
    p: studentP(gap / error, freedom),
  };
}

/** Mean, and the variance of the mean. */
function momentsOf(values: readonly number[]): { mean: number; ofMean: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, ofMean: squares / (values.length - 1) / values.length };
}
