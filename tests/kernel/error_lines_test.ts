import assert from "node:assert/strict";
import { ownLines } from "../../lib/kernel/error_lines.ts";

/** A kernel that prints a function as `printed` says, by what is in it. */
const kernel = (printed: Readonly<Record<string, string>>) => (code: (id: string) => string) => {
  const found = Object.entries(printed).find(([word]) => code("1").includes(word));
  return Promise.resolve(found && `async ()=>{\n${found[1]}\n}`);
};

Deno.test("ownLines() finds lines and columns in the failing cell, the kernel's front not counted", async () => {
  const cells = [{ count: 3, code: "\ntype A = 1;\nfail(1)", sent: "\ntype A = 1;\nfail(1)" }];
  // The kernel puts 21 characters in front of the first line, and indents a function's body by 2.
  const stack = [
    "Error: x",
    "    at fail (<anonymous>:1:22)",
    "    at <anonymous>:1:22",
    "    at other (file:///a.ts:1:1)",
  ];
  assert.deepEqual(await ownLines(stack, cells, kernel({ fail: "  fail(1);" })), [
    "Error: x",
    "    at fail (<cell 3>:3:1)",
    "    at <cell 3>:3:1",
    "    at other (file:///a.ts:1:1)",
  ]);
});

Deno.test("ownLines() finds a function in the cell that it comes from", async () => {
  const cells = [
    { count: 1, code: "\n\nfunction far() { throw 1 }", sent: "function far" },
    { count: 2, code: "far()", sent: "far()" },
  ];
  const ask = kernel({ "function far": "  function far() {\n    throw 1;\n  }", "far()": "  far();" });
  const [line] = await ownLines(["    at far (<anonymous>:2:3)"], cells, ask);
  assert.equal(line, "    at far (<cell 1>:3:18)");
});

Deno.test("ownLines() leaves lines alone that it cannot find, and drops what waiting for Stop has added", async () => {
  const cells = [{ count: 1, code: "a()", sent: "a()" }];
  const stack = [
    "    at nowhere (<anonymous>:1:1)",
    "    at async Promise.all (index 0)",
    "    at async <anonymous>:9:9",
    "    at async Promise.all (index 0)",
    "    at async load (file:///a.ts:1:1)",
  ];
  assert.deepEqual(await ownLines(stack, cells, () => Promise.resolve(undefined)), [
    "    at nowhere (<anonymous>:1:1)",
    "    at async <anonymous>:9:9",
    "    at async Promise.all (index 0)",
    "    at async load (file:///a.ts:1:1)",
  ]);
});
