/** One line of the bench table. */
export interface BenchRow {
  /** What was measured. */
  readonly name: string;
  /** Median. */
  readonly median: number;
  /** Smallest value. */
  readonly min: number;
  /** What median and bound are counted in. */
  readonly unit: string;
  /** What it may be at most; `undefined` for a row that others are compared with. */
  readonly bound?: number;
  /** How many values the median is of. */
  readonly runs: number;
  /** What it is compared with, in words. */
  readonly against?: string;
}

/** Median, smallest value and count of a list of values. */
export function summary(values: readonly number[]): { median: number; min: number; runs: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN, lower = sorted[sorted.length % 2 === 1 ? middle : middle - 1] ?? NaN;
  return { median: (upper + lower) / 2, min: sorted[0] ?? NaN, runs: sorted.length };
}
