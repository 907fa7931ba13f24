import assert from "node:assert/strict";
import { type IntensitySeries, seriesMean } from "../../lib/carbon/series.ts";

const HOUR = 3600e3;
const series: IntensitySeries = {
  points: [100, 200, 400].map((gramsPerKwh, at) => ({
    fromMs: at * HOUR,
    untilMs: (at + 1) * HOUR,
    gramsPerKwh,
    state: at < 1 ? "measured" : "forecast",
  })),
  source: "test",
  kind: "average, direct",
  zone: "X",
};

Deno.test("seriesMean() weighs by time: a quarter of an hour at 100 and three quarters at 200 are 175", () => {
  assert.deepEqual(seriesMean(series, 0.75 * HOUR, 1.75 * HOUR), {
    gramsPerKwh: 175,
    low: 100,
    high: 200,
    coverage: 1,
    state: "forecast",
  });
});

Deno.test("seriesMean() says how much of the while it covers", () => {
  const mean = seriesMean(series, 2 * HOUR, 6 * HOUR);
  assert.deepEqual([mean?.gramsPerKwh, mean?.coverage], [400, 0.25]);
});

Deno.test("seriesMean() of a moment is the value that held then; at a border the later one", () => {
  assert.equal(seriesMean(series, HOUR, HOUR)?.gramsPerKwh, 200);
  assert.equal(seriesMean(series, 0, 0)?.state, "measured");
});

Deno.test("seriesMean() knows nothing before and after", () => {
  assert.equal(seriesMean(series, -2 * HOUR, -HOUR), undefined);
  assert.equal(seriesMean(series, 3 * HOUR, 3 * HOUR), undefined);
  assert.equal(seriesMean({ ...series, points: [] }, 0, HOUR), undefined);
});
