import assert from "node:assert/strict";
import { quoted } from "../../lib/sinks/quoted.ts";

Deno.test.each([
  ["forest", '"forest"'],
  ['say "hi"\nthere', '"say \\"hi\\"\\nthere"'],
  ["n".repeat(60), `"${"n".repeat(60)}"`],
  ["n".repeat(10_000), `"${"n".repeat(60)}…"`],
  ["🌍".repeat(61), `"${"🌍".repeat(60)}…"`],
])("quoted(%j) is one short line", (text, expected) => {
  assert.equal(quoted(text), expected);
});
