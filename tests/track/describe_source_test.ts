import { match, notStrictEqual, strictEqual } from "node:assert/strict";
import { describeSource } from "../../lib/track/describe_source.ts";

Deno.test.each([
  { code: "a\nb", firstLine: "a" },
  { code: "\n  \n  a = 1 \n", firstLine: "a = 1" },
  { code: "//%%track a=1\n//%ledger\ntrain()", firstLine: "train()" },
  { code: "//%%track a=1", firstLine: "//%%track a=1" },
  { code: "// %% a\nb", firstLine: "// %% a" },
  { code: "", firstLine: "" },
  { code: "x".repeat(100), firstLine: `${"x".repeat(79)}…` },
])("describeSource() tells the first line of $code", ({ code, firstLine }) => {
  strictEqual(describeSource(code).firstLine, firstLine);
});

Deno.test("describeSource() has equal hashes for equal sources, blanks at the ends aside", () => {
  const hash = (code: string) => describeSource(code).sourceHash;
  strictEqual(hash("a = 1"), hash("\n a = 1\n"));
  const others = ["a = 2", "a  = 1", "b = 1", "", "a = 1;"];
  strictEqual(new Set([...others, "a = 1"].map(hash)).size, others.length + 1);
  notStrictEqual(hash("ab"), hash("ba"));
  match(hash("a"), /^[0-9a-f]{14}$/);
});
