/** Grid intensity over a while. */
export interface IntensityPoint {
  /** Begin, milliseconds since 1970. */
  readonly fromMs: number;
  /** End, milliseconds since 1970. */
  readonly untilMs: number;
  /** gCO2eq/kWh. */
  readonly gramsPerKwh: number;
  /** Whether it was measured, or is a forecast or an estimate. */
  readonly state: "measured" | "forecast" | "estimated";
}

/** Grid intensity over time, as one service has it. */
export interface IntensitySeries {
  /** In order, without overlaps. */
  readonly points: readonly IntensityPoint[];
  /** Service with licence or terms. */
  readonly source: string;
  /** Average or marginal, life-cycle or direct. */
  readonly kind: string;
  /** Zone as the service names it. */
  readonly zone: string;
}

/** Mean of a series over a while. */
export interface SeriesMean {
  /** gCO2eq/kWh. */
  readonly gramsPerKwh: number;
  /** Least of it. */
  readonly low: number;
  /** Most of it. */
  readonly high: number;
  /** Part of the while that the series covers, 0 to 1. */
  readonly coverage: number;
  /** Worst state of what was used. */
  readonly state: IntensityPoint["state"];
}

const STATES: readonly IntensityPoint["state"][] = ["measured", "forecast", "estimated"];

/**
 * Mean of a series between two moments, each value by how long it held; `undefined` where the series has nothing
 * of it. A moment has the value that held then.
 */
export function seriesMean(
  { points }: IntensitySeries,
  fromMs: number,
  untilMs: number,
): SeriesMean | undefined {
  const wholeMs = untilMs - fromMs;
  let sum = 0, coveredMs = 0, low = Infinity, high = -Infinity, state = 0;
  for (const point of points) {
    const insideMs = wholeMs > 0
      ? Math.min(untilMs, point.untilMs) - Math.max(fromMs, point.fromMs)
      : point.fromMs <= fromMs && fromMs < point.untilMs
      ? 1
      : 0;
    if (!(insideMs > 0)) continue;
    sum += point.gramsPerKwh * insideMs;
    coveredMs += insideMs;
    low = Math.min(low, point.gramsPerKwh);
    high = Math.max(high, point.gramsPerKwh);
    state = Math.max(state, STATES.indexOf(point.state));
  }
  if (coveredMs === 0) return undefined;
  const coverage = wholeMs > 0 ? Math.min(1, coveredMs / wholeMs) : 1;
  return { gramsPerKwh: sum / coveredMs, low, high, coverage, state: STATES[state] ?? "estimated" };
}
