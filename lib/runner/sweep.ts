import { messageOf } from "../errors.ts";
import { dirname, join } from "node:path";
import type { NotebookKernel } from "./notebook_kernel.ts";
import { prepareMeasure, type Progress, SPECIFIER } from "./own_measure.ts";
import type { KernelServer } from "./jupyter_server.ts";
import { usedOf } from "./sweep_budget.ts";
import { makeFolder } from "./run_file.ts";
import { runSweepJob, specName } from "./sweep_job.ts";
import { keptOutcome, notBegun, refuseUnfinished } from "./kept_outcome.ts";
import { type JobOutcome, LOG_NAME, openSweepLog, readSweepLog, type SweepLog } from "./sweep_log.ts";
import type { SweepJob } from "./sweep_plan.ts";
import { runQueue } from "./sweep_queue.ts";
import { jobRunId } from "./sweep_runs.ts";
import type { SweepOptions, SweepResult } from "./sweep_options.ts";
import { makeReady } from "./sweep_ready.ts";
import { warmServers } from "./warm_servers.ts";

export type { SweepEvent, SweepOptions, SweepResult } from "./sweep_options.ts";

/** Kernels that wait on a server unless more are wanted: they take memory, and notebooks last longer than a start. */
const MOST_AHEAD = 4;

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
  makeFolder(options.out);
  const path = join(options.out, LOG_NAME), former = readSweepLog(path);
  if (former && !options.resume) refuseUnfinished(former, jobs, options.out);
  const state = options.resume ? former : undefined;
  // Before the waiting: a folder that cannot be written is told at once.
  using log = openSweepLog(path);
  const keptOf = (job: SweepJob) => state && keptOutcome(job, state, options.again === "unfinished");
  const todo = jobs.filter((job) => !keptOf(job));
  const ready = await makeReady({
    jobs: todo,
    servers,
    former,
    jobsPerServer: options.jobsPerServer ?? 1,
    kernelName: options.kernelName,
    signal: options.signal ?? new AbortController().signal,
    onEvent,
  }, options);
  const id = state?.id ?? crypto.randomUUID().replaceAll("-", ""), startMs = state?.startMs ?? nowMs();
  const starts = [...state?.starts ?? [], ...(ready?.start ? [ready.start] : [])];
  if (!ready) return { ...unbegun(jobs, id, startMs), starts };
  if (!state) log.begin(id, startMs);
  if (ready.start) log.start(ready.start);
  onEvent({ kind: "sweep", id, startMs });

  const outcomes = new Map<SweepJob, JobOutcome>(), live = new Map<SweepJob, Progress>();
  const end = (job: SweepJob, outcome: JobOutcome, isKept = false) => {
    live.delete(job);
    const known = isKept ? outcome : written(job, outcome, log);
    outcomes.set(job, known);
    onEvent({ kind: "end", job, outcome: known, isKept });
  };
  for (const job of jobs) {
    const kept = keptOf(job);
    if (kept) end(job, kept, state?.ended.has(job.key));
  }

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
    const { jobsPerServer = 1, measures = true, kernelsAhead = Math.min(jobsPerServer + 1, MOST_AHEAD) } =
      options;
    const prepare = (kernel: NotebookKernel) =>
      measures ? prepareMeasure(kernel, SPECIFIER) : Promise.resolve();
    await using warm = warmServers(ready.servers, { most: kernelsAhead, prepare });
    await runQueue(todo, warm.servers, {
      jobsPerServer,
      stop,
      async run(job, server, next) {
        onEvent({ kind: "begin", job, server: server.name });
        let sent = false;
        const sentMs = nowMs();
        try {
          const outcome = await runSweepJob(job, server, {
            kernelName: options.kernelName,
            timeoutMs: options.timeoutMs,
            signal: stop,
            killSignal: options.killSignal ?? new AbortController().signal,
            env: (startedMs) => ({
              ...options.env,
              WATTBOOK_PART_OF: jobRunId(id, job, startedMs),
              ...(server.place === undefined ? {} : { WATTBOOK_PLACE: server.place }),
            }),
            measures,
            nowMs,
            onFirstCell() {
              log.cell(job.key, server.name, nowMs());
              sent = true;
              // From now on there is time for the next one's kernel.
              for (let follower; server.hasRoom && (follower = next());) {
                server.expect(options.kernelName ?? specName(follower), dirname(follower.file));
              }
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
          const problem = messageOf(error);
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
    starts,
    stopped: spent.signal.aborted ? "budget" : options.signal?.aborted ? "signal" : undefined,
  };
}

/** Stopped while it waited for its time. */
function unbegun(jobs: readonly SweepJob[], id: string, startMs: number): Omit<SweepResult, "starts"> {
  return { id, startMs, outcomes: jobs.map((job) => ({ job, outcome: undefined })), stopped: "signal" };
}

/** What has ended must not run a second time only because the log has no room for it: a full disk, say. */
function written(job: SweepJob, outcome: JobOutcome, log: SweepLog): JobOutcome {
  try {
    log.end(job.key, outcome);
    return outcome;
  } catch (error) {
    if (outcome.status !== "ok") return outcome;
    const problem = `${job.name}: ${messageOf(error)}`;
    return { ...outcome, status: "failed", problem };
  }
}
