import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import plugin from "./one_way.ts";

/** Rule and message of everything that the plugin has against a text. */
function complaints(file: string, text: string): string[] {
  return Deno.lint.runPlugin(plugin, new URL(`../../${file}`, import.meta.url).pathname, text)
    .map(({ id, message }) => `${id.replace("wattbook/", "")}: ${message}`);
}

function rules(file: string, text: string): string[] {
  return complaints(file, text).map((complaint) => complaint.slice(0, complaint.indexOf(":")));
}

Deno.test.each([
  ["lib/energy/attribute.ts", 'import { a } from "../meter/ledger.ts";'],
  ["lib/energy/attribute.ts", 'import { a } from "./load_curve.ts";'],
  ["lib/energy/attribute.ts", 'import { a } from "../units.ts"; import { b } from "../host.ts";'],
  ["lib/energy/attribute.ts", 'import { z } from "zod"; import { stat } from "node:fs";'],
  ["lib/record/build.ts", 'import type { I } from "../carbon/intensity.ts";'],
  [
    "lib/sinks/mlflow/rest.ts",
    'import type { R } from "../../record/run_record.ts"; export * from "../journal.ts";',
  ],
  ["lib/track.ts", 'export * from "./track/compare.ts"; import { card } from "./display/card.ts";'],
  ["lib/track/run.ts", 'import { a } from "../notebook/notebook.ts"; import { b } from "../track.ts";'],
  [
    "lib/runner/run_notebook.ts",
    'import { a } from "../jupyter/client.ts"; import { b } from "../track.ts";',
  ],
  ["lib/cli.ts", 'import { a } from "./runner/run_notebook.ts"; import { b } from "./cli/measure.ts";'],
  ["lib/parity/emissions.ts", 'import { a } from "./data/places.ts"; import { b } from "../units.ts";'],
  ["lib/track/run.ts", 'import { a } from "../parity/mod.ts";'],
  ["mod.ts", 'export { a } from "./lib/sinks/csv.ts";'],
  ["tests/energy/a_test.ts", 'import { a } from "../../lib/sinks/csv.ts";'],
])("one-way lets %s hold %s", (file, text) => {
  deepStrictEqual(complaints(file, text), []);
});

Deno.test.each([
  ["lib/energy/attribute.ts", 'import { a } from "../sinks/csv.ts";', "energy imports sinks"],
  ["lib/energy/attribute.ts", 'import type { A } from "../record/run_record.ts";', "energy imports record"],
  ["lib/energy/attribute.ts", 'export { a } from "../display/card.ts";', "energy imports display"],
  ["lib/energy/attribute.ts", 'export * from "../track.ts";', "energy imports track"],
  ["lib/energy/attribute.ts", 'const a = await import("../cli.ts");', "energy imports cli"],
  ["lib/energy/attribute.ts", 'export type A = import("../carbon/place.ts").Place;', "energy imports carbon"],
  ["lib/units.ts", 'import { a } from "./host.ts";', "units imports host"],
  ["lib/jupyter/client.ts", 'import { a } from "../units.ts";', "jupyter imports units"],
  ["lib/carbon/place.ts", 'import { a } from "../sources/open.ts";', "carbon imports sources"],
  ["lib/sinks/mlflow/rest.ts", 'import { a } from "../../display/report.ts";', "sinks imports display"],
  ["lib/magics/mod.ts", 'import { a } from "../kernel/mod.ts";', "magics imports kernel"],
  ["lib/track/run.ts", 'import { a } from "../runner/nbformat.ts";', "track imports runner"],
  [
    "lib/track/run.ts",
    'import { a } from "../../tests/a.ts";',
    'track imports "../../tests/a.ts", outside of lib',
  ],
  ["lib/parity/mod.ts", 'import { a } from "../energy/attribute.ts";', "parity imports energy"],
  ["lib/parity/mod.ts", 'import { a } from "../carbon/intensity.ts";', "parity imports carbon"],
  ["lib/energy/attribute.ts", 'import { a } from "../parity/mod.ts";', "energy imports parity"],
  ["lib/sinks/csv.ts", 'import { a } from "../parity/mod.ts";', "sinks imports parity"],
  ["lib/extras/a.ts", 'import { a } from "../units.ts";', '"extras" is no room'],
])("one-way refuses in %s %s", (file, text, beginning) => {
  const found = complaints(file, text);
  strictEqual(found.length, 1);
  ok(found[0]?.startsWith(`one-way: ${beginning}`), found[0]);
});

