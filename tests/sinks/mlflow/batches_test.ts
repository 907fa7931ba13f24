import { deepStrictEqual } from "node:assert/strict";
import { batches } from "../../../lib/sinks/mlflow/batches.ts";

Deno.test("batches() splits by number, keeps the order and makes no empty batch", () => {
  deepStrictEqual([...batches([1, 2, 3, 4, 5], 2, 1000)], [[1, 2], [3, 4], [5]]);
  deepStrictEqual([...batches([1, 2], 2, 1000)], [[1, 2]]);
  deepStrictEqual([...batches([], 2, 1000)], []);
});

Deno.test("batches() counts bytes as they are sent, and lets a row that is too large go alone", () => {
  // As JSON "éé" is 6 bytes and a comma, so two fit into 14.
  deepStrictEqual([...batches(["éé", "éé", "éé"], 9, 14)], [["éé", "éé"], ["éé"]]);
  deepStrictEqual([...batches(["a", "x".repeat(50), "b"], 9, 14)], [["a"], ["x".repeat(50)], ["b"]]);
});
