import assert from "node:assert/strict";
import { memoryWatts, moduleCount } from "../../lib/parity/memory.ts";

Deno.test.each([
  [0, 1],
  [2, 1],
  [2.01, 2],
  [16, 2],
  [17, 4],
  [64, 4],
  [65, 8],
  [128, 8],
  // A sixteenth and a bit: 16 GiB modules, nine of them.
  [129, 9],
  [255.9, 16],
  [256, 8],
  [1023, 16],
  [1024, 8],
  [100_000, 32],
])("moduleCount(%d GiB) is %d", (gib, count) => {
  assert.equal(moduleCount(gib), count);
});

Deno.test("memoryWatts() has steps of 5, 4.5, 4 and 3.5 W, on ARM of 0.3 as much, and a least power", () => {
  assert.equal(memoryWatts(1, "x86"), 10);
  assert.equal(memoryWatts(64, "x86"), 20);
  assert.equal(memoryWatts(100, "x86"), 38);
  assert.equal(memoryWatts(255.9, "x86"), 70);
  assert.equal(memoryWatts(100_000, "x86"), 126);
  assert.equal(memoryWatts(1, "arm"), 3);
  assert.equal(memoryWatts(64, "arm"), 6);
});
