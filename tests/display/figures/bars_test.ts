import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { barsFigure } from "../../../lib/display/figures/bars.ts";
import type { ComparedModel } from "../../../lib/record/comparison.ts";
import { assertValid } from "../plotly_validate.ts";
import { figure, model, MODELS, NASTY } from "../sample_runs.ts";

interface Layout {
  readonly title: { readonly text: string; readonly subtitle: { readonly text: string } };
  readonly xaxis: { readonly ticktext: string[]; readonly tickangle: number };
  readonly yaxis: { readonly type: string; readonly range: number[]; readonly ticktext: string[] };
}
const layout = (models: readonly ComparedModel[]) => barsFigure(models).layout as unknown as Layout;
const title = (models: readonly ComparedModel[]) => layout(models).title.text;
const pair = (name: string, grams: number, per10: number) =>
  model(name, grams, { emissionsPer10InferencesG: figure(per10, per10 / 2, per10 * 2) });

Deno.test("barsFigure() as JSON", (t) => t.assertSnapshot(barsFigure(MODELS)));

Deno.test("barsFigure() stands training beside 10,000 inferences: a thousand times ten", () => {
  const [training, inferences] = barsFigure(MODELS).data;
  deepEqual(training?.["y"], [0.001, 0.006, 0.008, null]);
  deepEqual(inferences?.["y"], [2e-5, 0.018, 0.004, null]);
  const { array, arrayminus } = inferences?.["error_y"] as { array: number[]; arrayminus: number[] };
  deepEqual([array[1], arrayminus[1]], [0.012, 0.006]);
});

Deno.test("barsFigure() has a log axis only where the spread is large, and ticks with units", () => {
  equal(layout(MODELS).yaxis.type, "log");
  match(layout(MODELS).title.subtitle.text, /log scale/);
  const { type, range, ticktext } = layout([pair("a", 0.001, 4e-6)]).yaxis;
  equal(type, "linear");
  equal(range[0], 0);
  deepEqual(ticktext.slice(0, 3), ["0", "2 mg", "4 mg"]);
});

Deno.test.each([
  {
    name: "inferences",
    models: MODELS,
    title: "<b>10,000 inferences of forest-300 emit 3 times as much as its training</b>",
  },
  {
    name: "a tie",
    models: [pair("a", 0.001, 1e-6)],
    title: "<b>10,000 inferences of a emit as much as its training</b>",
  },
  {
    name: "training",
    models: [pair("a", 0.01, 1e-6)],
    title: "<b>Training emits most: 10,000 inferences of a add 10 %</b>",
  },
  {
    name: "nothing",
    models: [model("a", 0.001)],
    title: "<b>Emissions of training and of 10,000 inferences</b>",
  },
])("barsFigure() says in its title what emits most: $name", ({ models, title: expected }) => {
  equal(title(models), expected);
});

Deno.test("barsFigure() has no bar for what is unknown or 0", () => {
  const { data } = barsFigure([model("a", undefined, { emissionsG: figure(0, 0, 1e-6) }), model("b", 0.001)]);
  deepEqual(data.map((trace) => trace["y"]), [[null, 0.001], [null, null]]);
});

Deno.test("barsFigure() keeps two names apart that are cut to the same text", () => {
  const models = [model("a-very-long-name-of-model-1", 0.001), model("a-very-long-name-of-model-2", 0.002)];
  deepEqual(barsFigure(models).data[0]?.["x"], [0, 1]);
  deepEqual(new Set(layout(models).xaxis.ticktext).size, 1);
});

Deno.test("barsFigure() slants many names", () => {
  equal(layout(MODELS).xaxis.tickangle, 0);
  equal(layout(Array.from({ length: 9 }, (_, index) => model(`m${index}`, 1))).xaxis.tickangle, -30);
});

Deno.test("barsFigure() keeps names as text", () => {
  const json = JSON.stringify(barsFigure([pair(NASTY, 0.001, 1e-6)]));
  doesNotMatch(json, /<script|<b>=cmd|\$x/);
  ok(json.length < 4000, `${json.length}`);
});

Deno.test("barsFigure() is valid in Plotly 3 and 4", async () => {
  for (const models of [MODELS, [pair(NASTY, 0.001, 1e-6)], [model("a", undefined)]]) {
    await assertValid(barsFigure(models));
  }
});
