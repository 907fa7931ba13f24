import { equal } from "node:assert/strict";
import { grams, intervalText, joules, times, watts } from "../../lib/display/interval_text.ts";
import { figure } from "./sample_runs.ts";

Deno.test.each([
  { name: "names a unit once", low: 0.004, high: 0.008, text: "4 – 8 mg" },
  { name: "names two units where they differ", low: 0.0004, high: 0.002, text: "400 µg – 2 mg" },
  { name: "says at most where it begins at 0", low: 0, high: 0.002, text: "at most 2 mg" },
  { name: "says at least where it has no end", low: 0.002, high: Infinity, text: "at least 2 mg" },
  { name: "knows when nothing is known", low: 0, high: Infinity, text: "no bounds" },
  { name: "is one number where both ends read the same", low: 0.002, high: 0.0020001, text: "2 mg" },
])("intervalText() $name", ({ low, high, text }) => equal(intervalText(figure(low, low, high), grams), text));

Deno.test("joules(), watts() and times() are for people", () => {
  equal(joules(1234), "1.23 kJ");
  equal(watts(0.25), "250 mW");
  equal(times(1432), "1,400");
});
