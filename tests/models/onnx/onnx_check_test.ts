import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { ExportedModel } from "../../../lib/models/exported_model.ts";
import { checkOnnx } from "../../../lib/models/onnx/onnx_check.ts";
import { OnnxBuilder } from "../../../lib/models/onnx/onnx_graph.ts";
import { writeOnnx } from "../../../lib/models/onnx/onnx_writer.ts";
import { startRuntime } from "../../fixtures/onnx_runtime.ts";

await startRuntime();
const load = (specifier: string) => import(specifier);
const rows = [Float32Array.of(1, 2), Float32Array.of(-3, 0.5)];

/** Twice each number, and a model that says something about it. */
function doubled(predict: (row: Float32Array) => readonly number[]): ExportedModel {
  const builder = new OnnxBuilder();
  const twice = builder.add("Mul", ["x", builder.weight("two", [], [2])]);
  const value = { type: "float", axes: [2] } as const;
  return {
    kind: "test",
    graph: builder.finish("twice", { ...value, name: "x" }, { ...value, name: "y" }, twice),
    answer: "y",
    predict: (rows) => Promise.resolve(rows.flatMap((row) => Array.from(predict(row)))),
    files: () => Promise.resolve({ files: [], notes: [] }),
  };
}

async function check(model: ExportedModel, how = load) {
  return await checkOnnx(writeOnnx(model.graph, { name: "t", version: "1" }), model, { rows, load: how });
}

Deno.test("checkOnnx() finds an ONNX that answers the same, up to the rounding of 32 bits", async () => {
  deepStrictEqual(await check(doubled((row) => Array.from(row, (x) => 2 * x))), {
    state: "same",
    difference: 0,
    rows: 2,
  });
  const { state } = await check(doubled((row) => Array.from(row, (x) => 2 * x + 1e-6)));
  strictEqual(state, "same");
});

Deno.test.each([
  { what: "another number", predict: (row: Float32Array) => Array.from(row, (x) => 2.01 * x) },
  { what: "NaN", predict: (row: Float32Array) => Array.from(row, () => NaN) },
  { what: "fewer answers", predict: () => [2] },
])("checkOnnx() tells when the model says $what", async ({ predict }) => {
  const found = await check(doubled(predict));
  ok(found.state === "different" && found.difference > 1e-3);
});

Deno.test("checkOnnx() says in one line that the runtime could not be loaded", async () => {
  const found = await check(doubled(() => []), () => Promise.reject(new Error("no network\n  at somewhere")));
  deepStrictEqual(found, {
    state: "unchecked",
    why: "not checked: npm:onnxruntime-web@1.30.0 could not be loaded (no network)",
  });
});

Deno.test("checkOnnx() says that a file cannot be run", async () => {
  const model = doubled((row) => Array.from(row));
  const broken = {
    ...model,
    graph: { ...model.graph, nodes: [{ op: "Nothing", inputs: ["x"], outputs: ["y"] }] },
  };
  const found = await check(broken);
  strictEqual(found.state, "broken");
  ok("why" in found && /^the ONNX cannot be run: .*Nothing/.test(found.why) && !found.why.includes("\n"));
});
