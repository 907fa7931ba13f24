import { type Figure, formatQuantity } from "../units.ts";

/**
 * The interval of a figure in words: `"20.1 – 31.2 J"`, `"at most 31.2 J"` where it begins at 0.
 *
 * @param figure The figure.
 * @param format Writes one end with its unit: `(joules) => formatQuantity(joules, "J")`.
 */
export function intervalText(
  figure: Pick<Figure, "low" | "high">,
  format: (value: number) => string,
): string {
  const { low, high } = figure;
  if (!Number.isFinite(high)) return low > 0 ? `at least ${format(low)}` : "no bounds";
  if (!(low > 0)) return `at most ${format(high)}`;
  const [from, to] = [format(low), format(high)];
  if (from === to) return from;
  const [, number = from, unit] = from.match(/^(.*\d)( \S+)$/) ?? [];
  return unit !== undefined && to.endsWith(unit) ? `${number} – ${to}` : `${from} – ${to}`;
}

/** Joules with a prefix. */
export function joules(energy: number): string {
  return formatQuantity(energy, "J");
}

/** Grams with a prefix. */
export function grams(mass: number): string {
  return formatQuantity(mass, "g");
}

/** Watts with a prefix. */
export function watts(power: number): string {
  return formatQuantity(power, "W");
}

/** How many times, for a sentence: `"3.4"`, `"12"`, `"1,400"`. */
export function times(ratio: number): string {
  return Number(ratio.toPrecision(2)).toLocaleString("en-US");
}
