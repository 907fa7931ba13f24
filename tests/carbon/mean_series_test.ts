import assert from "node:assert/strict";
import { meanSeries } from "../../lib/carbon/mean_series.ts";
import type { IntensitySeries } from "../../lib/carbon/series.ts";

/** A series of steps: from, until, grams. */
function series(zone: string, kind: string, ...steps: readonly [number, number, number][]): IntensitySeries {
  const points = steps.map(([fromMs, untilMs, gramsPerKwh]) => ({
    fromMs,
    untilMs,
    gramsPerKwh,
    state: "forecast" as const,
  }));
  return { points, source: `service of ${zone}`, kind, zone };
}

Deno.test("meanSeries() has the mean of all where all have a value, whatever their steps", () => {
  const mean = meanSeries([
    series("AA", "average", [0, 60, 100], [60, 120, 200]),
    series("BB", "average", [30, 90, 300], [100, 130, 400]),
  ]);
  assert.deepEqual(
    mean.points.map(({ fromMs, untilMs, gramsPerKwh }) => [fromMs, untilMs, gramsPerKwh]),
    // By hand; from 90 to 100 only the first has a value.
    [[30, 60, 200], [60, 90, 250], [100, 120, 300]],
  );
  assert.deepEqual([mean.zone, mean.kind], ["AA; BB", "average"]);
});

Deno.test("meanSeries() of one is that one; of none, or of marginal with average figures, an error", () => {
  const one = series("AA", "average, direct", [0, 1, 1]);
  assert.equal(meanSeries([one]), one);
  assert.throws(() => meanSeries([]), RangeError);
  assert.throws(
    () => meanSeries([one, series("BB", "marginal, direct", [0, 1, 1])]),
    /^RangeError: Cannot take the mean of marginal and average figures: AA of service of AA is average, direct, BB of/,
  );
});
