import { studentT } from "./student_t.ts";

/**
 * Half the width of the 95 % confidence interval of the mean of `values`, as a part of that mean.
 *
 * @returns `undefined` for fewer than two values or a mean of 0.
 */
export function relativeHalfWidth(values: readonly number[]): number | undefined {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2 || mean === 0) return undefined;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return studentT(0.05, count - 1) * Math.sqrt(variance / count) / Math.abs(mean);
}
