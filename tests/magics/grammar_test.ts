import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parseMagics, written } from "../../lib/magics/grammar.ts";
import { MAGIC_NAMES } from "../../lib/track/magic_names.ts";
import { seeded } from "../fixtures/seeded.ts";

/** What was found, short. */
function found(code: string) {
  const { cell, lines, problems } = parseMagics(code);
  return {
    cell: cell && `${cell.name}|${cell.rest}`,
    lines: lines.map(({ name, rest }) => `${name}|${rest}`),
    problems: problems.length,
  };
}

Deno.test.each([
  { name: "on the first line", code: "//%%track a=1\nx", cell: "track|a=1" },
  { name: "after blank lines", code: "\n  \n\t\r\n//%%measure\nx", cell: "measure|" },
  { name: "with JSON right behind the name", code: `//%%track{"a":1}`, cell: `track|{"a":1}` },
  { name: "before a line's end of two characters", code: "//%%bench runs=3  \r\nx", cell: "bench|runs=3" },
  { name: "alone", code: "//%%track", cell: "track|" },
  { name: "not indented", code: "  //%%track\nx" },
  { name: "not in mid-cell", code: "x\n//%%track" },
  { name: "not after a comment", code: "// c\n//%%track" },
  { name: "two of them: the first", code: "//%%track a=1\n//%%measure\nx", cell: "track|a=1" },
  { name: "not after a line magic", code: "//%ledger\n//%%track", lines: ["ledger|"] },
  { name: "no marker of cells", code: "//%%\nx" },
  { name: "no marker of cells with words", code: "//%% [markdown]\nx" },
  { name: "no comment with a blank", code: "// %%track\nx" },
  { name: "not in a text", code: "`\n//%%track\n`" },
])("parseMagics() finds a cell magic $name", ({ code, cell, lines = [] }) => {
  deepStrictEqual(found(code), { cell, lines, problems: 0 });
});

Deno.test.each([
  { name: "anywhere", code: "a\n//%ledger\nb\n//%autotrack on", lines: ["ledger|", "autotrack|on"] },
  { name: "below a cell magic", code: "//%%track\n//%ledger log\nx", cell: "track|", lines: ["ledger|log"] },
  { name: "within a block", code: "{\n//%doctor\n}", lines: ["doctor|"] },
  { name: "in the code of a template literal", code: "`${\n//%magics\n1}`", lines: ["magics|"] },
  { name: "not in a template literal", code: "`\n//%ledger\n`" },
  { name: "not in a comment", code: "/*\n//%ledger\n*/" },
  { name: "not in a text that goes on", code: "'\\\n//%ledger'" },
  { name: "not indented", code: "{\n //%ledger\n}" },
  { name: "not behind code", code: "x //%ledger" },
  { name: "no per cent", code: "//%50 of them\n//% x\n//%" },
])("parseMagics() finds line magics $name", ({ code, cell, lines = [] }) => {
  deepStrictEqual(found(code), { cell, lines, problems: 0 });
});

Deno.test.each([
  {
    code: "//%%trakc\nx",
    problem: 'Cannot run magic "//%%trakc": it is unknown, did you mean "//%%track"',
  },
  { code: "//%ledgr", problem: 'Cannot run magic "//%ledgr": it is unknown, did you mean "//%ledger"' },
  { code: "//%track a=1", problem: 'Cannot run magic "//%track": it is unknown, did you mean "//%%track"' },
  { code: "//%%ledger", problem: 'Cannot run magic "//%%ledger": it is unknown, did you mean "//%ledger"' },
  {
    code: "//%%Measure",
    problem: 'Cannot run magic "//%%Measure": it is unknown, did you mean "//%%measure"',
  },
  {
    code: "//%qqqqqqqqqq",
    problem:
      'Cannot run magic "//%qqqqqqqqqq": it is unknown, known are //%%track, //%%measure, //%%bench, ' +
      "//%autotrack, //%ledger, //%doctor, //%magics",
  },
  { code: "//%__proto__", problem: "known are" },
  { code: "//%%constructor", problem: "it is unknown" },
])("parseMagics() names the nearest right magic: $code", ({ code, problem }) => {
  const { cell, lines, problems } = parseMagics(code);
  strictEqual(cell, undefined);
  strictEqual(lines.length, 0);
  strictEqual(problems.length, 1);
  ok(problems[0]?.includes(problem), problems[0]);
});

Deno.test("parseMagics() finds every magic that there is, as it is written", () => {
  for (const magic of MAGIC_NAMES) {
    const { cell, lines } = parseMagics(`${written(magic)} rest\n1`);
    const is = magic.kind === "cell" ? cell : lines[0];
    deepStrictEqual({ ...is }, { name: magic.name, kind: magic.kind, rest: "rest" });
  }
});

Deno.test("parseMagics() reads a cell of a megabyte in less than a second", () => {
  const code = `//%%track runName=big\n${"const data = `x`; // y\n".repeat(50_000)}//%ledger`;
  const start = performance.now();
  deepStrictEqual(found(code), { cell: "track|runName=big", lines: ["ledger|"], problems: 0 });
  const oneLine = `//%%track runName=${"x".repeat(1 << 20)}`;
  strictEqual(parseMagics(oneLine).cell?.rest.length, 100_000 - "//%%track ".length);
  ok(performance.now() - start < 1000);
});

Deno.test("parseMagics() takes any source without an error, and a magic only at column 0: 200,000 sources", () => {
  const random = seeded(4);
  const pieces = [
    "\n",
    "//%%track",
    "//%ledger",
    "`",
    "${",
    "}",
    "{",
    "'",
    '"',
    "/",
    "/*",
    "*/",
    "//",
    " ",
    "\\",
    "a",
    "\r\n",
    "%",
    "return",
    "(",
    ")",
    "//%x",
    "é",
    "\u2028",
  ];
  let lines = 0;
  for (let round = 0; round < 200_000; round++) {
    let code = "";
    for (let length = random() * 14; length > 0; length--) {
      code += pieces[Math.floor(random() * pieces.length)];
    }
    const { cell, lines: magics } = parseMagics(code);
    if (cell) ok(/^\s*(?:^|\n)\/\/%%track/.test(code), JSON.stringify(code));
    lines += magics.length;
    const atStart = code.match(/^\/\/%ledger/gm)?.length ?? 0;
    ok(magics.length <= atStart, JSON.stringify(code));
  }
  ok(lines > 1000, "enough of them hold a magic");
});
