import { deepStrictEqual } from "node:assert/strict";
import { confusionMatrix } from "../../lib/models/confusion_matrix.ts";

Deno.test("confusionMatrix() has right classes down and predicted ones across", () => {
  deepStrictEqual(confusionMatrix(["cat", "cat", "dog", "cat"], ["cat", "dog", "dog", "cow"]), {
    classes: ["cat", "cow", "dog"],
    counts: [[1, 1, 1], [0, 0, 0], [0, 0, 1]],
  });
});

Deno.test("confusionMatrix() orders numbers by size, before texts, and takes 2 for the text 2", () => {
  deepStrictEqual(confusionMatrix([10, 2, "x"], ["2", "2", "x"]), {
    classes: ["2", "10", "x"],
    counts: [[1, 0, 0], [1, 0, 0], [0, 0, 1]],
  });
});
