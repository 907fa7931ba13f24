import { type ComparedExperiment, comparedExperiment } from "../record/compared_experiment.ts";
import { type Evaluated, triedModel } from "../record/compare_records.ts";
import type { RunRecord } from "../record/run_record.ts";
import { JournalError, type JournalledRun, readJournals } from "../sinks/journal_read.ts";

/** What the cells of some notebooks have tracked. */
export interface TrackedRuns {
  /** Runs that ended, oldest first. */
  readonly records: readonly RunRecord[];
  /** Models side by side, by experiment. */
  readonly comparisons: readonly ComparedExperiment[];
  /** Names of runs that nobody ended: their kernel was killed. */
  readonly unfinished: readonly string[];
  /** What could not be read, in sentences. */
  readonly problems: readonly string[];
}

/**
 * Reads the runs of a journal.
 *
 * @param journal Root of the journal.
 * @param sinceMs Runs that began earlier are left out; milliseconds since 1970.
 */
export function trackedRuns(journal: string, sinceMs: number): TrackedRuns {
  const all = readJournals(journal);
  const runs = all.filter((run): run is JournalledRun =>
    !(run instanceof JournalError) && run.run.startMs >= sinceMs
  );
  const evaluated = runs.flatMap((run) => run.record ? [evaluatedRun(run, run.record)] : []);
  const experiments = [...new Set(evaluated.map(({ record }) => record.experimentName))];
  return {
    records: evaluated.map(({ record }) => record),
    comparisons: experiments.map((experiment) =>
      comparedExperiment(
        experiment,
        evaluated.filter(({ record }) => record.experimentName === experiment).map(triedModel),
      )
    ),
    unfinished: runs.filter(({ record }) => record === undefined).map(({ run }) => run.runName),
    problems: all.flatMap((run) => run instanceof JournalError ? [run.message] : []),
  };
}

function evaluatedRun(run: JournalledRun, record: RunRecord): Evaluated {
  const last = (key: string) => run.metrics.findLast((point) => point.key === key)?.value;
  const [value, low, high] = ["", "_low", "_high"].map((end) => last(`emissions_per_10_inferences${end}`));
  const grade = record.emissionsG[record.headline]?.grade ?? "E";
  const known = value !== undefined && low !== undefined && high !== undefined;
  return {
    record,
    accuracy: last("accuracy_on_test_data"),
    precision: last("precision_score"),
    recall: last("recall_score"),
    f1: last("f1_score"),
    parameters: last("measure/parameters"),
    emissionsPer10InferencesG: known
      ? { value, low, high, grade, how: "logged with its interval" }
      : undefined,
  };
}
