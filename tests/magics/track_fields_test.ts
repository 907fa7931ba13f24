import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { parseArguments } from "../../lib/magics/arguments.ts";
import { takesText, trackFields } from "../../lib/magics/track_fields.ts";
import { resolveInfo } from "../../lib/record/info.ts";

const host = realHost({ environment: {}, epochMs: () => Date.UTC(2026, 0, 2, 3, 4, 5), timeZone: "UTC" });

const read = (text: string, fixed: Parameters<typeof trackFields>[1] = {}) =>
  trackFields(parseArguments(text, takesText).fields, fixed, host);

Deno.test.each([
  {
    name: "camelCase",
    text: `runName=forest-300 experimentName="two words" flavor=sklearn place=BE sampleEvery=0.5`,
  },
  {
    name: "snake_case",
    text: `run_name=forest-300 experiment_name='two words' flavor=sklearn place=BE sample_every=.5`,
  },
  {
    name: "JSON",
    text:
      `{"runName":"forest-300","experiment_name":"two words","flavor":"sklearn","place":"BE","sample_every":0.5}`,
  },
])("trackFields() reads $name as track() reads an object", ({ text }) => {
  const info = {
    runName: "forest-300",
    experimentName: "two words",
    flavor: "sklearn",
    place: "BE",
    sampleEvery: 0.5,
  };
  deepStrictEqual(read(text), resolveInfo(info, host));
});

Deno.test("trackFields() nests by dots: budget, place, tags", () => {
  const { budget, place, tags } = read(
    "budget.grams=5 budget.watt_hours=2 place.grams_per_kwh=12 place.label=roof tags.fold=3 tags.my_tag=x",
  );
  deepStrictEqual({ ...budget }, { grams: 5, wattHours: 2 });
  deepStrictEqual({ ...place as object }, { gramsPerKwh: 12, label: "roof" });
  deepStrictEqual(tags, { fold: "3", my_tag: "x" });
});

Deno.test("trackFields() keeps names that look like numbers as text", () => {
  const { runName, experimentName } = read("run_name=2024 experimentName=true");
  deepStrictEqual([runName, experimentName], ["2024", "true"]);
});

Deno.test("trackFields() lets the magic give fields, of which the user may choose the display only", () => {
  strictEqual(read("", { trackingUri: "none" }).trackingUri, "none");
  strictEqual(read("display=full", { display: "line" }).display, "full");
  strictEqual(read("", { display: "line" }).display, "line");
  throws(() => read("tracking_uri=http://h", { trackingUri: "none" }), {
    name: "TypeError",
    message: 'field "trackingUri" is given, should be left out: the magic sets it',
  });
});

Deno.test.each([
  {
    text: "rnName=x",
    message: 'Cannot start tracking: field "rnName" (value "x") is unknown, did you mean "runName"',
  },
  { text: "pue=0.5", message: 'Cannot start tracking: field "pue" is 0.5, should be at least 1' },
  {
    text: "flavor=sklearning",
    message: 'Cannot start tracking: field "flavor" is "sklearning", should be one of "keras", "pytorch", ' +
      '"sklearn"; did you mean "sklearn"',
  },
  {
    text: "budget.gram=5",
    message: 'Cannot start tracking: field "budget.gram" (value 5) is unknown, did you mean "grams"',
  },
  { text: "pue=high", message: 'Cannot start tracking: field "pue" is "high", should be a number' },
  { text: "run_name=a runName=b", message: 'field "runName" is given twice' },
  {
    text: "scope=manual",
    message: `field "scope" is given, should be left out: a magic's run ends with its cell`,
  },
  {
    text: `{"place": ["BE"]}`,
    message: /^Cannot start tracking: field "place" is \[ "BE" \], should be a text/,
  },
])("trackFields() refuses $text with the very check of track()", ({ text, message }) => {
  throws(() => read(text), { name: "TypeError", message });
});
