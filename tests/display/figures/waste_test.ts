import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { wasteFigure } from "../../../lib/display/figures/waste.ts";
import type { ComparedModel } from "../../../lib/record/comparison.ts";
import { assertValid } from "../plotly_validate.ts";
import { figure, model, MODELS, NASTY } from "../sample_runs.ts";

interface Layout {
  readonly title: { readonly text: string; readonly subtitle: { readonly text: string } };
  readonly xaxis: { readonly tickvals: number[]; readonly ticktext: string[]; readonly tickangle: number };
  readonly yaxis: { readonly range: number[] };
}
const layout = (tries: readonly ComparedModel[], kept?: readonly ComparedModel[]) =>
  wasteFigure(tries, kept).layout as unknown as Layout;
const judged = (name: string, grams: number, accuracy: number) => model(name, grams, { accuracy });

Deno.test("wasteFigure() as JSON", (t) => t.assertSnapshot(wasteFigure(MODELS)));

Deno.test("wasteFigure() stands every try on those before it, and their sum at the end", () => {
  const [all, kept, others] = wasteFigure(MODELS).data;
  // 1 mg, 6 mg (the most accurate), 8 mg, unknown; the kept one again at the foot of the sum
  deepEqual(kept?.["y"], [null, 0.006, null, null, 0.006]);
  equal([kept?.["base"]].flat()[4], 0);
  deepEqual([kept?.["base"]].flat()[1], 0.001);
  deepEqual(others?.["y"], [0.001, null, 0.008, null]);
  deepEqual([others?.["base"]].flat()[2], 0.007);
  deepEqual([all?.["x"], all?.["y"]], [[4], [0.015]]);
  // each interval is half to double: 7.5 to 30 mg
  const { array, arrayminus } = all?.["error_y"] as { array: number[]; arrayminus: number[] };
  deepEqual([array, arrayminus], [[0.015], [0.0075]]);
});

const one = judged("first", 0.001, 0.9);
const two = judged("second", 0.002, 0.5);
Deno.test.each([
  {
    name: "the most accurate is kept",
    tries: MODELS,
    title: "<b>forest-300 cost 40 % of the search; the rest went into 3 other tries</b>",
  },
  {
    name: "of two as accurate the later is kept",
    tries: [judged("first", 0.003, 0.9), judged("second", 0.001, 0.9)],
    title: "<b>second cost 25 % of the search; the rest went into one other try</b>",
  },
  {
    name: "one other",
    tries: [judged("first", 0.001, 0.9), judged("second", 0.003, 0.8)],
    title: "<b>first cost 25 % of the search; the rest went into one other try</b>",
  },
  {
    name: "the user's choice",
    tries: [judged("first", 0.002, 0.9), two],
    kept: [two],
    title: "<b>second cost 50 % of the search; the rest went into one other try</b>",
  },
  {
    name: "two of three kept",
    tries: [one, judged("other", 0.001, 0.3), two],
    kept: [one, two],
    title: "<b>The 2 models that were kept cost 75 % of the search; the rest went into one other try</b>",
  },
  {
    name: "one",
    tries: [judged("a", 0.001, 0.9)],
    title: "<b>a was the only try: nothing was spent on others</b>",
  },
  {
    name: "none judged",
    tries: [model("a", 0.001), model("b", 0.002)],
    title: "<b>2 tries emitted 3 mg CO<sub>2</sub>e</b>",
  },
  {
    name: "nothing known",
    tries: [model("a", undefined)],
    title: "<b>What the tries emitted is not known</b>",
  },
])("wasteFigure() says in its title what the kept model cost: $name", ({ tries, kept, title }) => {
  equal(layout(tries, kept).title.text, title);
});

Deno.test("wasteFigure() stands several kept models on each other at the foot of the sum", () => {
  const [, kept] = wasteFigure([one, judged("other", 0.004, 0.3), two], [one, two]).data;
  deepEqual(kept?.["x"], [0, 1, 2, 3, 3]);
  deepEqual(kept?.["y"], [0.001, null, 0.002, 0.001, 0.002]);
  deepEqual(kept?.["base"], [0, 0, 0.005, 0, 0.001]);
});

Deno.test("wasteFigure() gives the sum with its interval", () => {
  match(layout(MODELS).title.subtitle.text, /^all together 15 mg CO<sub>2<\/sub>e \(7\.5 – 30 mg\);/);
});

Deno.test("wasteFigure() cuts an interval that would flatten all bars", () => {
  const wide = [model("a", 0.001, { emissionsG: figure(0.001, 0, 5) }), model("b", 0.001)];
  ok((layout(wide).yaxis.range[1] ?? Infinity) < 0.01);
});

Deno.test("wasteFigure() tells in the hover text of a try that it was stopped", () => {
  const [, , others] = wasteFigure([judged("a", 0.001, 0.9), model("b", 0.002, { status: "KILLED" })]).data;
  equal([others?.["hovertext"]].flat()[1], "b: 2 mg CO<sub>2</sub>e (1 – 4 mg), KILLED");
});

Deno.test("wasteFigure() numbers many tries", () => {
  equal(layout(MODELS).xaxis.tickangle, 0);
  const many = Array.from({ length: 50 }, (_, index) => judged(`try ${index}`, 1, index / 50));
  const { ticktext, tickvals, tickangle } = layout(many).xaxis;
  equal(tickangle, -30);
  deepEqual(ticktext.slice(0, 3), ["1", "4", "7"]);
  deepEqual([ticktext.at(-1), tickvals.at(-1)], ["all tries", 50]);
});

Deno.test("wasteFigure() keeps names as text", () => {
  const json = JSON.stringify(wasteFigure([judged(NASTY, 0.001, 0.9), model(NASTY, 0.002)]));
  doesNotMatch(json, /<script|<b>=cmd|\$x/);
  ok(json.length < 4000, `${json.length}`);
});

Deno.test("wasteFigure() is valid in Plotly 3 and 4", async () => {
  for (const tries of [MODELS, [judged(NASTY, 0.001, 0.9)], [model("a", undefined)]]) {
    await assertValid(wasteFigure(tries));
  }
});
