import { kernelSeries } from "../../lib/runner/kernel_series.ts";
import type { SweepEvent } from "../../lib/runner/sweep.ts";
import type { JobOutcome } from "../../lib/runner/sweep_log.ts";
import type { SweepJob } from "../../lib/runner/sweep_plan.ts";
import { recordOf } from "./record_of.ts";

/** A job without a notebook. */
export function jobOf(name: string): SweepJob {
  return {
    key: name,
    name,
    file: "/work/train.ipynb",
    parameters: {},
    notebook: { metadata: {}, cells: [] },
    executed: "/work/out/train.ipynb",
  };
}

/** What became of a job. */
export function outcomeOf(more: Partial<JobOutcome> = {}): JobOutcome {
  return { status: "ok", server: "http://one", cells: 4, cellsRun: 4, startMs: 0, durationS: 1, ...more };
}

/** A figure ± a tenth. */
export function tenth(value: number) {
  return { value, low: value * 0.9, high: value * 1.1, grade: "B", how: "counter" } as const;
}

/** The series of a sweep of four notebooks, one done with 10 J, one running at 30 J; its clock can be set. */
export function seriesOf(
  names: { readonly done: string; readonly running: string } = { done: "a", running: "b" },
) {
  const clock = { ms: 5000 };
  const series = kernelSeries({ total: 4, user: "ann", nowMs: () => clock.ms });
  const [done, running] = [jobOf(names.done), jobOf(names.running)];
  const progress = (job: SweepJob, joules: number): SweepEvent => ({
    kind: "progress",
    job,
    progress: { energyJ: tenth(joules), emissionsG: tenth(joules / 10_000) },
  });
  const place = { number: 2, total: 4, id: "x", line: "work()" };
  const events: SweepEvent[] = [
    { kind: "sweep", id: "0123", startMs: 0 },
    { kind: "begin", job: done, server: "http://one" },
    { kind: "begin", job: running, server: "http://two" },
    { kind: "end", job: done, outcome: outcomeOf({ record: recordOf(10) }), isKept: false },
    progress(running, 30),
    { kind: "cell", job: running, event: { kind: "begin", cell: place } },
  ];
  for (const event of events) series.take(event);
  return { series, clock, done, running, progress };
}
