import assert from "node:assert/strict";
import { parse } from "npm:yaml@2.9.1";
import { modelCard } from "../../lib/sinks/model_card.ts";
import { fullRecord } from "./full_record.ts";

Deno.test("modelCard() writes the block that model cards have at their head", () => {
  assert.equal(
    modelCard(fullRecord({ tags: { training_type: "fine-tuning" } })),
    `---
co2_eq_emissions:
  emissions: 6
  source: "wattbook 1.0.0 (4.8 g to 7.2 g, grade B; Electricity Maps yearly (ODbL) 2025, average, life-cycle)"
  training_type: "fine-tuning"
  geographical_location: "California ISO, United States"
  hardware_used: "CPU package 0, Memory 0"
---
`,
  );
});

Deno.test("modelCard() leaves out what is not known", () => {
  const { intensity } = fullRecord();
  const card = modelCard(fullRecord({ components: [], intensity: { ...intensity, zone: "World" } }));
  assert.deepEqual(Object.keys(parse(card.replaceAll("---\n", "")).co2_eq_emissions), [
    "emissions",
    "source",
  ]);
});

Deno.test.each([
  'a: "b" # c',
  "- x\n...\n---",
  "'{[&*!|>%@`",
  "é 🌍 \u2028\u2029\ufeff\u0085",
  "\u0000\u001b[31m",
  "yes",
  "\\n",
])(
  "modelCard() keeps %j as text in YAML",
  (text) => {
    const card = modelCard(fullRecord({ tags: { training_type: text } }));
    const { co2_eq_emissions: block } = parse(card.replace(/^---\n/, "").replace(/---\n$/, ""));
    assert.equal(block.training_type, text);
    // YAML 1.1, which Python reads, takes these for line ends or refuses them.
    assert.doesNotMatch(card, /[\u007f-\u009f\u2028\u2029\ufeff]/);
    assert.equal(block.emissions, 6);
  },
);

Deno.test("modelCard() writes tiny emissions as Python reads them, and says where an end is unknown", () => {
  const emissionsG = { share: { value: 5e-7, low: 0, high: Infinity, grade: "E", how: "x" } } as const;
  const card = modelCard(fullRecord({ emissionsG }));
  assert.match(card, /^ {2}emissions: 5\.0e-7$/m);
  assert.match(card, /\(0 g to unknown, grade E;/);
});

Deno.test("modelCard() refuses a run that was too short to see: 0 g would flatter", () => {
  assert.throws(() => modelCard(fullRecord({ belowResolution: true })), {
    name: "RangeError",
    message:
      'Cannot write a model card of run "forest \\"300\\" <b>\\n=x": its energy is below 43.2 kJ, too little for the ' +
      "sources to resolve, should be that of a longer run",
  });
});
