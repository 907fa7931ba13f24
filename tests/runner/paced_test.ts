import assert from "node:assert/strict";
import { paced } from "../../lib/runner/paced.ts";

Deno.test("paced() acts at each change while that is cheap", () => {
  let acts = 0;
  using cheap = paced(() => acts++, () => 0);
  for (let change = 0; change < 3; change++) cheap.changed();
  assert.equal(acts, 3);
});

Deno.test("paced() lets a dear action have a tenth of the time, and does what it put off", async () => {
  const later = Promise.withResolvers<void>();
  let nowMs = 0, acts = 0;
  using dear = paced(() => {
    nowMs += 10;
    if (++acts === 3) later.resolve();
  }, () => nowMs);
  dear.changed();
  // It ended at 10 ms and took 10: the next one may begin at 100.
  nowMs = 99;
  dear.changed();
  assert.equal(acts, 1);
  nowMs = 100;
  dear.changed();
  assert.equal(acts, 2);
  // 90 ms are left until 200, which nobody asks for any more.
  dear.changed();
  await later.promise;
  assert.equal(acts, 3);
});

Deno.test("paced() tells at the next change what an action that was put off threw", async () => {
  const thrown = Promise.withResolvers<void>();
  let nowMs = 0, acts = 0;
  using failing = paced(() => {
    nowMs += 6;
    if (++acts === 1) return;
    thrown.resolve();
    throw new Error("no space");
  }, () => nowMs);
  failing.changed();
  failing.changed();
  await thrown.promise;
  assert.throws(() => failing.changed(), /no space/);
});