Deno.test("one-way says what a room may import", () => {
  deepStrictEqual(complaints("lib/host.ts", 'import { a } from "./track.ts";'), [
    "one-way: host imports track: data flows one way, host may import only units",
  ]);
});

Deno.test("short-file allows 200 lines in lib, and any number in generated data and in tests", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `// ${n}\n`).join("");
  deepStrictEqual(complaints("lib/units.ts", lines(200)), []);
  deepStrictEqual(complaints("lib/units.ts", lines(201)), [
    "short-file: The file has 201 lines, should have at most 200",
  ]);
  deepStrictEqual(complaints("lib/carbon/data/grid.ts", lines(201)), []);
  deepStrictEqual(complaints("lib/parity/data/places.ts", lines(201)), []);
  deepStrictEqual(rules("lib/parity/extra/data/places.ts", lines(201)), ["short-file"]);
  deepStrictEqual(complaints("tests/units_test.ts", lines(201)), []);
});

Deno.test("file-name refuses names that say nothing and names that are not in snake_case", () => {
  for (const name of ["utils", "helpers", "common", "manager", "types", "index", "fooBar", "foo-bar"]) {
    deepStrictEqual(rules(`lib/energy/${name}.ts`, ""), ["file-name"]);
  }
  deepStrictEqual(rules("tests/energy/helpers_test.ts", ""), ["file-name"]);
  deepStrictEqual(rules("lib/energy/load_curve.ts", ""), []);
  deepStrictEqual(rules("tests/energy/load_curve_test.ts", ""), []);
});

Deno.test.each([
  "Deno.jupyter.display(1);",
  "(Deno as unknown as { internal: symbol }).internal;",
  'Deno["jupyter"];',
  "Deno?.jupyter;",
  "const { jupyter } = Deno;",
  "const { internal: key } = Deno as unknown as { internal: symbol };",
])("notebook-only refuses %s outside lib/notebook", (text) => {
  deepStrictEqual(rules("lib/display/card.ts", text), ["notebook-only"]);
  deepStrictEqual(rules("lib/notebook/outputs.ts", text), []);
  deepStrictEqual(rules("tests/notebook/outputs_test.ts", text), []);
});

Deno.test("notebook-only lets the rest of Deno, source text and other objects alone", () => {
  const text =
    'Deno.pid; Deno[jupyter]; other.jupyter; const source = "Deno.jupyter.display(1)"; const { pid } = Deno;';
  deepStrictEqual(rules("lib/display/card.ts", text), []);
});

Deno.test.each([
  'import { track } from "jsr:@wattbook/track@^1";',
  'export { track } from "@wattbook/track";',
  'await import("jsr:@wattbook/track@^1/cli");',
])("no-self-import refuses %s inside lib", (text) => {
  deepStrictEqual(rules("lib/compat/mod.ts", text), ["no-self-import"]);
  deepStrictEqual(rules("tests/track_test.ts", text), []);
});

Deno.test("no-self-import lets a text name the package", () => {
  deepStrictEqual(
    rules(
      "lib/cli.ts",
      '/** import "jsr:@wattbook/track" */ const help = "deno run -A jsr:@wattbook/track";',
    ),
    [],
  );
});

Deno.test.each([
  "npm:linkedom@0.18.15",
  "npm:@tgwf/co2@0.19.0",
  "npm:@tgwf/co2@0.19.0/dist/data.js",
  "npm:plotly.js-dist-min@3.1.0-rc.1",
])("exact-npm lets %s be loaded", (specifier) => {
  deepStrictEqual(
    rules("lib/display/picture.ts", `await host.load("${specifier}"); import(String("${specifier}"));`),
    [],
  );
});

Deno.test.each([
  "npm:linkedom",
  "npm:linkedom@0.18",
  "npm:linkedom@^0.18.15",
  "npm:@tgwf/co2",
  "npm:linkedom@latest",
])(
  "exact-npm refuses to load %s",
  (specifier) => {
    deepStrictEqual(rules("lib/display/picture.ts", `await host.load("${specifier}");`), ["exact-npm"]);
    deepStrictEqual(rules("tests/display/picture_test.ts", `await host.load("${specifier}");`), []);
  },
);

Deno.test("exact-npm refuses a version put together at run time, and leaves static imports and prose alone", () => {
  deepStrictEqual(rules("lib/display/picture.ts", "import(`npm:linkedom@${version}`);"), ["exact-npm"]);
  deepStrictEqual(
    rules("lib/record/info.ts", 'import * as z from "npm:zod@^4"; const hint = "npm: package not found";'),
    [],
  );
});
