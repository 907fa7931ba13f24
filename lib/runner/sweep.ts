import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { NotebookError } from "./notebook_error.ts";
import type { Progress } from "./own_measure.ts";
import type { KernelServer } from "./jupyter_server.ts";
import { type SweepBudget, usedOf } from "./sweep_budget.ts";
import type { RunEvent } from "./run_notebook.ts";
import { runSweepJob } from "./sweep_job.ts";
import { type JobOutcome, LOG_NAME, openSweepLog, readSweepLog, type SweepState } from "./sweep_log.ts";
import type { SweepJob } from "./sweep_plan.ts";
import { runQueue } from "./sweep_queue.ts";

/** What happens in a sweep. */
export type SweepEvent =
  | { readonly kind: "sweep"; readonly id: string; readonly startMs: number }
  | { readonly kind: "begin"; readonly job: SweepJob; readonly server: string }
  | { readonly kind: "cell"; readonly job: SweepJob; readonly event: RunEvent }
  | { readonly kind: "progress"; readonly job: SweepJob; readonly progress: Progress }
  | { readonly kind: "again"; readonly job: SweepJob; readonly server: string; readonly problem: string }
  | { readonly kind: "end"; readonly job: SweepJob; readonly outcome: JobOutcome; readonly isKept: boolean }
  | { readonly kind: "server"; readonly server: string; readonly problem: string };

/** How a sweep is run. */
export interface SweepOptions {
  /** Folder of the results and of the log that a later call goes on with. */
  readonly out: string;
  /** Notebooks that run at the same time on one server. Default 1. */
  readonly jobsPerServer?: number | undefined;
  /** Name of the kernelspec, for all. Default: what each notebook says. */
  readonly kernelName?: string | undefined;
  /** Most milliseconds for one cell. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Variables for the cells. Default: none. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Goes on with the sweep in `out`: what has ended is kept. Default: a new one. */
  readonly resume?: boolean | undefined;
  /** Runs again what failed or may have run in part: `"unfinished"`. Default: nothing of it. */
  readonly again?: "unfinished" | undefined;
  /** Ends the sweep when it is used up. Default: none. */
  readonly budget?: SweepBudget | undefined;
  /** Stops in good order: running cells are interrupted. */
  readonly signal?: AbortSignal | undefined;
  /** Kills the kernels. */
  readonly killSignal?: AbortSignal | undefined;
  /** Takes what happens. */
  readonly onEvent?: ((event: SweepEvent) => void) | undefined;
  /** Clock, milliseconds since 1970. Default: the system's. */
  readonly nowMs?: (() => number) | undefined;
}

/** What became of a sweep. */
export interface SweepResult {
  /** Its id. */
  readonly id: string;
  /** Milliseconds since 1970 at which it began, perhaps in an earlier call. */
  readonly startMs: number;
  /** What became of each job, in the order of the plan; `undefined` where nothing was begun. */
  readonly outcomes: readonly { readonly job: SweepJob; readonly outcome: JobOutcome | undefined }[];
  /** Why it ended before all was begun. */
  readonly stopped: "budget" | "signal" | undefined;
}

/** Milliseconds between two looks at the clock of a budget. */
const LOOK_MS = 200;

/**
 * Runs jobs on servers and remembers in a log what has ended: a call with `resume` goes on with the rest. A notebook of
 * which a cell may have run is never run again, unless `again` asks for it.
 *
 * @throws {NotebookError} When the folder holds a sweep that has not ended and `resume` is not set, or the log cannot
 * be written.
 */
