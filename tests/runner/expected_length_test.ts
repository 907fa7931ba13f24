import assert from "node:assert/strict";
import { expectedLength } from "../../lib/runner/expected_length.ts";
import type { JobOutcome, SweepState } from "../../lib/runner/sweep_log.ts";
import type { SweepJob } from "../../lib/runner/sweep_plan.ts";

const job = (key: string): SweepJob => ({
  key,
  name: key,
  file: "/a.ipynb",
  parameters: {},
  notebook: { metadata: {}, cells: [] },
  executed: "/b.ipynb",
});

function former(ended: Readonly<Record<string, number>>, status: JobOutcome["status"] = "ok"): SweepState {
  const outcome = (durationS: number): JobOutcome => ({
    status,
    server: "one",
    cells: 1,
    cellsRun: 1,
    startMs: 0,
    durationS,
  });
  const entries = Object.entries(ended).map(([key, seconds]) => [key, outcome(seconds)] as const);
  return { id: "", startMs: 0, starts: [], ended: new Map(entries), open: new Map() };
}

Deno.test("expectedLength() hands each notebook's former time to the kernel that is free first", () => {
  const jobs = ["a", "b", "c", "new"].map(job), log = former({ a: 10, b: 30, c: 20 });
  // One after the other, a new one as the mean of the others: 10 + 30 + 20 + 20.
  assert.equal(expectedLength(jobs, log, 1), 80);
  // Two kernels: 10, 30 | 20 behind the 10 | 20 behind the 30 (both are free at 30).
  assert.equal(expectedLength(jobs, log, 2), 50);
  assert.equal(expectedLength(jobs, log, 9), 30);
});

Deno.test("expectedLength() is not known without a notebook that ended well", () => {
  assert.equal(expectedLength([job("a")], undefined, 1), undefined);
  assert.equal(expectedLength([job("a")], former({ a: 10 }, "failed"), 1), undefined);
});
