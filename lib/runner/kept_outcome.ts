import { NotebookError } from "./notebook_error.ts";
import type { JobOutcome, SweepState } from "./sweep_log.ts";
import type { SweepJob } from "./sweep_plan.ts";

/** @throws {NotebookError} When a folder holds a sweep that has not ended and that nobody asked to go on with. */
export function refuseUnfinished(former: SweepState, jobs: readonly SweepJob[], out: string): void {
  const missing = jobs.filter(({ key }) => !former.ended.has(key)).length;
  const known = jobs.filter(({ key }) => former.ended.has(key) || former.open.has(key)).length;
  if (known === 0 || missing === 0) return;
  throw new NotebookError(
    `Cannot begin a sweep in "${out}": one with ${known} of these notebooks has not ended there, ` +
      `should be --resume to go on with it, or another --out`,
  );
}

/** What an earlier call says of a job; `undefined` when it is to be run. */
export function keptOutcome(
  job: SweepJob,
  { ended, open }: SweepState,
  again: boolean,
): JobOutcome | undefined {
  const outcome = ended.get(job.key);
  if (outcome?.status === "ok") return outcome;
  if (again || outcome?.status === "refused") return undefined;
  if (outcome) return outcome;
  const begun = open.get(job.key);
  if (begun === undefined) return undefined;
  const problem = `${job.name}: was running on ${begun.server} when an earlier call ended; ` +
    "cells may have run and are not run again";
  return { ...notBegun("lost", problem, begun.startMs), server: begun.server };
}

/** The outcome of a job of which nothing is known to have run. */
export function notBegun(
  status: "lost" | "refused" | "failed",
  problem: string,
  startMs: number,
): JobOutcome {
  return { status, server: undefined, problem, cellsRun: 0, cells: 0, startMs, durationS: 0 };
}
