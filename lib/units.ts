/** Energy in joules (J). */
export type Joules = number;
/** Power in watts (W). */
export type Watts = number;
/** Time in seconds (s). */
export type Seconds = number;
/** Mass in grams (g), of CO2 equivalents unless said otherwise. */
export type Grams = number;

/**
 * How a figure was obtained: A counter read at both ends, B counter split by CPU time or a per-process
 * counter, C calibrated curve, D model for this kind of processor, E constant.
 */
export type Grade = "A" | "B" | "C" | "D" | "E";

/** A quantity with its interval and the way it was obtained. Unknown is `undefined`, never 0. */
export interface Figure {
  /** The best estimate. */
  readonly value: number;
  /** Lower end of the interval, in the unit of `value`. */
  readonly low: number;
  /** Upper end of the interval, in the unit of `value`. */
  readonly high: number;
  /** How good the method is, from A (counter at both ends) to E (constant). */
  readonly grade: Grade;
  /** The method in a few words, for people. */
  readonly how: string;
}

const JOULES_PER_KWH = 3.6e6;

/** Joules to kilowatt hours. */
export function kilowattHours(energy: Joules): number {
  return energy / JOULES_PER_KWH;
}

/** Grams emitted when `energy` joules are drawn from a grid of `gramsPerKwh`. */
export function gramsFor(energy: Joules, gramsPerKwh: number): Grams {
  return energy * gramsPerKwh / JOULES_PER_KWH;
}

/** Kilowatt hours to joules. */
export function joulesOf(kwh: number): Joules {
  return kwh * JOULES_PER_KWH;
}

/** The worse of two grades. */
export function worseGrade(a: Grade, b: Grade): Grade {
  return a > b ? a : b;
}

/**
 * Sum of figures: values, lower and upper ends add (errors of one machine's sources are not independent),
 * the grade is the one of the largest part, so that a small constant beside a counter does not hide it.
 */
export function addFigures(figures: readonly Figure[]): Figure | undefined {
  const [first, ...rest] = figures;
  if (first === undefined) return undefined;
  let { value, low, high } = first;
  let largest = first;
  for (const figure of rest) {
    value += figure.value;
    low += figure.low;
    high += figure.high;
    if (figure.value > largest.value) largest = figure;
  }
  const how = [...new Set(figures.map((figure) => figure.how))].join(" + ");
  return { value, low, high, grade: largest.grade, how };
}

/** A figure multiplied by a factor known exactly. */
export function scaleFigure(figure: Figure, factor: number): Figure {
  return { ...figure, value: figure.value * factor, low: figure.low * factor, high: figure.high * factor };
}

/** `value` rounded to `digits` significant digits (4 by default), as a number. */
export function significant(value: number, digits = 4): number {
  return Number.isFinite(value) && value !== 0 ? Number(value.toPrecision(digits)) : value;
}

const SCALES: Record<"J" | "W" | "g", readonly [number, string][]> = {
  J: [[1e6, "MJ"], [1e3, "kJ"], [1, "J"], [1e-3, "mJ"], [1e-6, "µJ"]],
  W: [[1e3, "kW"], [1, "W"], [1e-3, "mW"]],
  g: [[1e6, "t"], [1e3, "kg"], [1, "g"], [1e-3, "mg"], [1e-6, "µg"], [1e-9, "ng"]],
};

/** `value` in `unit` with a prefix that suits its size: `formatQuantity(0.00123, "g")` is `"1.23 mg"`. */
export function formatQuantity(value: number, unit: "J" | "W" | "g", digits = 3): string {
  if (value === 0 || !Number.isFinite(value)) return `${value} ${unit}`;
  const scales = SCALES[unit];
  const [factor, name] = scales.find(([factor]) => Math.abs(value) >= factor * 0.9995) ??
    scales[scales.length - 1] ?? [1, unit];
  return `${formatNumber(value / factor, digits)} ${name}`;
}

/** `value` with `digits` significant digits, without exponent between 1e-4 and 1e15. */
export function formatNumber(value: number, digits = 3): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const rounded = Number(value.toPrecision(digits)), size = Math.abs(rounded);
  const magnitude = Math.floor(Math.log10(size));
  if (magnitude < -4 || magnitude >= 15) return value.toExponential(digits - 1);
  const text = String(rounded);
  // Not `Intl`: a card and a description hold dozens of numbers, and each would cost many times this.
  return size < 1000 ? text : text.replace(/\B(?<!\.\d*)(?=(?:\d{3})+(?!\d))/g, ",");
}

/** Seconds for people: `"0.42 s"`, `"12.3 s"`, `"3 min 20 s"`, `"2 h 5 min"`. */
export function formatDuration(duration: Seconds): string {
  if (duration < 0.9995) return `${formatNumber(duration * 1000, 3)} ms`;
  if (duration < 100) return `${formatNumber(duration, 3)} s`;
  const whole = Math.round(duration);
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole % 3600 / 60), seconds = whole % 60;
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds} s`;
}

/**
 * A replacer for `JSON.stringify()`: NaN and the infinities, which JSON has not got, become texts and stay apart.
 *
 * @param _key Not looked at.
 * @param value Any value.
 */
export function finiteOrText(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
