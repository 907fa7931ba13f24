import assert from "node:assert/strict";
import type { SweepStart } from "../../lib/runner/greenest_start.ts";
import { waitForGreenest } from "../../lib/runner/greenest_wait.ts";

const MINUTE = 60_000;
const FIRST: SweepStart = {
  askedMs: 0,
  startMs: 120 * MINUTE,
  expectedS: 600,
  now: { value: 300, low: 270, high: 330 },
  then: { value: 150, low: 135, high: 165 },
  forecastUntilMs: 600 * MINUTE,
  source: "a service",
  kind: "average",
  zone: "AA",
  isLate: false,
};

/** Waits for `FIRST` with what newer forecasts say, one after the other; minutes are what is told. */
async function waited(...newer: readonly (number | Error)[]) {
  let nowMs = 0;
  const asked: number[] = [], starts: number[] = [], limits: number[] = [], left: number[] = [];
  const start = await waitForGreenest(FIRST, {
    clock: {
      nowMs: () => nowMs,
      sleep(ms) {
        nowMs += ms;
        return Promise.resolve();
      },
    },
    signal: new AbortController().signal,
    askAgain(untilMs) {
      const next = newer[asked.length] ?? newer.at(-1) ?? 120;
      asked.push(nowMs / MINUTE);
      limits.push(untilMs / MINUTE);
      if (next instanceof Error) return Promise.reject(next);
      const now = { value: 1, low: 1, high: 1 };
      return Promise.resolve({ ...FIRST, now, askedMs: nowMs, startMs: next * MINUTE });
    },
    onStart: ({ startMs }) => starts.push(startMs / MINUTE),
    onWait: (_, leftMs) => left.push(leftMs / MINUTE),
  });
  return { start, asked, starts, limits, left, endMs: nowMs };
}

Deno.test("waitForGreenest() asks again every half hour and moves the begin, within the first forecast", async () => {
  const { start, asked, starts, limits, left, endMs } = await waited(120, 75);
  // At 30 nothing new, at 60 it is better at 75.
  assert.deepEqual([asked, starts, endMs / MINUTE], [[30, 60], [120, 75], 75]);
  assert.deepEqual(limits, [600, 600]);
  // What is told is the time to the begin, not to the next question.
  assert.deepEqual([left[0], left[60], left.at(-1)], [120, 119, 0]);
  // Saved against what the first forecast said of at once.
  assert.deepEqual([start?.askedMs, start?.startMs, start?.now], [0, 75 * MINUTE, FIRST.now]);
});

Deno.test("waitForGreenest() keeps what a service said that is down later", async () => {
  const { asked, starts, endMs } = await waited(new Error("503"));
  assert.deepEqual([asked, starts, endMs / MINUTE], [[30, 60, 90], [120], 120]);
});
