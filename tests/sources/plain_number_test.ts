import assert from "node:assert/strict";
import { plainNumber } from "../../lib/sources/plain_number.ts";

Deno.test("plainNumber() takes digits, and nothing that merely looks like a number to JavaScript", () => {
  assert.deepEqual(["0", " 17\n", "-5", "2.5"].map(plainNumber), [0, 17, -5, 2.5]);
  for (const text of ["", " ", "0x10", "1e3", "1e999", "NaN", "Infinity", "5 W", "1_000", "9".repeat(21)]) {
    assert.ok(Number.isNaN(plainNumber(text)), text);
  }
});
