import { messageOf } from "../errors.ts";
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Host } from "../host.ts";
import type { MetricPoint, RunRecord, RunStatus } from "../record/run_record.ts";
import { isThere } from "../sinks/is_there.ts";
import { appendJournal, beginJournal, LINES_FOLDER } from "../sinks/journal.ts";
import type { JournalRun } from "../sinks/journal_line.ts";
import { readJournal } from "../sinks/journal_read.ts";
import { processHome, processStart } from "../sinks/process_identity.ts";
import { SESSION_TAG } from "../sinks/session_tag.ts";
import { deliverRun } from "../sinks/mlflow/deliver.ts";
import { openStore } from "../sinks/mlflow/open_store.ts";
import type { RunStore } from "../sinks/mlflow/store.ts";
import { parseTrackingUri, withoutSecrets } from "../sinks/mlflow/uri.ts";
import { userTag } from "../track/source_tags.ts";
import { artifactsOf } from "../track/run_artifacts.ts";
import type { JobOutcome } from "./sweep_log.ts";
import type { SweepJob } from "./sweep_plan.ts";
import { chargeOf } from "./sweep_budget.ts";

/** The runs of a sweep: one over all, one below it per notebook; in a journal first, then in MLflow. */
export interface SweepRuns {
  /** The sweep begins, or goes on. */
  begin(name: string): void;
  /**
   * A notebook has ended, in this call or an earlier one; what is there already stays as it is.
   *
   * @returns Its record under its own name, where there is one.
   */
  add(job: SweepJob, outcome: JobOutcome): RunRecord | undefined;
  /** More about the sweep itself. */
  tell(tags: Readonly<Record<string, string>>, points: readonly MetricPoint[]): void;
  /** The sweep is over: `sum` stands over its parts. */
  end(sum: RunRecord | undefined, status: RunStatus): void;
  /** Waits for MLflow; returns what went wrong there, a sentence each. */
  settled(): Promise<readonly string[]>;
}

/** Where the runs of a sweep go. */
export interface SweepRunsOptions {
  /** Id of the sweep. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Experiment of all of them. */
  readonly experimentName: string;
  /** Root of the journal. */
  readonly journal: string;
  /** MLflow's store, or `"none"`. */
  readonly trackingUri: string;
}

const STATUS: Readonly<Record<JobOutcome["status"], RunStatus>> = {
  ok: "FINISHED",
  failed: "FAILED",
  stopped: "KILLED",
  lost: "KILLED",
  refused: "FAILED",
};

/** Opens the runs of a sweep. */
export function openSweepRuns(host: Host, options: SweepRunsOptions): SweepRuns {
  const problems = new Set<string>();
  let store: Promise<RunStore> | undefined, work = Promise.resolve();
  const isLogged = parseTrackingUri(options.trackingUri).kind !== "none";
  const deliver = (runId: string) => {
    if (!isLogged) return;
    work = work.then(async () => {
      try {
        const opened = await (store ??= openStore(options.trackingUri, host));
        const run = readJournal(pathOf(runId)), done = await deliverRun(run, opened, { derive: artifactsOf });
        for (const problem of done.problems ?? []) problems.add(problem);
        // The sweep's own run gets its end later.
        if (run.record ?? run.closed) {
          const { lines } = run, { remoteRunId, experimentId } = done;
          appendJournal(run.path, {
            v: 1,
            kind: "delivered",
            to: opened.uri,
            lines,
            remoteRunId,
            experimentId,
          });
        }
      } catch (error) {
        // The journal has it, and "wattbook sync" delivers it.
        store = undefined;
        problems.add(messageOf(error));
      }
    });
  };
  const pathOf = (runId: string) => `${options.journal}/${LINES_FOLDER}/${runId}.jsonl`;
  const runOf = (
    runId: string,
    runName: string,
    startMs: number,
    tags: Record<string, string>,
  ): JournalRun => ({
    runId,
    experimentName: options.experimentName,
    runName,
    startMs: Math.round(startMs),
    tags,
    trackingUri: isLogged ? withoutSecrets(options.trackingUri) : "none",
    pid: host.pid,
    processStart: processStart("self", host),
    home: processHome(host),
  });
  const write = (run: JournalRun, more: (writer: ReturnType<typeof beginJournal>) => void) => {
    const writer = beginJournal(options.journal, options.journal, run);
    more(writer);
    writer.close();
    if (writer.problem !== undefined) problems.add(writer.problem);
  };
  return {
    begin(name) {
      const tags = {
        ...userTag(host),
        [SESSION_TAG]: "true",
        "mlflow.source.name": "wattbook notebook",
        "mlflow.source.type": "JOB",
      };
      if (!isThere(pathOf(options.id))) write(runOf(options.id, name, options.startMs, tags), () => {});
      deliver(options.id);
    },
    add(job, outcome) {
      const runId = jobRunId(options.id, job, outcome.startMs);
      const tags = {
        ...userTag(host),
        "mlflow.parentRunId": options.id,
        "mlflow.source.name": resolve(job.file),
        "mlflow.source.type": "NOTEBOOK",
        "wattbook.server": outcome.server ?? "none",
        ...(outcome.problem === undefined ? {} : { "wattbook.error": outcome.problem }),
      };
      const params = Object.fromEntries(
        Object.entries(job.parameters).map(([name, value]) => [
          name,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      );
      const run = runOf(runId, job.name, outcome.startMs, tags);
      const record = outcome.record && {
        ...outcome.record,
        runId,
        experimentName: options.experimentName,
        runName: job.name,
        status: STATUS[outcome.status],
        params,
        tags,
      };
      if (isThere(pathOf(runId))) return record;
      write(run, (journal) => {
        if (Object.keys(params).length > 0) journal.params(params);
        if (record) return journal.end(record);
        const endMs = Math.round(outcome.startMs + outcome.durationS * 1000);
        journal.beat(outcome.durationS, chargeOf(outcome).energyJ?.value, endMs);
      });
      if (!record) {
        close(runId, STATUS[outcome.status], outcome.startMs + outcome.durationS * 1000, outcome.problem);
      }
      deliver(runId);
      return record;
    },
    tell(values, points) {
      appendJournal(pathOf(options.id), { v: 1, kind: "tags", values });
      if (points.length > 0) appendJournal(pathOf(options.id), { v: 1, kind: "metrics", points });
    },
    end(sum, status) {
      if (sum) appendJournal(pathOf(options.id), { v: 1, kind: "end", record: sum });
      else close(options.id, status, host.epochMs(), "no notebook of it has measured itself");
      deliver(options.id);
    },
    async settled() {
      await work;
      // Leaves an embedded store as one file.
      const opened = await store;
      store = undefined;
      opened?.consolidate?.();
      await opened?.[Symbol.asyncDispose]();
      return [...problems];
    },
  };

  function close(runId: string, status: RunStatus, endMs: number, why = "the kernel did not measure itself") {
    appendJournal(pathOf(runId), { v: 1, kind: "closed", status, endMs: Math.round(endMs), why });
  }
}

/**
 * Id of a notebook's run. The same each time that it is asked: a call that goes on makes no second run of what has ended.
 */
export function jobRunId(sweep: string, { key }: Pick<SweepJob, "key">, startMs: number): string {
  return createHash("sha256").update(`${sweep} ${key} ${startMs}`).digest("hex").slice(0, 32);
}
