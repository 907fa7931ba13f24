import assert from "node:assert/strict";
import { combinations, injectParameters, parseGrid, parseParameter } from "../../lib/runner/parameters.ts";
import { notebookOf } from "./notebook_of.ts";

Deno.test("parseParameter() reads JSON, and everything else as text", () => {
  assert.deepEqual(parseParameter("rate=0.1"), ["rate", 0.1]);
  assert.deepEqual(parseParameter("layers=[8,4]"), ["layers", [8, 4]]);
  assert.deepEqual(parseParameter("name=a=b"), ["name", "a=b"]);
  assert.deepEqual(parseParameter('zip="007"'), ["zip", "007"]);
  assert.deepEqual(parseParameter("empty="), ["empty", ""]);
  assert.throws(() => parseParameter("learning rate=1"), /should be "name=value" with a name for a variable/);
  assert.throws(() => parseParameter("rate"), /Cannot use --param "rate": should be "name=value"/);
});

Deno.test("parseGrid() and combinations() give every set once, the last name varying fastest", () => {
  const grid = Object.fromEntries(["rate=0.1,0.3", "layers=[[8],[8,4]]"].map(parseGrid));
  assert.deepEqual(combinations(grid), [
    { rate: 0.1, layers: [8] },
    { rate: 0.1, layers: [8, 4] },
    { rate: 0.3, layers: [8] },
    { rate: 0.3, layers: [8, 4] },
  ]);
  assert.deepEqual(combinations({}), [{}]);
  assert.throws(() => parseGrid("rate="), /there is no value, should be "rate=a,b,c"/);
  assert.throws(() => parseGrid("rate=1,2,1.0"), /1 stands there twice/);
});

Deno.test("injectParameters() declares each name as the cell of parameters does, right behind it", () => {
  const declared = "let rate = 0.1; let n: number = 2;\nconst a = 1, b = { c: [1, 2] };\nvar old = 'x';";
  const notebook = notebookOf("1", { code: declared, tags: ["parameters"] }, "2");
  const { notebook: injected, unknown, declared: names } = injectParameters(notebook, {
    rate: 1,
    n: 3,
    a: "text",
    b: null,
    old: [1],
    typo: true,
  });
  assert.deepEqual(injected.cells.map(({ id }) => id), ["a", "b", "injected-parameters", "c"]);
  assert.equal(
    injected.cells[2]?.source,
    '// Parameters\nlet rate = 1;\nlet n = 3;\nconst a = "text";\nconst b = null;\nvar old = [1];\nconst typo = true;',
  );
  assert.deepEqual(injected.cells[2]?.metadata, { tags: ["injected-parameters"] });
  assert.deepEqual(unknown, ["typo"]);
  assert.deepEqual(names, ["rate", "n", "a", "b", "old"]);
  // Once more: the cell of the first time is replaced.
  const again = injectParameters(injected, { rate: 2 }).notebook;
  assert.deepEqual(again.cells.map(({ source }) => source).slice(2), ["// Parameters\nlet rate = 2;", "2"]);
  assert.equal(notebook.cells.length, 3);
});

Deno.test("injectParameters() goes to the top of a notebook without a cell of parameters", () => {
  const { notebook, unknown } = injectParameters(notebookOf("1"), { line: "a\u2028b" });
  assert.deepEqual(notebook.cells.map(({ source }) => source), [
    '// Parameters\nconst line = "a\\u2028b";',
    "1",
  ]);
  assert.deepEqual(unknown, []);
});
