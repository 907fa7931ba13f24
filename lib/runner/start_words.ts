import { grams, intervalText } from "../display/interval_text.ts";
import type { MetricPoint } from "../record/run_record.ts";
import { formatDuration, formatNumber, kilowattHours, significant } from "../units.ts";
import type { SweepStart } from "./greenest_start.ts";
import { momentText } from "./moments.ts";
import type { JobOutcome } from "./sweep_log.ts";
import { chargeOf } from "./sweep_budget.ts";

/** What waiting has saved, by the forecast. */
export interface SavedByWaiting {
  /** Grams CO2eq; the ends may lie below 0 where the forecast's do not tell the two times apart. */
  readonly gramsSaved: { readonly value: number; readonly low: number; readonly high: number };
  /** A sentence about it. */
  readonly words: string;
}

/** When a sweep begins and why, in a sentence. */
export function startSentence(start: SweepStart): string {
  const { askedMs, startMs, expectedS, then, now, source, kind, zone, isLate, forecastUntilMs } = start;
  const length = formatDuration(expectedS), by = `${source}, ${kind}, zone ${zone}`;
  if (isLate) {
    return `Even now it is too late to end in time, as it takes ${length}: it begins at once, at ` +
      `${perKwh(now)} (forecast of ${by}).`;
  }
  if (startMs <= askedMs) {
    return `Now is the greenest time for ${length}, of all until ${momentText(forecastUntilMs)}: ${
      perKwh(now)
    } ` +
      `(forecast of ${by}).`;
  }
  return `The greenest time for ${length} begins at ${momentText(startMs)}: ${perKwh(then)} instead of ` +
    `${perKwh(now)} now, which saves ${partText(start)} (forecast of ${by}).`;
}

/**
 * What waiting has saved: the energy of the notebooks that ran after it, times what the forecast said of then and
 * of at once. The intervals of energy and forecast both count.
 *
 * @param starts When each call of the sweep has begun.
 * @param outcomes Its notebooks.
 * @returns `undefined` where nobody waited or no energy is known.
 */
export function savedByWaiting(
  starts: readonly SweepStart[],
  outcomes: readonly JobOutcome[],
): SavedByWaiting | undefined {
  const total = { value: 0, low: 0, high: 0 }, words: string[] = [];
  starts.forEach((start, index) => {
    const untilMs = starts[index + 1]?.askedMs ?? Infinity;
    const energies = outcomes.filter(({ startMs }) => start.startMs <= startMs && startMs < untilMs)
      .flatMap((outcome) => chargeOf(outcome).energyJ ?? []);
    if (start.startMs <= start.askedMs || energies.length === 0) return;
    const kwh = (end: "value" | "low" | "high") =>
      kilowattHours(energies.reduce((sum, energy) => sum + energy[end], 0));
    const least = start.now.low - start.then.high, most = start.now.high - start.then.low;
    total.value += kwh("value") * (start.now.value - start.then.value);
    total.low += kwh(least < 0 ? "high" : "low") * least;
    total.high += kwh(most < 0 ? "low" : "high") * most;
    words.push(
      `from ${momentText(start.askedMs)} to ${momentText(start.startMs)} (${perKwh(start.then)} instead of ` +
        `${perKwh(start.now)}, ${
          partText(start)
        } less; forecast of ${start.source}, ${start.kind}, zone ${start.zone})`,
    );
  });
  const { value, low } = total;
  if (words.length === 0) return undefined;
  const range = low > 0 ? intervalText(total, grams) : `${grams(low)} to ${grams(total.high)}`;
  return {
    gramsSaved: total,
    words: `By the forecast, waiting saved ${grams(value)} CO2e (${range}): ${words.join("; ")}.`,
  };
}

/** The same as tags of the sweep's run. */
export function waitTags(
  waits: readonly string[],
  saved: SavedByWaiting | undefined,
): Readonly<Record<string, string>> {
  return { "wattbook.when": waits.join(" "), ...(saved ? { "wattbook.saved_by_waiting": saved.words } : {}) };
}

/** The same as metrics of the sweep's run. */
export function savedPoints({ gramsSaved }: SavedByWaiting, atMs: number): MetricPoint[] {
  return (["value", "low", "high"] as const).map((end) => ({
    key: `carbon/saved_by_waiting_mg${end === "value" ? "" : `_${end}`}`,
    value: significant(gramsSaved[end] * 1000),
    timestamp: Math.round(atMs),
    step: 0,
  }));
}

/** The part that is saved, in per cent: errors of both times may go either way. */
function partText({ then, now }: SweepStart): string {
  const part = (thenGrams: number, nowGrams: number) => Math.round((1 - thenGrams / nowGrams) * 100);
  return `${part(then.value, now.value)} % (${part(then.high, now.low)} – ${part(then.low, now.high)} %)`;
}

function perKwh({ value, low, high }: SweepStart["then"]): string {
  return `${formatNumber(value)} g/kWh (${formatNumber(low)} – ${formatNumber(high)})`;
}
