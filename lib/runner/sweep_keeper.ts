import type { Host } from "../host.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { ResultPlaces } from "./result_places.ts";
import { writeWhole } from "./run_file.ts";
import type { SweepEvent, SweepResult } from "./sweep.ts";
import { sumRecords } from "./sweep_record.ts";
import { missing, type SweepReport, sweepReport } from "./sweep_report.ts";
import { openSweepRuns, type SweepRuns } from "./sweep_runs.ts";
import { savedByWaiting, savedPoints, startSentence, waitTags } from "./start_words.ts";

/** Keeps what comes out of a sweep: its runs in MLflow as they end, its sum and its report at the end. */
export interface SweepKeeper {
  /** Takes what happens. */
  take(event: SweepEvent): void;
  /** Adds up and writes the report; returns what went wrong on the way to MLflow, a sentence each. */
  end(result: SweepResult): Promise<{ readonly report: SweepReport; readonly problems: readonly string[] }>;
}

/** What a sweep is called and where its results go. */
export interface KeepOptions {
  /** Experiment in MLflow. */
  readonly experimentName: string;
  /** Where everything goes. */
  readonly places: ResultPlaces;
  /** Name of the run over all, and of the report. */
  readonly title: string;
}

/** Begins to keep. */
export function keepSweep(host: Host, { experimentName, places, title }: KeepOptions): SweepKeeper {
  const { journal, trackingUri } = places;
  const records: RunRecord[] = [];
  let runs: SweepRuns | undefined;
  return {
    take(event) {
      if (event.kind === "sweep") {
        const { id, startMs } = event;
        runs = openSweepRuns(host, { id, startMs, experimentName, journal, trackingUri });
        runs.begin(title);
      } else if (event.kind === "end") {
        const record = runs?.add(event.job, event.outcome);
        if (record) records.push(record);
      }
    },
    async end({ id, startMs, outcomes, starts, stopped }) {
      const ended = outcomes.flatMap(({ outcome }) => outcome ?? []);
      const endMs = Math.max(startMs, ...ended.map((each) => each.startMs + each.durationS * 1000));
      const areOk = outcomes.every(({ outcome }) => outcome?.status === "ok");
      const status = stopped ? "KILLED" : areOk ? "FINISHED" : "FAILED";
      const about = { runId: id, experimentName, runName: title, status, startMs, endMs } as const;
      const saved = savedByWaiting(starts, ended), waits = starts.map(startSentence);
      const notes = [...missing(outcomes), ...(saved ? [saved.words] : [])];
      const sum = sumRecords(records, { ...about, notes });
      if (waits.length > 0) runs?.tell(waitTags(waits, saved), saved ? savedPoints(saved, endMs) : []);
      runs?.end(sum, status);
      const report = { title, rows: outcomes, sum, durationS: (endMs - startMs) / 1000, waits, saved };
      // Stopped before it began: a report of an earlier sweep stays.
      if (runs) writeWhole(places.report, sweepReport(report));
      return { report, problems: await runs?.settled() ?? [] };
    },
  };
}
