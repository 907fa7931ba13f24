import assert from "node:assert/strict";
import { bestWindow } from "../../lib/carbon/best_window.ts";
import { type IntensitySeries, seriesMean } from "../../lib/carbon/series.ts";
import { seeded } from "../fixtures/seeded.ts";

const HOUR = 3600e3;
const seriesOf = (values: readonly number[]): IntensitySeries => ({
  points: values.map((gramsPerKwh, at) => ({
    fromMs: at * HOUR,
    untilMs: (at + 1) * HOUR,
    gramsPerKwh,
    state: "forecast",
  })),
  source: "test",
  kind: "marginal, direct",
  zone: "X",
});

Deno.test("bestWindow() waits three hours for the clean two, and says what that saves", () => {
  const window = bestWindow(seriesOf([300, 300, 200, 100, 100, 400]), 7200, { nowMs: 0 });
  assert.deepEqual([window?.startMs, window?.endMs], [3 * HOUR, 5 * HOUR]);
  assert.deepEqual([window?.gramsPerKwh, window?.nowGramsPerKwh, window?.kind], [
    100,
    300,
    "marginal, direct",
  ]);
  assert.equal(window?.saved.toFixed(9), (2 / 3).toFixed(9));
});

Deno.test("bestWindow() begins at once where nothing is cleaner, and keeps the latest end", () => {
  assert.deepEqual(bestWindow(seriesOf([100, 100, 100]), 3600, { nowMs: 0 })?.startMs, 0);
  const values = [300, 200, 50];
  assert.equal(bestWindow(seriesOf(values), 3600, { nowMs: 0 })?.startMs, 2 * HOUR);
  assert.equal(bestWindow(seriesOf(values), 3600, { nowMs: 0, untilMs: 2 * HOUR })?.startMs, HOUR);
});

Deno.test("bestWindow() does not know where the series does not reach over the run", () => {
  assert.equal(bestWindow(seriesOf([100, 100]), 3 * 3600, { nowMs: 0 }), undefined);
  assert.equal(bestWindow(seriesOf([]), 3600, { nowMs: 0 }), undefined);
});

Deno.test("bestWindow() is never beaten by any begin of a fine grid", () => {
  const random = seeded(3);
  for (let round = 0; round < 20; round++) {
    const series = seriesOf(Array.from({ length: 12 }, () => 50 + 400 * random()));
    const hours = 0.5 + 3 * random(), nowMs = random() * HOUR;
    const best = bestWindow(series, hours * 3600, { nowMs });
    assert.ok(best);
    for (let startMs = nowMs; startMs + hours * HOUR <= 12 * HOUR; startMs += HOUR / 20) {
      const mean = seriesMean(series, startMs, startMs + hours * HOUR)?.gramsPerKwh ?? NaN;
      assert.ok(best.gramsPerKwh <= mean + 1e-9, `${best.gramsPerKwh} ${mean}`);
    }
  }
});

Deno.test("bestWindow() refuses a run without length", () => {
  assert.throws(() => bestWindow(seriesOf([1]), 0, { nowMs: 0 }), /durationS is 0, should be above 0$/);
});
