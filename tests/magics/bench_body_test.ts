import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { benchBody, withoutImports } from "../../lib/magics/bench_body.ts";

Deno.test.each([
  { code: `import a from "a";\nb`, kept: "\nb" },
  { code: `import { a,\n  b } from 'a'\nc`, kept: "\n\nc" },
  { code: `import * as a from "a" with { type: "json" }; b`, kept: " b" },
  { code: `import "a";\nimport type { B } from "b";\nc`, kept: "\n\nc" },
  { code: `import a, { b } from "c";d`, kept: "d" },
  { code: `const a = await import("a");`, kept: `const a = await import("a");` },
  { code: `import("a").then(b);`, kept: `import("a").then(b);` },
  { code: `import.meta;`, kept: `import.meta;` },
  { code: "const s = `\nimport a from 'a'\n`;", kept: "const s = `\nimport a from 'a'\n`;" },
  { code: `imported("a");\nimports = "b";`, kept: `imported("a");\nimports = "b";` },
])("withoutImports() of $code", ({ code, kept }) => {
  strictEqual(withoutImports(code), kept);
});

Deno.test("benchBody() repeats the work of a cell in TypeScript, with its own variables new each time", async () => {
  const outside: number[] = [];
  Reflect.set(globalThis, "benchOutside", outside);
  try {
    const work = await benchBody(
      `//%%bench\nimport { deepStrictEqual } from "node:assert/strict";\n` +
        `let own: number = 1; own += await Promise.resolve(1);\nbenchOutside.push(own); // done`,
    );
    await work();
    await work();
    deepStrictEqual(outside, [2, 2]);
  } finally {
    Reflect.deleteProperty(globalThis, "benchOutside");
  }
});

Deno.test("benchBody() refuses what is no function's body", async () => {
  await rejects(benchBody("export const a = 1;"), /SyntaxError: 'import', and 'export' cannot be used/);
});
