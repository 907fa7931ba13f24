/** Where an axis has its marks. */
export interface Ticks {
  /** Positions, in the unit of the axis. */
  readonly values: readonly number[];
  /** What stands at each. */
  readonly text: readonly string[];
}

/** More marks than this on one logarithmic axis are a comb: then only powers of ten stay. */
const MOST = 9;

/**
 * Marks at 1, 2 and 5 times the powers of ten between two positive numbers; over a long way powers of ten alone.
 *
 * @param low Lower end of the axis, above 0.
 * @param high Upper end.
 * @param format Writes a mark: `(grams) => formatQuantity(grams, "g")`.
 */
export function logTicks(low: number, high: number, format: (value: number) => string): Ticks {
  const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high));
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const inside = (steps: readonly number[], every = 1) =>
    powers.filter((power) => (power - first) % every === 0)
      .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
      .filter((value) => value >= low * 0.999 && value <= high * 1.001);
  const candidates = [inside([1, 2, 5]), inside([1, 3]), inside([1]), inside([1], 2), inside([1], 3)];
  const values = candidates.find((list) => list.length <= MOST) ?? inside([1], 4);
  return { values, text: values.map(format) };
}

/**
 * Marks from 0 to a number, evenly at 1, 2 or 5 times a power of ten.
 *
 * @param high Upper end of the axis, above 0.
 * @param format Writes a mark.
 * @param about How many marks are wanted.
 */
export function linearTicks(high: number, format: (value: number) => string, about = 5): Ticks {
  const rough = high / about;
  const power = Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => Number(`${factor}e${power}`)).find((one) => one >= rough) ??
    rough;
  const values = Array.from(
    { length: Math.floor(high / step * 1.0001) + 1 },
    (_, index) => Number((index * step).toPrecision(12)),
  );
  return { values, text: values.map((value) => value === 0 ? "0" : format(value)) };
}
