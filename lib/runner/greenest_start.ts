import type { Host } from "../host.ts";
import { bestWindow } from "../carbon/best_window.ts";
import { intensityOver } from "../carbon/live/intensity_over.ts";
import { seriesOn } from "../carbon/live_series.ts";
import { meanSeries } from "../carbon/mean_series.ts";
import type { IntensitySeries } from "../carbon/series.ts";
import { formatDuration, type Seconds } from "../units.ts";
import { momentText } from "./moments.ts";
import { NotebookError } from "./notebook_error.ts";
import type { ServerPlace } from "./server_place.ts";

/** A mean intensity of a forecast, gCO2eq/kWh. */
export interface ForecastMean {
  /** Best estimate. */
  readonly value: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/** When a sweep begins, by the forecast of its grid. */
export interface SweepStart {
  /** When it was asked for, milliseconds since 1970. */
  readonly askedMs: number;
  /** When it is best to begin, milliseconds since 1970. */
  readonly startMs: number;
  /** Seconds that it will take. */
  readonly expectedS: Seconds;
  /** The grid while it runs, as forecast. */
  readonly then: ForecastMean;
  /** The grid if it had begun at once, as forecast. */
  readonly now: ForecastMean;
  /** End of the forecast, milliseconds since 1970. */
  readonly forecastUntilMs: number;
  /** Who forecasts. */
  readonly source: string;
  /** Average or marginal, life-cycle or direct. */
  readonly kind: string;
  /** Grid zones. */
  readonly zone: string;
  /** It cannot end in time, even if it begins at once. */
  readonly isLate: boolean;
}

/** Limits of the search. */
export interface StartOptions {
  /** Seconds that the sweep will take. */
  readonly expectedS: Seconds;
  /** By when it should have ended, milliseconds since 1970. Default: as far as the forecast reaches. */
  readonly untilMs?: number | undefined;
}

const REMEDY =
  "run it without --when greenest, or name a place and service with one, such as --place live:GB or " +
  "--place watttime:US-CAL-CISO";

/**
 * Finds the time at which work on these servers emits least. Asks the forecast services of their places; nothing is
 * begun where one of them has none.
 *
 * @throws {NotebookError} When a place is not known, or there is no forecast of it that reaches far enough.
 */
export async function greenestStart(
  places: readonly ServerPlace[],
  { expectedS, untilMs }: StartOptions,
  host: Host,
): Promise<SweepStart> {
  const series = mean(await Promise.all(places.map((place) => forecastOf(place, host))));
  const nowMs = host.epochMs(), lengthMs = expectedS * 1000;
  const endMs = series.points.at(-1)?.untilMs ?? nowMs;
  const window = bestWindow(series, expectedS, { nowMs, untilMs });
  if (window === undefined) {
    throw new NotebookError(
      `Cannot choose the greenest time: the forecast of ${series.source} for ${series.zone} reaches to ` +
        `${momentText(endMs)}, the notebooks take ${formatDuration(expectedS)} by then; ${REMEDY}`,
    );
  }
  const meanFrom = (fromMs: number): ForecastMean => {
    const { gramsPerKwh: value, low, high } = intensityOver(series, YEARLY, fromMs, fromMs + lengthMs) ??
      YEARLY;
    return { value, low, high };
  };
  const { startMs } = window;
  return {
    askedMs: nowMs,
    startMs,
    expectedS,
    then: meanFrom(startMs),
    now: meanFrom(nowMs),
    forecastUntilMs: endMs,
    source: series.source,
    kind: series.kind,
    zone: series.zone,
    isLate: untilMs !== undefined && nowMs + lengthMs > untilMs,
  };
}

/** Only its interval's rule is wanted of a yearly figure. */
const YEARLY = {
  gramsPerKwh: NaN,
  low: NaN,
  high: NaN,
  source: "",
  year: 0,
  zone: "",
  zoneName: "",
  kind: "",
  placeFrom: "",
};

async function forecastOf(
  { server, intensity, live, why }: ServerPlace,
  host: Host,
): Promise<IntensitySeries> {
  const fail = (what: string, remedy = REMEDY): never => {
    throw new NotebookError(`Cannot choose the greenest time for ${server.name}: ${what}; ${remedy}`);
  };
  const place = server.isHere ? "--place ZONE" : `--place ${server.name}=ZONE`;
  if (intensity === undefined) return fail(`its place is not known (${why})`, `say it with ${place}`);
  let series: IntensitySeries;
  try {
    series = await seriesOn(host, { live, zone: intensity.zone });
  } catch (error) {
    // Of no forecast nothing can be chosen, whatever the reason.
    const why = error instanceof Error
      ? error.message.replace(/^Cannot ask for a series: /, "")
      : String(error);
    return fail(/^Unknown place/.test(why) ? `${intensity.zoneName} is no single grid zone` : why);
  }
  // What only holds on after the last value is no forecast.
  const points = series.points.filter(({ state }) => state !== "estimated");
  if (!points.some(({ state, untilMs }) => state === "forecast" && untilMs > host.epochMs())) {
    return fail(`${series.source} has no forecast of ${intensity.zoneName}`);
  }
  return { ...series, points };
}

function mean(all: readonly IntensitySeries[]): IntensitySeries {
  try {
    return meanSeries(all);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new NotebookError(`Cannot choose the greenest time: ${error.message}`, { cause: error });
  }
}
