import assert from "node:assert/strict";
import { kernelSeries } from "../../lib/runner/kernel_series.ts";
import { kernelText } from "../../lib/runner/metrics_file.ts";
import { jobOf, outcomeOf, seriesOf } from "./series_of.ts";

const value = (series: ReturnType<typeof kernelSeries>, name: string, labels: Record<string, string>) =>
  series.families().find((family) => family.name === name)?.samples
    .find((sample) => Object.entries(labels).every(([key, text]) => sample.labels[key] === text))?.value;

Deno.test("kernelSeries() has energy and emissions of each kernel with its server, notebook, run and user", () => {
  const { series } = seriesOf();
  const lines = kernelText(series).split("\n").filter((line) => /^wattbook_kernel_(energy|cells)/.test(line));
  const done = '{sweep="0123",server="http://one",notebook="/work/train.ipynb",run="a",user="ann"}';
  const running = '{sweep="0123",server="http://two",notebook="/work/train.ipynb",run="b",user="ann"}';
  assert.deepEqual(lines, [
    `wattbook_kernel_energy_joules_total${done} 10`,
    `wattbook_kernel_energy_joules_total${running} 30`,
    `wattbook_kernel_energy_low_joules${done} 9`,
    `wattbook_kernel_energy_low_joules${running} 27`,
    `wattbook_kernel_energy_high_joules${done} 11`,
    `wattbook_kernel_energy_high_joules${running} 33`,
    `wattbook_kernel_cells_run${done} 4`,
    `wattbook_kernel_cells_run${running} 1`,
    `wattbook_kernel_cells${done} 4`,
    `wattbook_kernel_cells${running} 4`,
  ]);
  assert.deepEqual(
    kernelText(series).split("\n").filter((line) => line.startsWith("wattbook_sweep")),
    ["running", "ok", "waiting"].map((status, at) =>
      `wattbook_sweep_notebooks{sweep="0123",status="${status}"} ${[1, 1, 2][at]}`
    ),
  );
});

Deno.test("kernelSeries() counters never fall; a server's sum keeps kernels that are shown no more", () => {
  const { series, clock, running, progress } = seriesOf();
  series.take(progress(running, 29));
  assert.equal(value(series, "kernel_energy_joules_total", { run: "b" }), 30);
  assert.equal(value(series, "kernel_energy_low_joules", { run: "b" }), 29 * 0.9);
  clock.ms += 10 * 60_000;
  assert.equal(value(series, "kernel_energy_joules_total", { run: "a" }), undefined);
  assert.equal(value(series, "kernel_energy_joules_total", { run: "b" }), 30);
  assert.equal(value(series, "server_energy_joules_total", { server: "http://one" }), 10);
  // Another one there comes on top.
  const third = jobOf("c");
  series.take({ kind: "begin", job: third, server: "http://one" });
  series.take(progress(third, 5));
  assert.equal(value(series, "server_energy_joules_total", { server: "http://one" }), 15);
  assert.equal(value(series, "server_emissions_grams_total", { server: "http://two" }), 0.003);
});

Deno.test("kernelSeries() knows what was kept, refused and begun elsewhere, and what had not begun when it stopped", () => {
  const { series } = seriesOf();
  const kept = jobOf("kept"), moved = jobOf("moved");
  series.take({ kind: "end", job: kept, outcome: outcomeOf({ server: "http://old" }), isKept: true });
  series.take({ kind: "begin", job: moved, server: "http://gone" });
  series.take({ kind: "again", job: moved, server: "http://gone", problem: "gone" });
  series.take({
    kind: "end",
    job: moved,
    outcome: outcomeOf({ status: "refused", server: undefined }),
    isKept: false,
  });
  const count = (status: string) => value(series, "sweep_notebooks", { status });
  assert.deepEqual(["running", "ok", "refused", "waiting"].map(count), [1, 2, 1, 0]);
  assert.equal(value(series, "kernel_running", { run: "moved" }), undefined);
  assert.equal(value(series, "kernel_cells_run", { server: "http://old" }), 4);
  series.stop();
  assert.deepEqual([count("running"), value(series, "kernel_running", { run: "b" })], [0, undefined]);
});

Deno.test("kernelSeries() says nothing before the sweep has begun", () => {
  assert.equal(kernelText(kernelSeries({ total: 3, nowMs: () => 0 })), "");
});
