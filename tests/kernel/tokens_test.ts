import assert from "node:assert/strict";
import { tokenize } from "../../lib/kernel/tokens.ts";
import { seeded } from "../fixtures/seeded.ts";

const kinds = (code: string) => tokenize(code).tokens.map(({ kind, text }) => `${kind} ${text}`);

Deno.test.each([
  { code: "a / b / c", pieces: ["word a", "sign /", "word b", "sign /", "word c"] },
  { code: "x = /a[/]b/g", pieces: ["word x", "sign =", "regex /a[/]b/g"] },
  { code: "return /a/", pieces: ["word return", "regex /a/"] },
  { code: "if (x) /a/", pieces: ["word if", "sign (", "word x", "sign )", "regex /a/"] },
  { code: "(x) / a / 2", pieces: ["sign (", "word x", "sign )", "sign /", "word a", "sign /", "number 2"] },
  { code: "`a${`b`}c`", pieces: ["open `a${", "text `b`", "close }c`"] },
  { code: "`a${b}c${d}`", pieces: ["open `a${", "word b", "middle }c${", "word d", "close }`"] },
  {
    code: "`${{ a: 1 }.a}`",
    pieces: ["open `${", "sign {", "word a", "sign :", "number 1", "sign }", "sign .", "word a", "close }`"],
  },
  { code: "'it\\'s' \"a\\\nb\"", pieces: ["text 'it\\'s'", 'text "a\\\nb"'] },
  { code: "a?.b ?? 1_0.5e-3", pieces: ["word a", "sign ?.", "word b", "sign ??", "number 1_0.5e-3"] },
  { code: "x // c\n/* d */ #p", pieces: ["word x", "comment // c", "comment /* d */", "word #p"] },
  { code: "'open\nb", pieces: ["text 'open", "word b"] },
])("tokenize() cuts $code", ({ code, pieces }) => {
  assert.deepEqual(kinds(code), pieces);
});

Deno.test("tokenize() knows depth and line of every piece", () => {
  const { tokens } = tokenize("a\n(b,\n`${c}`)");
  assert.deepEqual(tokens.map(({ text, depth, line }) => [text, depth, line]), [
    ["a", 0, 0],
    ["(", 0, 1],
    ["b", 1, 1],
    [",", 1, 1],
    ["`${", 1, 2],
    ["c", 2, 2],
    ["}`", 1, 2],
    [")", 0, 2],
  ]);
});

Deno.test.each([
  { code: "f(", open: "bracket", crossed: false },
  { code: "`a", open: "template", crossed: false },
  { code: "`a${b", open: "template", crossed: false },
  { code: "/* a", open: "comment", crossed: false },
  { code: "'a", open: undefined, crossed: false },
  { code: "(]", open: "bracket", crossed: true },
  { code: "}", open: undefined, crossed: true },
  { code: "({ a: [1] })", open: undefined, crossed: false },
])("tokenize() says of $code that $open is open", ({ code, open, crossed }) => {
  const found = tokenize(code);
  assert.deepEqual([found.open, found.crossed], [open, crossed]);
});

Deno.test("tokenize() covers 200,000 random texts: pieces in order, nothing but blanks between them", () => {
  const random = seeded(7);
  const parts = [
    "`",
    "${",
    "}",
    "{",
    "(",
    ")",
    "/",
    "'",
    '"',
    "\\",
    "\n",
    "%",
    "%a",
    "*",
    "//",
    "/*",
    "*/",
    " ",
    "a",
    "1",
  ];
  for (let round = 0; round < 200_000; round++) {
    const length = 1 + Math.floor(random() * 12);
    const code = Array.from({ length }, () => parts[Math.floor(random() * parts.length)]).join("");
    let at = 0;
    for (const { start, end, text } of tokenize(code).tokens) {
      assert.ok(start >= at && end > start && text === code.slice(start, end), JSON.stringify(code));
      assert.equal(code.slice(at, start).trim(), "", JSON.stringify(code));
      at = end;
    }
    assert.equal(code.slice(at).trim(), "", JSON.stringify(code));
  }
});

Deno.test("tokenize() needs no second for a cell of 1 MB", () => {
  const code = "const a = [1, 'two', `three ${4}`]; // five\n".repeat(24_000);
  const start = performance.now();
  assert.equal(tokenize(code).open, undefined);
  const duration = performance.now() - start;
  assert.ok(duration < 5000, `${duration} ms`);
});
