import type { IntensityPoint, IntensitySeries } from "./series.ts";

/**
 * The forecasts of several places as one, each of the same weight: where work is spread over them, this is what its
 * electricity emits. It has only those times that all of them have.
 *
 * @param all At least one series.
 * @throws {RangeError} When there is none, or when one is of marginal and another of average figures.
 */
export function meanSeries(all: readonly IntensitySeries[]): IntensitySeries {
  const [first, ...others] = all;
  if (first === undefined) throw new RangeError("Cannot take the mean of no series");
  if (others.length === 0) return first;
  const isMarginal = ({ kind }: IntensitySeries) => /marginal/.test(kind);
  if (others.some((other) => isMarginal(other) !== isMarginal(first))) {
    const words = all.map(({ zone, source, kind }) => `${zone} of ${source} is ${kind}`).join(", ");
    throw new RangeError(`Cannot take the mean of marginal and average figures: ${words}`);
  }
  const edges = [...new Set(all.flatMap(({ points }) => points.flatMap((one) => [one.fromMs, one.untilMs])))]
    .toSorted((a, b) => a - b);
  const points = edges.slice(0, -1).flatMap((fromMs, at): IntensityPoint[] => {
    const held = all.map((series) =>
      series.points.find((one) => one.fromMs <= fromMs && fromMs < one.untilMs)
    );
    const known = held.filter((one) => one !== undefined);
    if (known.length < all.length) return [];
    return [{
      fromMs,
      untilMs: edges[at + 1] ?? fromMs,
      gramsPerKwh: known.reduce((sum, { gramsPerKwh }) => sum + gramsPerKwh, 0) / known.length,
      state: known.every(({ state }) => state === "measured") ? "measured" : "forecast",
    }];
  });
  const words = (part: (series: IntensitySeries) => string) => [...new Set(all.map(part))].join("; ");
  return {
    points,
    source: words(({ source }) => source),
    kind: words(({ kind }) => kind),
    zone: words(({ zone }) => zone),
  };
}
