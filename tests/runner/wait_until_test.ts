import assert from "node:assert/strict";
import { sleep, waitUntil } from "../../lib/runner/wait_until.ts";

Deno.test("waitUntil() looks at the clock each second, so that a suspended machine is not late", async () => {
  let now = 0;
  const slept: number[] = [], left: number[] = [];
  const clock = {
    nowMs: () => now,
    sleep(ms: number) {
      slept.push(ms);
      // The second sleep is a night with the lid closed.
      now += slept.length === 2 ? 1e7 : ms;
      return Promise.resolve();
    },
  };
  assert.equal(await waitUntil(5500, clock, new AbortController().signal, (ms) => left.push(ms)), true);
  assert.deepEqual([slept, left], [[1000, 1000], [5500, 4500, 0]]);
});

Deno.test("waitUntil() ends when it is told so, and sleep() with it, without a timer left behind", async () => {
  const stop = new AbortController();
  const clock = { nowMs: () => 0, sleep };
  const has = waitUntil(1e9, clock, stop.signal, () => queueMicrotask(() => stop.abort()));
  assert.equal(await has, false);
});
