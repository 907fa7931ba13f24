import { deepEqual } from "node:assert/strict";
import { alignColumns } from "../../lib/display/columns.ts";

Deno.test("alignColumns() sets text left and numbers right, without blanks at the end", () => {
  deepEqual(alignColumns([["knn", "3", ""], ["forest", "21", "x"]], ["left", "right", "left"]), [
    "knn      3",
    "forest  21  x",
  ]);
});

Deno.test("alignColumns() counts emoji and ideographs as two columns", () => {
  deepEqual(alignColumns([["🌱", "1"], ["日本", "2"], ["abcd", "3"]], ["left", "left"]), [
    "🌱    1",
    "日本  2",
    "abcd  3",
  ]);
});
