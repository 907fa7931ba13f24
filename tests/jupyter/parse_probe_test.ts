import assert from "node:assert/strict";
import { parseFailure, parseProbe } from "../../lib/jupyter/parse_probe.ts";

Deno.test("parseFailure() counts lines as the cell does", () => {
  const answer = "TypeError: SyntaxError: Expression expected\n   |\n11 | let = 1\n   |     ^\n" +
    "    at data:application/typescript;charset=utf-8,throw%200%3B:11:5";
  assert.deepEqual(parseFailure(answer), {
    ename: "SyntaxError",
    evalue: "Expression expected",
    traceback: [
      "SyntaxError: Expression expected",
      "   |",
      "10 | let = 1",
      "   |     ^",
      "    at line 10, column 5",
    ],
  });
});

Deno.test("parseFailure() keeps the name of an error that is none of syntax", () => {
  const { ename, evalue } = parseFailure("TypeError: npm package 'x' does not exist.\n    at data:a:2:15");
  assert.deepEqual([ename, evalue], ["TypeError", "npm package 'x' does not exist."]);
});

Deno.test("parseFailure() says what it can when the kernel does not answer, or answers off the point", () => {
  for (const answer of [undefined, "", "TypeError: invalid URL: relative URL with a cannot-be-a-base base"]) {
    assert.equal(parseFailure(answer).evalue, "the cell does not parse, or an import in it failed");
  }
});

Deno.test("parseProbe() parses whatever the cell holds", () => {
  for (const cell of ["`${", '"', "*/", "\\", "\u2028", "</script>"]) {
    new Function(`return (async () => ${parseProbe(cell, 'i"d')})`);
  }
});
