import { doesNotMatch, equal, match, ok } from "node:assert/strict";
import { comparisonTable } from "../../lib/display/table.ts";
import { figure, model, MODELS, NASTY } from "./sample_runs.ts";

Deno.test("comparisonTable() as text", (t) => t.assertSnapshot(comparisonTable(MODELS).text));
Deno.test("comparisonTable() as HTML", (t) => t.assertSnapshot(comparisonTable(MODELS).html));

Deno.test("comparisonTable() has every figure of a model in its row", () => {
  const [, , row = ""] = comparisonTable(MODELS).text.split("\n");
  equal(
    row.replace(/ {2,}/g, " | "),
    "logistic | 96.9 % | 650 | 10 s | 20 J | 1 mg | 500 µg – 2 mg | 96,900 | 20 ng",
  );
});

Deno.test("comparisonTable() writes – for what is not known and < for what cannot be resolved, never 0", () => {
  const { text, html } = comparisonTable([
    model("unknown", undefined),
    model("short", undefined, { emissionsG: figure(0, 0, 2e-6), energyJ: figure(0, 0, 0.04) }),
    model("nothing", undefined, { emissionsG: figure(0), accuracyPerEmission: figure(NaN) }),
  ]);
  const [, , unknown = "", short = "", nothing = ""] = text.split("\n");
  equal(unknown.replace(/ {2,}/g, " | "), "unknown | – | – | 10 s | – | – | – | –");
  match(short, /< 40 mJ +< 2 µg/);
  for (const content of [text, html, nothing]) doesNotMatch(content, /\b0 (g|J|mg)|NaN|undefined/);
});

Deno.test("comparisonTable() sets the front in bold and names how a run ended", () => {
  const { html, text } = comparisonTable(MODELS);
  match(html, /<b>logistic<\/b>/);
  doesNotMatch(html, /<b>knn<\/b>/);
  match(text, /svm \(FAILED\)/);
});

Deno.test("comparisonTable() keeps names as short text and nothing that a sanitiser drops", () => {
  const { html, text } = comparisonTable([model(NASTY, 0.001, { accuracy: 0.5 }), ...MODELS]);
  doesNotMatch(html, /<script|<b>=cmd/);
  doesNotMatch(html, /<(?!\/?(div|b|sub|table|tr|td|th)[ >])|class=|[;"]color:/);
  ok(html.length < 10_000, `${html.length}`);
  ok(text.split("\n").every((line) => line.length < 200));
});

Deno.test("comparisonTable() of no model is its head", () => {
  match(comparisonTable([]).text, /^Model {2}Accuracy/);
});
