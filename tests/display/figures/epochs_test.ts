import { deepEqual, equal } from "node:assert/strict";
import { epochLines } from "../../../lib/display/figures/epochs.ts";
import { powerFigure } from "../../../lib/display/figures/power.ts";
import { assertValid } from "../plotly_validate.ts";
import { run } from "../sample_runs.ts";

/** A run whose epochs end at so many seconds. */
function epochs(...endsS: readonly number[]) {
  const { startMs } = run();
  const metrics = endsS.flatMap((atS, step) => {
    const at = { step, timestamp: startMs + atS * 1000 };
    return [{ key: "loss", value: 1, ...at }, { key: "energy/so_far_j", value: atS, ...at }];
  });
  return run({ metrics });
}

const FRAME = { endS: 24, secondsPerUnit: 1, top: 11 };

Deno.test("epochLines() draws a line up to the peak at each epoch's end, with its number", () => {
  const [lines] = epochLines(epochs(8, 16), FRAME);
  deepEqual(lines?.["x"], [8, 8, null, 16, 16, null]);
  deepEqual(lines?.["y"], [0, 11, null, 0, 11, null]);
  deepEqual(lines?.["text"], ["", "0", "", "", "1", ""]);
  equal(lines?.["name"], "end of an epoch");
  deepEqual(epochLines(epochs(1200), { endS: 3000, secondsPerUnit: 60, top: 1 })[0]?.["x"], [20, 20, null]);
});

Deno.test("epochLines() leaves lines and numbers out where they would touch", () => {
  // 1.5 % of 24 s are 0.36 s, 3.5 % are 0.84 s
  const [lines] = epochLines(epochs(10, 10.2, 10.5, 11), FRAME);
  deepEqual(lines?.["x"], [10, 10, null, 10.5, 10.5, null, 11, 11, null]);
  deepEqual(lines?.["text"], ["", "0", "", "", "", "", "", "3", ""]);
  equal(lines?.["name"], "end of an epoch (some left out)");
});

Deno.test("epochLines() is nothing for a run without epochs, and for those logged after the curve", () => {
  deepEqual(epochLines(run({ metrics: [] }), FRAME), []);
  deepEqual(epochLines(epochs(30), FRAME), []);
});

Deno.test("powerFigure() has the epochs, and is a figure that Plotly takes", async () => {
  const figure = powerFigure(epochs(8, 16));
  const found = figure?.data.find(({ name }) => name === "end of an epoch");
  // the processor's peak in the sample
  deepEqual(found?.["y"], [0, 11.1, null, 0, 11.1, null]);
  if (figure) await assertValid(figure);
});
