import assert from "node:assert/strict";
import { readyProgress } from "../../lib/cli/ready_progress.ts";
import type { SweepEvent } from "../../lib/runner/sweep.ts";
import { sweepStart } from "../runner/sweep_start.ts";

const start = sweepStart({ startMs: 4000_000, expectedS: 600, forecastUntilMs: 1e8, kind: "average" });
const SWEEP: SweepEvent = { kind: "sweep", id: "0123", startMs: 0 };

/** What is said and written of some events, and whether the last one was about the begin. */
function shown(columns: number | undefined, ...events: readonly SweepEvent[]) {
  const said: string[] = [], written: string[] = [];
  const show = readyProgress({
    say: (text) => said.push(text),
    write: (text) => written.push(text),
    columns,
  });
  return { said, written, isAbout: events.map(show) };
}

Deno.test("readyProgress() shows on a terminal how long is to be waited, on one line", () => {
  const wait = (leftMs: number): SweepEvent => ({ kind: "wait", start, leftMs });
  const { written, isAbout } = shown(60, wait(3_725_400), wait(1000), wait(0), SWEEP);
  assert.deepEqual(written, [
    "  waiting, begins in 1 h 2 min, Ctrl-C to give up\n",
    "\x1b[1A\r\x1b[K",
    "  waiting, begins in 1 s, Ctrl-C to give up\n",
    "\x1b[1A\r\x1b[K",
  ]);
  assert.deepEqual(isAbout, [true, true, true, false]);
  assert.deepEqual(shown(20, wait(5000)).written, ["  waiting, begins i\n"]);
});

Deno.test("readyProgress() says without a terminal when it begins, and in which order", () => {
  const { said, written } = shown(
    undefined,
    { kind: "order", lines: ["1. one", "2. two"] },
    { kind: "start", start },
    { kind: "wait", start, leftMs: 5000 },
    SWEEP,
  );
  assert.deepEqual(written, []);
  assert.deepEqual(said.slice(0, 3), ["servers, the cleanest grid first:", "1. one", "2. two"]);
  assert.match(said[3] ?? "", /^The greenest time for 10 min 0 s begins at /);
  assert.match(said[4] ?? "", /^waiting until \d{4}-\d\d-\d\d \d\d:\d\d$/);
  assert.equal(said.length, 5);
});
