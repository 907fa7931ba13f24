import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { bubbleFigure } from "../../../lib/display/figures/bubble.ts";
import { bubbleFrame, isPlaced } from "../../../lib/display/figures/bubble_frame.ts";
import { overlap } from "../../../lib/display/labels.ts";
import type { PlotFigure } from "../../../lib/display/plot_figure.ts";
import type { ComparedModel } from "../../../lib/record/comparison.ts";
import { assertValid } from "../plotly_validate.ts";
import { figure, model, MODELS, NASTY } from "../sample_runs.ts";

interface Layout {
  readonly title: { readonly text: string; readonly subtitle: { readonly text: string } };
  readonly xaxis: {
    readonly range: [number, number];
    readonly tickvals: number[];
    readonly ticktext: string[];
  };
}
const layoutOf = (plot: PlotFigure) => plot.layout as unknown as Layout;
const title = (models: readonly ComparedModel[]) => layoutOf(bubbleFigure(models)).title.text;
const trace = ({ data }: PlotFigure, name: string) => data.find((one) => one["name"] === name) ?? {};

Deno.test("bubbleFigure() as JSON", (t) => t.assertSnapshot(bubbleFigure(MODELS)));

Deno.test("bubbleFigure() puts per cent against grams, with intervals", () => {
  const front = trace(bubbleFigure(MODELS), "on the Pareto front");
  deepEqual([front["x"], front["y"]], [[0.001, 0.006], [96.9, 98.3]]);
  const { array, arrayminus } = front["error_x"] as { array: number[]; arrayminus: number[] };
  deepEqual([array, arrayminus], [[0.001, 0.006], [0.0005, 0.003]]);
});

Deno.test("bubbleFigure() makes areas proportional to parameters: a quarter has half the diameter", () => {
  const plot = bubbleFigure([
    model("large", 0.001, { accuracy: 0.9, parameters: 4000, onFront: true }),
    model("quarter", 0.002, { accuracy: 0.95, parameters: 1000, onFront: true }),
    model("unknown", 0.004, { accuracy: 0.97, onFront: true }),
  ]);
  const { size, symbol } = trace(plot, "on the Pareto front")["marker"] as {
    size: number[];
    symbol: string[];
  };
  deepEqual(size, [46, 23, 12]);
  deepEqual(symbol, ["circle", "circle", "circle-open"]);
  match(layoutOf(plot).title.subtitle.text, /hollow: parameters not known/);
});

Deno.test("bubbleFigure() draws the front as steps, level and then up, to the right edge", () => {
  const plot = bubbleFigure(MODELS);
  const front = trace(plot, "best accuracy for so many grams");
  equal((front["line"] as { shape: string }).shape, "hv");
  deepEqual(front["y"], [96.9, 98.3, 98.3]);
  const [, right] = layoutOf(plot).xaxis.range;
  ok(Math.abs(Math.log10((front["x"] as number[])[2] ?? 0) - right) < 1e-3);
});

Deno.test("bubbleFigure() has its own ticks at 1, 2, 5 with units, all inside the axis", () => {
  const { range, tickvals, ticktext } = layoutOf(bubbleFigure(MODELS)).xaxis;
  deepEqual(ticktext, ["500 µg", "1 mg", "2 mg", "5 mg", "10 mg", "20 mg"]);
  ok(tickvals.every((value) => Math.log10(value) >= range[0] && Math.log10(value) <= range[1]));
});

Deno.test.each([
  {
    name: "what the last points cost",
    models: MODELS,
    title: "<b>forest-300 emits 6 times as much as logistic for 1.4 points more</b>",
  },
  {
    name: "one that is best in both",
    models: [model("a", 0.001, { accuracy: 0.9 }), model("b", 0.002, { accuracy: 0.8 })],
    title: "<b>a is the most accurate (90 %) and emits least</b>",
  },
  {
    name: "emissions that are the same",
    models: [model("a", 0.001, { accuracy: 0.9 }), model("b", 0.0011, { accuracy: 0.95 })],
    title: "<b>b is the most accurate (95 %) and emits hardly more than a</b>",
  },
  {
    name: "accuracies that are the same",
    models: [model("a", 0.001, { accuracy: 0.9 }), model("b", 0.003, { accuracy: 0.9004 })],
    title: "<b>b emits 3 times as much as a for the same accuracy</b>",
  },
  {
    name: "a single model",
    models: [model("a", 0.001, { accuracy: 0.9 })],
    title: "<b>a: 90 % for 1 mg CO<sub>2</sub>e</b>",
  },
  { name: "no model", models: [], title: "<b>Accuracy against emissions</b>" },
])("bubbleFigure() says in its title $name", ({ models, title: expected }) => equal(title(models), expected));

Deno.test("bubbleFigure() leaves out what is unknown or 0 and says so", () => {
  const plot = bubbleFigure([
    ...MODELS,
    model("zero", undefined, { accuracy: 0.9, emissionsG: figure(0, 0, 1e-6) }),
  ]);
  match(layoutOf(plot).title.subtitle.text, /not shown: svm, zero$/);
  doesNotMatch(JSON.stringify(plot), /null/);
});

Deno.test("bubbleFigure() keeps an interval that begins at 0 or has no end on the page", () => {
  const plot = bubbleFigure([
    model("a", undefined, { accuracy: 0.9, emissionsG: figure(0.001, 0, 5) }),
    model("b", undefined, { accuracy: 0.8, emissionsG: figure(0.001, 0.0005, Infinity) }),
  ]);
  const [low, high] = layoutOf(plot).xaxis.range;
  ok(low > -5 && high < -1, `${low} ${high}`);
  doesNotMatch(JSON.stringify(plot), /null/);
});

Deno.test("bubbleFigure() has labels beside the riser of the front where it can", () => {
  const models = [
    model("cheap", 0.001, { accuracy: 0.5, parameters: 5, onFront: true }),
    // so close that the front goes up through what would be the label above the first bubble
    model("better", 0.00105, { accuracy: 0.9, parameters: 100, onFront: true }),
  ];
  const labels = bubbleFrame(models.filter(isPlaced)).labels.map((place) => place?.anchor);
  deepEqual(labels, ["bottom center", "top center"]);
});

Deno.test("bubbleFigure() places labels that touch neither each other nor another bubble", () => {
  const models = Array.from(
    { length: 9 },
    (_, index) =>
      model(`model number ${index}`, 0.001 * 1.5 ** index, {
        accuracy: 0.95 + 0.003 * (index % 3),
        parameters: 10 ** (index % 4),
      }),
  );
  const { labels } = bubbleFrame(models.filter(isPlaced));
  const boxes = labels.flatMap((place) => place ? [place.box] : []);
  ok(boxes.length >= 7, `${boxes.length} of 9`);
  boxes.forEach((box, index) => boxes.slice(index + 1).forEach((other) => ok(!overlap(box, other))));
});

Deno.test("bubbleFigure() keeps names as text", () => {
  const json = JSON.stringify(
    bubbleFigure([model(NASTY, 0.001, { accuracy: 0.9 }), model(NASTY, undefined)]),
  );
  doesNotMatch(json, /<script|<b>=cmd|\$x/);
  ok(json.length < 4000, `${json.length}`);
});

Deno.test("bubbleFigure() is valid in Plotly 3 and 4", async () => {
  const nasty = [model(NASTY, 0.001, { accuracy: 0.9, status: "KILLED" }), ...MODELS];
  for (const models of [MODELS, nasty, []]) await assertValid(bubbleFigure(models));
});
