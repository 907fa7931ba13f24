import type { Evaluated } from "../record/compare_records.ts";
import type { FoundOut } from "../record/tried_model.ts";
import type { RunRecord } from "../record/run_record.ts";

/** Runs of this process, with what was found out about their models. */
export interface Session {
  /** Adds a run, or replaces its record when its status was put right; one that nobody asked for is left out. */
  add(record: RunRecord): void;
  /** Keeps what was found out about the model of a run. */
  evaluate(runId: string, found: FoundOut): void;
  /** Runs of an experiment, oldest first; of all experiments when none is named. */
  runs(experiment?: string): Evaluated[];
}

/** Tag of a run that only says what a cell cost: nobody asked for this one, and it is no model. */
export const UNASKED_TAG = "wattbook.autotrack";

/** A session without runs. */
export function openSession(): Session {
  const runs = new Map<string, Evaluated>();
  // A model can be evaluated while its run is still open: the record follows at the cell's end.
  const waiting = new Map<string, Omit<Evaluated, "record">>();
  return {
    add(record) {
      if (record.tags[UNASKED_TAG] !== undefined) return;
      runs.set(record.runId, { ...runs.get(record.runId), ...waiting.get(record.runId), record });
      waiting.delete(record.runId);
    },
    evaluate(runId, found) {
      const run = runs.get(runId);
      if (run) runs.set(runId, { ...run, ...found });
      else waiting.set(runId, { ...waiting.get(runId), ...found });
    },
    runs: (experiment) =>
      [...runs.values()].filter(({ record }) =>
        experiment === undefined || record.experimentName === experiment
      ),
  };
}
