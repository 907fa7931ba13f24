/** Two-sided 95 % points of Student's t for 1 to 10 degrees of freedom. */
const T_95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

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
  return studentT(count - 1) * Math.sqrt(variance / count) / Math.abs(mean);
}

/** Beyond the table 1.96 + 2.5/n is within 0.7 % of the exact value. */
function studentT(degreesOfFreedom: number): number {
  return T_95[degreesOfFreedom - 1] ?? 1.96 + 2.5 / degreesOfFreedom;
}
