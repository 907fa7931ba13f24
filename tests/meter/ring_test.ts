import assert from "node:assert/strict";
import { newestSample, newRing, pushSample, readRing } from "../../lib/meter/ring.ts";

/** A ring with `count` samples offered: time, and a value that grows by 3 per second. */
function filled(count: number, slots: number): Float64Array<SharedArrayBuffer> {
  const ring = newRing(1, slots);
  for (let tick = 0; tick < count; tick++) pushSample(ring, slots, tick, [tick, 3 * tick]);
  return ring;
}

Deno.test("readRing() gives the samples back in their order", () => {
  assert.deepEqual(readRing(filled(3, 8), 1), [
    { atS: 0, values: [0], peaks: [0] },
    { atS: 1, values: [3], peaks: [3] },
    { atS: 2, values: [6], peaks: [3] },
  ]);
  assert.deepEqual(readRing(newRing(1, 8), 1), []);
});

Deno.test("readRing() gives the samples after a time only", () => {
  assert.deepEqual(readRing(filled(6, 8), 1, 3).map(({ atS }) => atS), [4, 5]);
  assert.deepEqual(readRing(filled(6, 8), 1, 5), []);
});

Deno.test("pushSample() halves the resolution of a full ring instead of growing or forgetting", () => {
  for (const count of [8, 9, 10, 16, 17, 31, 32, 33, 1000, 86_400]) {
    const samples = readRing(filled(count, 8), 1);
    assert.ok(samples.length >= 4 && samples.length <= 8, `${samples.length} samples of ${count}`);
    assert.equal(samples[0]?.atS, 0);
    const steps = samples.slice(1).map(({ atS }, index) => atS - (samples[index]?.atS ?? NaN));
    assert.deepEqual([...new Set(steps)].length, 1, `even steps after ${count}: ${steps}`);
    assert.ok((samples.at(-1)?.atS ?? 0) > count - 1 - (steps[0] ?? 0), `the newest of ${count} is recent`);
    assert.ok(samples.every(({ atS, values }) => values[0] === 3 * atS));
  }
});

Deno.test("pushSample() works with an odd number of slots", () => {
  assert.deepEqual(readRing(filled(6, 5), 1).map(({ atS }) => atS), [0, 2, 4]);
});

Deno.test("pushSample() stands on its own as text", () => {
  const push: typeof pushSample = new Function(`return ${pushSample.toString()}`)();
  const ring = newRing(1, 4);
  for (let tick = 0; tick < 9; tick++) push(ring, 4, tick, [tick, tick]);
  assert.deepEqual(readRing(ring, 1).map(({ atS }) => atS), [0, 4, 8]);
});

Deno.test("readRing() gives nothing rather than a torn sample while the writer is at work", () => {
  const ring = filled(3, 8);
  ring[0] = (ring[0] ?? 0) + 1;
  assert.deepEqual(readRing(ring, 1), []);
});

Deno.test.each([4, 5, 8, 9])(
  "pushSample() with %d slots keeps each peak of what it thins out, in its interval",
  (slots) => {
    for (let peakAt = 1; peakAt < 200; peakAt++) {
      const ring = newRing(2, slots);
      for (let tick = 0, joules = 0; tick < 200; tick++) {
        joules += tick === peakAt ? 500 : 10;
        pushSample(ring, slots, tick, [tick, joules, tick === peakAt ? 90 : 7], [false, true]);
      }
      const kept = [...readRing(ring, 2), newestSample(ring, 2)];
      const at = kept.findIndex(({ atS }) => atS >= peakAt), { peaks } = kept[at] ?? { peaks: [] };
      assert.deepEqual(peaks, [500, 90], `a peak at ${peakAt} in ${kept.map(({ atS }) => atS)}`);
      assert.equal(kept.filter(({ peaks: [rise = 0] }) => rise > 10).length, 1);
    }
  },
);

Deno.test("pushSample() begins anew after a rest, and takes no counter that fell for a peak", () => {
  const ring = newRing(1, 8);
  [[0, 0], [1, 900], [2, 5]].forEach((sample, tick) => pushSample(ring, 8, tick, sample));
  assert.deepEqual(readRing(ring, 1).map(({ peaks }) => peaks[0]), [0, 900, 0]);
  ring[1] = 0;
  [[100, 7000], [101, 7003]].forEach((sample, tick) => pushSample(ring, 8, tick, sample));
  assert.deepEqual(readRing(ring, 1).map(({ peaks }) => peaks[0]), [0, 3]);
});
