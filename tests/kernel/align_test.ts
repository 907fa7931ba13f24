import assert from "node:assert/strict";
import { alignWords } from "../../lib/kernel/align.ts";

Deno.test.each([
  {
    what: "a type that has vanished",
    cell: "type A = {\n  b: number;\n};\n\nthrow new Error('x');",
    emitted: "throw new Error('x');",
    place: { line: 1, column: 7 },
    own: { line: 5, column: 7 },
  },
  {
    what: "arguments that stood on lines of their own",
    cell: "f(\n  a,\n  b,\n);\ng()",
    emitted: "f(a, b);\ng();",
    place: { line: 1, column: 6 },
    own: { line: 3, column: 3 },
  },
  {
    what: "a call that we have added",
    cell: "const x: X = await f();",
    emitted: "$w.enter();\nconst x = await $w.guard(f());",
    place: { line: 2, column: 26 },
    own: { line: 1, column: 20 },
  },
  {
    what: "a place within a word",
    cell: "\n\nabc(1)",
    emitted: "abc(1)",
    place: { line: 1, column: 3 },
    own: { line: 3, column: 3 },
  },
])("alignWords() finds the place behind $what", ({ cell, emitted, place, own }) => {
  assert.deepEqual(alignWords(cell, emitted)(place), own);
});

Deno.test("alignWords() knows no place outside of the text", () => {
  const find = alignWords("a", "a");
  assert.equal(find({ line: 2, column: 1 }), undefined);
  assert.equal(find({ line: 1, column: 9 }), undefined);
  assert.equal(find({ line: 0, column: 1 }), undefined);
});
