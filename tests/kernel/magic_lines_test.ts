import assert from "node:assert/strict";
import { commentMagics } from "../../lib/kernel/magic_lines.ts";
import { seeded } from "../fixtures/seeded.ts";

Deno.test.each([
  { what: "a cell magic", code: "%%track a=1\nx", made: "//%%track a=1\nx" },
  { what: "a cell magic behind blank lines", code: "\n \n%%track\nx", made: "\n \n//%%track\nx" },
  {
    what: "line magics",
    code: "%ledger\na();\n%doctor it's `\nb()",
    made: "//%ledger\na();\n//%doctor it's `\nb()",
  },
  { what: "a line magic behind a cell magic", code: "%%track\n%ledger", made: "//%%track\n//%ledger" },
  { what: "one without a body", code: "%%measure", made: "//%%measure" },
])("commentMagics() makes a comment of $what", ({ code, made }) => {
  assert.equal(commentMagics(code), made);
});

Deno.test.each([
  { what: "in a template", code: "`\n%x\n${\n%y\n}\n%z`" },
  { what: "in a comment", code: "/*\n%x\n*/" },
  { what: "in a bracket", code: "(a\n%b)" },
  { what: "in a string that goes on", code: "'a\\\n%b'" },
  { what: "with a blank behind it", code: "a\n% b" },
  { what: "not in the first column", code: "a\n %b" },
  { what: "of a cell, in mid-cell", code: "a\n%%track" },
  { what: "that is a comment already", code: "//%%track\n//%ledger" },
  { what: "without a name", code: "%1\n%" },
])("commentMagics() leaves alone a sign $what", ({ code }) => {
  assert.equal(commentMagics(code), code);
});

Deno.test("commentMagics() adds nothing but slashes in front of lines, in 200,000 random cells, and is stable", () => {
  const random = seeded(11);
  const parts = [
    "%%track a",
    "%ledger",
    "\n",
    "\n",
    "`",
    "${",
    "}",
    "(",
    ")",
    "'",
    "/*",
    "*/",
    "//",
    "% b",
    "a",
    " ",
  ];
  let changed = 0;
  for (let round = 0; round < 200_000; round++) {
    const length = 1 + Math.floor(random() * 12);
    const code = Array.from({ length }, () => parts[Math.floor(random() * parts.length)]).join("");
    const made = commentMagics(code);
    const before = code.split("\n"), after = made.split("\n");
    assert.equal(after.length, before.length, JSON.stringify(code));
    for (const [index, line] of after.entries()) {
      const own = before[index] ?? "";
      assert.ok(line === own || (line === `//${own}` && own.startsWith("%")), JSON.stringify(code));
    }
    assert.equal(commentMagics(made), made, JSON.stringify(code));
    if (made !== code) changed++;
  }
  assert.ok(changed > 10_000, `${changed} changed`);
});