export async function runSweep(
  jobs: readonly SweepJob[],
  servers: readonly KernelServer[],
  options: SweepOptions,
): Promise<SweepResult> {
  const { nowMs = Date.now, onEvent = () => {}, budget } = options;
  mkdirSync(options.out, { recursive: true });
  const path = join(options.out, LOG_NAME), former = readSweepLog(path);
  if (former && !options.resume) refuseUnfinished(former, jobs, options.out);
  const state = options.resume ? former : undefined;
  const id = state?.id ?? crypto.randomUUID().replaceAll("-", ""), startMs = state?.startMs ?? nowMs();
  using log = openSweepLog(path);
  if (!state) log.begin(id, startMs);
  onEvent({ kind: "sweep", id, startMs });

  const outcomes = new Map<SweepJob, JobOutcome>(), live = new Map<SweepJob, Progress>();
  const end = (job: SweepJob, outcome: JobOutcome, isKept = false) => {
    live.delete(job);
    outcomes.set(job, outcome);
    if (!isKept) log.end(job.key, outcome);
    onEvent({ kind: "end", job, outcome, isKept });
  };
  const todo = jobs.filter((job) => {
    const kept = state && keptOutcome(job, state, options.again === "unfinished");
    if (kept) end(job, kept, state.ended.has(job.key));
    return !kept;
  });

  const spent = new AbortController();
  const stop = AbortSignal.any([spent.signal, ...(options.signal ? [options.signal] : [])]);
  const begunMs = nowMs();
  const watch = () => {
    if (budget === undefined) return;
    const used = usedOf(budget.unit, (nowMs() - begunMs) / 1000, [...outcomes.values(), ...live.values()]);
    if (used >= budget.limit) spent.abort();
  };
  const timer = budget && setInterval(watch, LOOK_MS);
  try {
    watch();
    await runQueue(todo, servers, {
      jobsPerServer: options.jobsPerServer ?? 1,
      stop,
      async run(job, server) {
        onEvent({ kind: "begin", job, server: server.name });
        let sent = false;
        const sentMs = nowMs();
        try {
          const outcome = await runSweepJob(job, server, {
            kernelName: options.kernelName,
            timeoutMs: options.timeoutMs,
            signal: stop,
            killSignal: options.killSignal ?? new AbortController().signal,
            env: options.env ?? {},
            nowMs,
            onFirstCell() {
              log.cell(job.key, server.name, nowMs());
              sent = true;
            },
            onEvent(event) {
              if (event.kind !== "progress") return onEvent({ kind: "cell", job, event });
              live.set(job, event.progress);
              onEvent({ ...event, job });
              watch();
            },
          });
          // Stopped before its first cell: as if it had never been begun.
          if (outcome.status === "stopped" && outcome.cellsRun === 0) return;
          end(job, outcome);
          watch();
        } catch (error) {
          const problem = error instanceof Error ? error.message : String(error);
          // Its outputs could not be written, say: elsewhere its cells would run a second time.
          if (sent) {
            const outcome = notBegun("failed", `${job.name}: ${problem}`, sentMs);
            return end(job, { ...outcome, server: server.name });
          }
          onEvent({ kind: "again", job, server: server.name, problem });
          throw error;
        }
      },
      refuse: (job, problem) => end(job, notBegun("refused", `${job.name}: ${problem}`, nowMs())),
      onLost: (server, problem) => onEvent({ kind: "server", server: server.name, problem }),
    });
  } finally {
    clearInterval(timer);
  }
  return {
    id,
    startMs,
    outcomes: jobs.map((job) => ({ job, outcome: outcomes.get(job) })),
    stopped: spent.signal.aborted ? "budget" : options.signal?.aborted ? "signal" : undefined,
  };
}

function refuseUnfinished(former: SweepState, jobs: readonly SweepJob[], out: string): void {
  const missing = jobs.filter(({ key }) => !former.ended.has(key)).length;
  const known = jobs.filter(({ key }) => former.ended.has(key) || former.open.has(key)).length;
  if (known === 0 || missing === 0) return;
  throw new NotebookError(
    `Cannot begin a sweep in "${out}": one with ${known} of these notebooks has not ended there, ` +
      `should be --resume to go on with it, or another --out`,
  );
}

/** What an earlier call says of a job; `undefined` when it is to be run. */
function keptOutcome(
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

function notBegun(status: "lost" | "refused" | "failed", problem: string, startMs: number): JobOutcome {
  return { status, server: undefined, problem, cellsRun: 0, cells: 0, startMs, durationS: 0 };
}
