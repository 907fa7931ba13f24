import assert from "node:assert/strict";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { checkVectors, type Vector } from "./check_vectors.ts";

const file = new URL("../fixtures/parity/codecarbon_3.3.2.json", import.meta.url).pathname;
const { vectors } = JSON.parse(Deno.readTextFileSync(file)) as { vectors: Vector[] };

Deno.test("checkVectors() finds wattbook and CodeCarbon 3.3.2 to agree on all public vectors", () => {
  assert.deepEqual(checkVectors(vectors), { passed: 426, failed: 0, differences: [] });
});

Deno.test("checkVectors() tells a figure that is 2e-12 off, and lets one pass that is 5e-13 off", () => {
  const vector = { kind: "unit", in: { op: "microjoules_to_kwh", value: 36e6 } };
  const right = 1.0000008e-5;
  const { passed, failed, differences } = checkVectors([
    { id: "near", ...vector, out: right * (1 + 5e-13) },
    { id: "off", ...vector, out: right * (1 + 2e-12) },
    { id: "text", ...vector, out: "0.000010000008" },
    { id: "raises", ...vector, out: "raises ValueError" },
  ]);
  assert.deepEqual([passed, failed], [1, 3]);
  assert.match(differences[0] ?? "", /^off: .*: it is 0\.000010000008, should be 0\.00001000000800002/);
});

Deno.test("checkVectors() compares null and texts exactly, and takes a note for no answer", () => {
  const tdp = { kind: "tdp", in: { cpu_name: "Apple M1", logical_threads: 8 } };
  const { passed, differences } = checkVectors([
    { id: "right", ...tdp, out: { table_row: "Apple M1", watts: 10, note: "a word" } },
    { id: "row", ...tdp, out: { table_row: "Apple M1 ", watts: 10 } },
    { id: "null", ...tdp, out: { table_row: null, watts: 10 } },
    { id: "missing", ...tdp, out: { table_row: "Apple M1" } },
  ]);
  assert.equal(passed, 1);
  assert.deepEqual(differences.map((line) => line.split(":")[0]), ["row", "null", "missing"]);
});

Deno.test("checkVectors() says which kind it does not know, and which argument is wrong", () => {
  const { differences } = checkVectors([
    { id: "a", kind: "tea", in: {}, out: 1 },
    { id: "b", kind: "toString", in: {}, out: 1 },
    { id: "c", kind: "dimm_x86", in: { gib: "8" }, out: 2 },
    { id: "d", kind: "unit", in: { op: "furlongs" }, out: 2 },
    { id: "e", kind: "csv_header", in: { file: "tasks.csv" }, out: [] },
  ]);
  assert.match(differences[0] ?? "", /^a: kind "tea" is unknown, should be one of country, us_state, /);
  assert.match(differences[1] ?? "", /^b: kind "toString" is unknown/);
  assert.deepEqual(differences.slice(2), [
    'c: gib is "8", should be a number',
    'd: op "furlongs" of kind "unit" is unknown',
    'e: Cannot tell the columns of "tasks.csv": only those of "emissions.csv" are known',
  ]);
});

Deno.test.each([
  [
    "one that agrees",
    '{"vectors": [{"id": "a", "kind": "dimm_x86", "in": {"gib": 8}, "out": 2}]}',
    0,
    "1 passed, 0 failed",
  ],
  [
    "one that does not",
    '{"vectors": [{"id": "a", "kind": "dimm_x86", "in": {"gib": 8}, "out": 3}]}',
    1,
    "0 passed, 1 failed",
  ],
  ["none", '{"vectors": []}', 1, "0 passed, 0 failed"],
  ["no list", "{}", 1, "0 passed, 1 failed"],
  ["no JSON", "vectors", 1, "0 passed, 1 failed"],
])("deno task parity FILE with %s ends with the score", async (_, content, status, last) => {
  using folder = tempFolder();
  const path = `${folder.path}/vectors.json`;
  Deno.writeTextFileSync(path, content);
  const script = new URL("run.ts", import.meta.url).pathname;
  const args = ["run", "-A", "--no-lock", script, path];
  const { code, stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "null" }).output();
  assert.equal(new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1), last);
  assert.equal(code, status);
});
