import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { powerFigure } from "../../../lib/display/figures/power.ts";
import type { PlotFigure } from "../../../lib/display/plot_figure.ts";
import { assertValid } from "../plotly_validate.ts";
import { modelledRun, NASTY, run, shortRun } from "../sample_runs.ts";

function power(record = run()): PlotFigure {
  const figure = powerFigure(record);
  ok(figure);
  return figure;
}

/** Text of the title and of the subtitle. */
function titles({ layout }: PlotFigure): string {
  const { text, subtitle } = layout["title"] as { text: string; subtitle: { text: string } };
  const [source] = (layout["annotations"] ?? []) as readonly { readonly text: string }[];
  return [text, subtitle.text, ...source ? [source.text] : []].join("\n");
}

Deno.test("powerFigure() as JSON", (t) => t.assertSnapshot(power()));

Deno.test("powerFigure() states the finding: 120 J in 24 s are 5 W, the peak is 6.5 W", () => {
  equal(
    titles(power()),
    "<b>forest-300 drew 5 W on average, 6.5 W at most</b>\n" +
      "mean 4 – 6 W; 24 s\n" +
      "grade B: CPU package 0 counter, split by CPU time",
  );
});

Deno.test("powerFigure() draws every component, gaps as null, numbers with 3 digits", () => {
  const { data } = power();
  const [, own, cpu] = data;
  deepEqual([own?.["name"], own?.["x"], own?.["y"]], ["This notebook", [0, 8, 16, 24], [4, 5, 6.5, null]]);
  deepEqual([cpu?.["name"], cpu?.["y"]], ["CPU package 0", [8, 9, 11.1, 7]]);
});

Deno.test("powerFigure() draws mean and interval: 4 to 6 W around 5 W", () => {
  const { data } = power();
  deepEqual(data[0]?.["y"], [4, 4, 6, 6, 4]);
  deepEqual(data.at(-1)?.["y"], [5, 5]);
});

Deno.test("powerFigure() says of its mean that it has memory, where memory has no curve", () => {
  const name = (more: Parameters<typeof run>[0]) => power(run(more)).data.at(-1)?.["name"];
  equal(name({}), "mean and its interval, with memory");
  const { components } = run();
  equal(
    name({ components: components.filter(({ device }) => device.startsWith("CPU")) }),
    "mean and its interval",
  );
  const series = [{ label: "CPU", watts: [1, 2] }, { label: "Memory (DRAM) 0", watts: [1, 1] }];
  equal(name({ curve: { timeS: [1, 2], series } }), "mean and its interval");
});

Deno.test("powerFigure() counts minutes and hours where they fit better", () => {
  const long = (end: number) =>
    power(run({ curve: { timeS: [0, end], series: [{ label: "CPU", watts: [1, 2] }] } }));
  const axis = (figure: PlotFigure) => (figure.layout["xaxis"] as { title: { text: string } }).title.text;
  equal(axis(long(599)), "Time since the start (s)");
  equal(axis(long(1200)), "Time since the start (min)");
  equal(axis(long(7 * 3600)), "Time since the start (h)");
  deepEqual(long(7 * 3600).data[1]?.["x"], [0, 7]);
});

Deno.test("powerFigure() has at most 300 points per series, with the peak", () => {
  const timeS = Array.from({ length: 86_400 }, (_, second) => second);
  const series = [{ label: "CPU", watts: timeS.map((second) => second === 40_000 ? 99.9 : 12.3456) }];
  const y = power(run({ curve: { timeS, series } })).data[1]?.["y"] as number[];
  ok(y.length <= 300);
  equal(Math.max(...y), 99.9);
  match(titles(power(run({ curve: { timeS, series } }))), /99\.9 W at most/);
});

Deno.test("powerFigure() draws no mean when it is not known", () => {
  const { curve } = run();
  const short = power({ ...shortRun(), ...(curve ? { curve } : {}) });
  equal(short.data.length, 2);
  equal(titles(short).split("\n")[0], "<b>Power while knn ran</b>");
});

Deno.test("powerFigure() is nothing without a curve or with a single point", () => {
  equal(powerFigure(shortRun()), undefined);
  equal(powerFigure(run({ curve: { timeS: [0], series: [{ label: "CPU", watts: [1] }] } })), undefined);
  equal(
    powerFigure(run({ curve: { timeS: [0, 1], series: [{ label: "CPU", watts: [undefined, 1] }] } })),
    undefined,
  );
});

Deno.test("powerFigure() keeps names as text", () => {
  const json = JSON.stringify(power(run({ runName: NASTY })));
  doesNotMatch(json, /<script|<b>=cmd|\$x/);
  match(json, /&#60;script&#62;/);
  ok(json.length < 4000);
});

Deno.test("powerFigure() is valid in Plotly 3 and 4", async () => {
  for (const record of [run(), modelledRun(), run({ runName: NASTY })]) await assertValid(power(record));
});
