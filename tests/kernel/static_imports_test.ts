import assert from "node:assert/strict";
import { staticImports } from "../../lib/kernel/static_imports.ts";
import { tokenize } from "../../lib/kernel/tokens.ts";

Deno.test("staticImports() finds imports of all forms, to their ends", () => {
  const imports = [
    'import "a";',
    "import b from 'b'",
    'import { c, type d as e } from "c";',
    'import f, * as g from "g"',
    'import h from "h" with { type: "json" };',
  ];
  const code = imports.join("\n");
  const found = staticImports(tokenize(code).tokens);
  assert.deepEqual(found.map(({ start, end }) => code.slice(start, end)), imports);
  assert.ok(found.every(({ typeOnly }) => !typeOnly));
});

Deno.test("staticImports() knows imports of nothing but types, and a default import named type", () => {
  const only = (code: string) => staticImports(tokenize(code).tokens).map(({ typeOnly }) => typeOnly);
  assert.deepEqual(only('import type { A } from "a"; import type B from "b"; import type from "c"'), [
    true,
    true,
    false,
  ]);
});

Deno.test("staticImports() leaves import() and import.meta alone", () => {
  assert.deepEqual(staticImports(tokenize('await import("a"); import.meta.url; `import "b"`').tokens), []);
});
