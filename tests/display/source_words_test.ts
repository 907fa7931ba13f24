import { equal } from "node:assert/strict";
import { sourceWords } from "../../lib/display/source_words.ts";
import { figure, model } from "./sample_runs.ts";

Deno.test("sourceWords() names the grades of all figures, and whose electricity it was", () => {
  const models = [
    model("a", 1),
    model("b", 2, { emissionsPer10InferencesG: figure(1, 1, 1, { grade: "D" }) }),
  ];
  equal(sourceWords(models), "grade B, D; electricity: Belgium (BE), Electricity Maps yearly (ODbL) 2025");
});

Deno.test("sourceWords() says that models ran in several places, or that nothing is known", () => {
  equal(
    sourceWords([model("a", 1), model("b", 1, { electricity: "Mars" })]),
    "grade B; electricity of several places",
  );
  const { electricity: _, ...unknown } = model("c", undefined);
  equal(sourceWords([unknown]), undefined);
});

Deno.test("sourceWords() shows what a store says as text", () => {
  equal(
    sourceWords([model("a", undefined, { electricity: "<b>x</b>" })]),
    "electricity: &#60;b&#62;x&#60;/b&#62;",
  );
});
