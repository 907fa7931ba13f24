import assert from "node:assert/strict";
import { guardAwaits } from "../../lib/kernel/guard_awaits.ts";

const files = new URL("../../lib/", import.meta.url);

Deno.test.each([
  { code: "await f(x)", made: "await G(f(x))" },
  {
    code: "const a = await f(x).then((y) => y), b = await g;",
    made: "const a = await G(f(x).then((y) => y)), b = await G(g);",
  },
  { code: "const z = (await f()) + await g() * 2", made: "const z = (await G(f())) + await G(g()) * 2" },
  {
    code: "for (const x of y) { await x[0]!.z?.(1)`a${b}c` }",
    made: "for (const x of y) { await G(x[0]!.z?.(1)`a${b}c`) }",
  },
  { code: "if (a) await b; else await c", made: "if (a) await G(b); else await G(c)" },
  { code: "try { await x } catch (e) { await y }", made: "try { await G(x) } catch (e) { await G(y) }" },
  { code: "await new Promise((r) => r(1))", made: "await G(new Promise((r) => r(1)))" },
  {
    code: "await (async () => { await 1 })()\nawait a",
    made: "await G((async () => { await 1 })())\nawait G(a)",
  },
  { code: "x = `a${await f()}b`", made: "x = `a${await G(f())}b`" },
  { code: "await db.query<Row, 1>('a')", made: "await G(db.query<Row, 1>('a'))" },
  { code: "await a < b", made: "await G(a) < b" },
  { code: "await using x = await f()", made: "await using x = await G(f())" },
  {
    code: "for await (const x of gen(1, [2])) { await x }",
    made: "for await (const x of G.each(gen(1, [2]))) { await G(x) }",
  },
  {
    code: "const o = { a: await f(), async m() { await 1 } }",
    made: "const o = { a: await G(f()), async m() { await 1 } }",
  },
  { code: "await import('x')", made: "await G(import('x'))" },
  {
    code: "const f = async (x) => await x\nawait f(1)",
    made: "const f = async (x) => await x\nawait G(f(1))",
  },
  { code: "await -x", made: "await G(-x)" },
])("guardAwaits() puts a call around the operand in $code", ({ code, made }) => {
  assert.equal(guardAwaits(code, "G"), made);
});

Deno.test.each([
  { what: "a function", code: "async function f() { await 1 }" },
  { what: "an arrow function", code: "const f = async () => { await 1 }" },
  { what: "an arrow function without braces", code: "const f = async (x) => await x(await 2)" },
  { what: "a callback", code: "xs.map(async (x) => { if (x) { await x } })" },
  { what: "a method", code: "class K { async m() { await 1 } static async n() { await 2 } }" },
  { what: "a function with a return type", code: "async function f(): Promise<void> { await 1 }" },
  { what: "a string", code: "'await x'" },
  { what: "a comment", code: "// await x" },
  { what: "a property", code: "x.await\nfoo" },
])("guardAwaits() leaves alone an await in $what", ({ code }) => {
  assert.equal(guardAwaits(code, "G"), code);
});

Deno.test("guardAwaits() leaves this package's own files as they are: they await in functions only", () => {
  let count = 0;
  const visit = (folder: URL) => {
    for (const entry of Deno.readDirSync(folder)) {
      if (entry.isDirectory) visit(new URL(`${entry.name}/`, folder));
      if (!entry.name.endsWith(".ts") || ["cli.ts", "mod.ts", "track.ts"].includes(entry.name)) continue;
      const code = Deno.readTextFileSync(new URL(entry.name, folder));
      assert.equal(guardAwaits(code, "G"), code, entry.name);
      if (code.includes("await ")) count++;
    }
  };
  visit(files);
  assert.ok(count > 20, `${count} files with an await`);
});
