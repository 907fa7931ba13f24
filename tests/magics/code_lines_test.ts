import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { codeLines } from "../../lib/magics/code_lines.ts";

/** Texts of the lines that begin in code. */
function linesOf(code: string): string[] {
  return codeLines(code).starts.map((start) => code.slice(start).split("\n", 1)[0] ?? "");
}

Deno.test.each([
  { name: "plain lines", code: "a\nb\n\nc", lines: ["a", "b", "", "c"] },
  { name: "a template literal", code: "const s = `\nin\n`\nout", lines: ["const s = `", "out"] },
  { name: "code within a template literal", code: "`${\na\n}\nin`\nb", lines: ["`${", "a", "}", "b"] },
  {
    name: "template literals within each other",
    code: "`${ { a: `\nx${ {} }\n` } }\ny`\nz",
    lines: ["`${ { a: `", "z"],
  },
  { name: "an escaped back quote", code: "`\\`\nin`\nout", lines: ["`\\`", "out"] },
  { name: "a dollar that opens nothing", code: "`$ {\n`\nout", lines: ["`$ {", "out"] },
  { name: "a comment over lines", code: "/* \n`\n */\nout", lines: ["/* ", "out"] },
  { name: "a comment that nobody closes", code: "a\n/* b\nc", lines: ["a", "/* b"] },
  {
    name: "quotes in a comment",
    code: "// don't `\nout /* ' */\nend",
    lines: ["// don't `", "out /* ' */", "end"],
  },
  { name: "a text that goes on", code: "'a\\\nin'\nout", lines: ["'a\\", "out"] },
  {
    name: "a text that goes on, with two characters for a line's end",
    code: '"a\\\r\nin"\nout',
    lines: ['"a\\\r', "out"],
  },
  { name: "a text that nobody closes", code: "'a\nout", lines: ["'a", "out"] },
  { name: "a back quote in a text", code: "'`'\nout", lines: ["'`'", "out"] },
  { name: "a back quote in a regular expression", code: "x.match(/`/)\nout", lines: ["x.match(/`/)", "out"] },
  { name: "a slash in a class", code: "y = /[/`]/\nout", lines: ["y = /[/`]/", "out"] },
  { name: "an escaped slash", code: "y = /\\/`/\nout", lines: ["y = /\\/`/", "out"] },
  { name: "a division", code: "a / b; `\n`; c / d\nout", lines: ["a / b; `", "out"] },
  { name: "a division after a bracket", code: "(a) / 2; `\n/`\nout", lines: ["(a) / 2; `", "out"] },
  { name: "a division after ++", code: "i++ / 2; `\n/`\nout", lines: ["i++ / 2; `", "out"] },
  { name: "a regular expression after return", code: "return /`/\nout", lines: ["return /`/", "out"] },
  {
    name: "a division after a name that ends so",
    code: "myreturn / `\n` / 2\nout",
    lines: ["myreturn / `", "out"],
  },
  { name: "braces that close nothing", code: "}}\n`${ 1 }`\nout", lines: ["}}", "`${ 1 }`", "out"] },
])("codeLines() finds the lines of code: $name", ({ code, lines }) => {
  deepStrictEqual(linesOf(code), lines);
});

Deno.test.each([
  { code: "", hasCode: false },
  { code: " \n\t\r\n", hasCode: false },
  { code: "// a\n/* b */ //%c", hasCode: false },
  { code: "// a\n;", hasCode: true },
  { code: "`//`", hasCode: true },
])("codeLines() tells $code from code", ({ code, hasCode }) => {
  strictEqual(codeLines(code).hasCode, hasCode);
});

Deno.test("codeLines() reads a megabyte in less than a second", () => {
  const code = "const a = `x${ { b: 'c' } }`; // d\n".repeat(30_000);
  const start = performance.now();
  strictEqual(codeLines(code).starts.length, 30_001);
  ok(performance.now() - start < 1000);
});
