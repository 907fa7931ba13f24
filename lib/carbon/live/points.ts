import type { IntensityPoint } from "../series.ts";

/** No grid of the world is above: the dirtiest burns lignite or oil shale alone, 1,200 g. */
const MOST_GRAMS = 2500;

/** One value of an answer, before it is checked. */
export interface RawPoint {
  /** Begin: anything `Date` understands, or seconds since 1970. */
  readonly from: unknown;
  /** End; the next value's begin where it is left out. */
  readonly until?: unknown;
  /** gCO2eq/kWh. */
  readonly grams: unknown;
  /** Measured, forecast or estimated. */
  readonly state: IntensityPoint["state"];
}

/**
 * Values of an answer as points in order; what is no figure or no time is left out.
 *
 * @param raw The values.
 * @param lengthMs How long a value without an end holds, at most.
 */
export function pointsOf(raw: readonly RawPoint[], lengthMs: number): IntensityPoint[] {
  const known = raw.flatMap(({ from, until, grams, state }) => {
    const fromMs = momentOf(from), gramsPerKwh = typeof grams === "number" ? grams : NaN;
    if (Number.isNaN(fromMs) || !(gramsPerKwh >= 0 && gramsPerKwh <= MOST_GRAMS)) return [];
    return [{ fromMs, untilMs: until === undefined ? NaN : momentOf(until), gramsPerKwh, state }];
  }).sort((a, b) => a.fromMs - b.fromMs);
  // Of two values for one time the later one in the answer counts.
  const unique = known.filter(({ fromMs }, at) => known[at + 1]?.fromMs !== fromMs);
  return unique.map((point, at) => {
    const next = unique[at + 1]?.fromMs ?? Infinity;
    const end = Number.isNaN(point.untilMs) ? point.fromMs + lengthMs : point.untilMs;
    return { ...point, untilMs: Math.min(end, next) };
  }).filter(({ fromMs, untilMs }) => untilMs > fromMs);
}

function momentOf(value: unknown): number {
  if (typeof value === "number") return value * 1000;
  if (typeof value !== "string") return NaN;
  // Some services leave out that a time is UTC.
  return Date.parse(/[zZ]$|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`);
}

/** A field of an answer as a list of records; empty where it is none. */
export function recordsOf(answer: unknown, field: string): Readonly<Record<string, unknown>>[] {
  const list = fieldsOf(answer)[field];
  return Array.isArray(list) ? list.map(fieldsOf) : [];
}

/** An answer as a record; empty where it is none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
