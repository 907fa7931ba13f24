import { deepStrictEqual } from "node:assert/strict";
import { type DecisionNode, treeGraph } from "../../../lib/models/onnx/tree_ensemble.ts";
import { treeProbes } from "../../../lib/models/onnx/tree_probes.ts";
import { writeOnnx } from "../../../lib/models/onnx/onnx_writer.ts";
import { runOnnx, startRuntime } from "../../fixtures/onnx_runtime.ts";

await startRuntime();

const producer = { name: "test", version: "1" };
const leaf = (...weights: number[]): DecisionNode => ({ weights });
const split = (column: number, value: number, less: DecisionNode, notLess: DecisionNode): DecisionNode => ({
  column,
  value,
  less,
  notLess,
});

/** The number of 32 bits after `value`, up or down. */
function next(value: number, direction: 1 | -1): number {
  const bits = new Int32Array(1), float = new Float32Array(bits.buffer);
  float[0] = value;
  bits[0] = (bits[0] ?? 0) + (value < 0 ? -direction : direction);
  return float[0] ?? NaN;
}

Deno.test.each([0.1, -0.1, 0.3, 1e-8, 12345.678, -12345.678, 1.5, 0])(
  "treeGraph() keeps numbers of 32 bits on their side of a split at %f",
  async (value) => {
    const trees = [split(0, value, leaf(1), leaf(2))];
    const onnx = writeOnnx(treeGraph({ trees, columns: 1 }), producer);
    const near = Math.fround(value);
    const rows = [near, next(near, 1), next(near, -1)].map((x) => [x]);
    const { output } = await runOnnx(onnx, rows, [1]);
    deepStrictEqual(output, rows.map(([x = NaN]) => x < value ? 1 : 2));
  },
);

Deno.test("treeGraph() adds up trees and names the largest class by its text", async () => {
  const trees = [
    split(0, 0, leaf(0.5, 0, 0), split(1, 2, leaf(0, 0.5, 0), leaf(0, 0, 0.5))),
    split(1, 2, leaf(0, 0.25, 0.25), leaf(0.5, 0, 0)),
  ];
  const onnx = writeOnnx(treeGraph({ trees, columns: 2, classes: ["é", "b", "c"] }), producer);
  const { label, probabilities } = await runOnnx(onnx, [[-1, 0], [1, 0], [1, 3], [-1, 3]], [2]);
  deepStrictEqual(label, ["é", "b", "é", "é"]);
  deepStrictEqual(probabilities, [0.5, 0.25, 0.25, 0, 0.75, 0.25, 0.5, 0, 0.5, 1, 0, 0]);
});

Deno.test("treeGraph() gives both probabilities of two classes", async () => {
  const trees = [split(0, 0, leaf(0, -2), leaf(0, 1))];
  const graph = treeGraph({ trees, columns: 1, classes: [0, 1], transform: "SOFTMAX" });
  const { label, probabilities = [] } = await runOnnx(writeOnnx(graph, producer), [[-1], [1]], [1]);
  deepStrictEqual(label, [0, 1]);
  // The logistic function of -2 and of 1.
  deepStrictEqual(probabilities.map((value) => Number(value).toFixed(5)), [
    "0.88080",
    "0.11920",
    "0.26894",
    "0.73106",
  ]);
});

Deno.test("treeProbes() asks on both sides of every split of a small tree", () => {
  const trees = [split(0, 10, leaf(1), split(1, -20, leaf(2), leaf(3)))];
  const probes = treeProbes(trees, 2);
  const sides = new Set(
    probes.flatMap(([a = 0, b = 0]) => [`a${a < 10}`, ...(a >= 10 ? [`b${b < -20}`] : [])]),
  );
  deepStrictEqual([...sides].sort(), ["afalse", "atrue", "bfalse", "btrue"]);
});
