import assert from "node:assert/strict";
import { toUtf16 } from "../../lib/kernel/code_points.ts";

Deno.test.each([
  { text: "abc", codePoints: 2, units: 2 },
  { text: "🙂b", codePoints: 1, units: 2 },
  { text: "a🙂🙂b", codePoints: 3, units: 5 },
  { text: "ab", codePoints: 9, units: 2 },
  { text: "", codePoints: 0, units: 0 },
])("toUtf16() finds character $codePoints of $text", ({ text, codePoints, units }) => {
  assert.equal(toUtf16(text, codePoints), units);
});
