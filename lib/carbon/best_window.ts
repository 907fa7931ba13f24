import type { Seconds } from "../units.ts";
import { type IntensitySeries, seriesMean } from "./series.ts";

/** The best time for a run. */
export interface Window {
  /** Begin, milliseconds since 1970. */
  readonly startMs: number;
  /** End. */
  readonly endMs: number;
  /** Mean intensity in it, gCO2eq/kWh. */
  readonly gramsPerKwh: number;
  /** Mean intensity if the run began at once. */
  readonly nowGramsPerKwh: number;
  /** Part that waiting saves, 0 to 1. */
  readonly saved: number;
  /** Average or marginal, life-cycle or direct: only a marginal figure says what moving a run changes. */
  readonly kind: string;
}

/** Limits of the search. */
export interface WindowOptions {
  /** Earliest begin; milliseconds since 1970. */
  readonly nowMs: number;
  /** Latest end. Default: the end of the series. */
  readonly untilMs?: number | undefined;
}

/** A part of a window that is not forecast may be this long, as a part of it. */
const COVERED = 0.999;

/**
 * The cleanest time for a run of that length. The best window begins or ends where a value of the series does, so
 * only those are tried.
 *
 * @param series Forecast of a service.
 * @param durationS Length of the run.
 * @param options Earliest begin, latest end.
 * @returns `undefined` where the series does not reach over a run that begins now.
 * @throws {RangeError} When the length is not above 0.
 */
export function bestWindow(
  series: IntensitySeries,
  durationS: Seconds,
  { nowMs, untilMs = Infinity }: WindowOptions,
): Window | undefined {
  if (!(durationS > 0)) {
    throw new RangeError(`Cannot find a window: durationS is ${durationS}, should be above 0`);
  }
  const lengthMs = durationS * 1000;
  const mean = (startMs: number) => {
    const found = seriesMean(series, startMs, startMs + lengthMs);
    return found !== undefined && found.coverage >= COVERED ? found.gramsPerKwh : undefined;
  };
  const now = mean(nowMs);
  if (now === undefined) return undefined;
  const starts = series.points.flatMap((point) => [point.fromMs, point.untilMs - lengthMs])
    .filter((startMs) => startMs > nowMs && startMs + lengthMs <= untilMs).sort((a, b) => a - b);
  let best = { startMs: nowMs, gramsPerKwh: now };
  for (const startMs of starts) {
    const gramsPerKwh = mean(startMs);
    // The earliest of equals: waiting has a price of its own.
    if (gramsPerKwh !== undefined && gramsPerKwh < best.gramsPerKwh) best = { startMs, gramsPerKwh };
  }
  return {
    ...best,
    endMs: best.startMs + lengthMs,
    nowGramsPerKwh: now,
    saved: now > 0 ? 1 - best.gramsPerKwh / now : 0,
    kind: series.kind,
  };
}
