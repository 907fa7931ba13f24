import { deepStrictEqual } from "node:assert/strict";
import { barsFigure } from "../../lib/display/figures/bars.ts";
import { bubbleFigure } from "../../lib/display/figures/bubble.ts";
import { wasteFigure } from "../../lib/display/figures/waste.ts";
import { whisker } from "../../lib/display/whisker.ts";
import { assertValid } from "./plotly_validate.ts";
import { figure, model } from "./sample_runs.ts";

Deno.test.each(
  [
    [1, 4, { low: 1, high: 4 }],
    [0, 4, { low: 0, high: 4 }],
    [1, Infinity, { low: 1, high: Infinity }],
    [0, Infinity, undefined],
  ] as const,
)("whisker() from %d to %d is %o", (low, high, expected) => {
  deepStrictEqual(whisker(figure(2, low, high)), expected);
});

Deno.test("charts draw no line where nothing is known about an interval, and are no larger for it", async () => {
  const boundless = figure(0.002, 0, Infinity);
  const models = ["a", "b"].map((name) =>
    model(name, 0.002, {
      emissionsG: boundless,
      emissionsPer10InferencesG: figure(2e-6, 0, Infinity),
      accuracy: 0.9,
      onFront: true,
    })
  );
  const bubble = bubbleFigure(models), bars = barsFigure(models), waste = wasteFigure(models);
  for (const drawn of [bubble, bars, waste]) await assertValid(drawn);
  const lines = (data: readonly Record<string, unknown>[], axis: string) =>
    data.flatMap((trace) => [Object(trace[axis])["array"]].flat().filter((end) => typeof end === "number"));
  deepStrictEqual(
    [lines(bubble.data, "error_x"), lines(bars.data, "error_y"), lines(waste.data, "error_y")],
    [[], [], []],
  );
  deepStrictEqual(JSON.stringify(bubble.layout).includes("intervals are not known"), true);
  deepStrictEqual((waste.layout as { yaxis: { range: number[] } }).yaxis.range, [0, 0.00424]);
});
