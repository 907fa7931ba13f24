import type { JournalledRun } from "../journal_read.ts";
import { SinkError } from "../sink_error.ts";
import { RUN_ID_TAG } from "./run_key.ts";
import type { RunStore } from "./store.ts";
import { fileUri, parseTrackingUri, sqliteUri } from "./uri.ts";

/** Tag of a run that goes into one that MLflow has already (`MLFLOW_RUN_ID`): its id there. Never stored. */
export const RESUMES_TAG = "wattbook.resumes";

/** Tag of a run whose experiment was named by its number (`MLFLOW_EXPERIMENT_ID`). Never stored. */
export const EXPERIMENT_ID_TAG = "wattbook.experiment_id";

/** The run as far as its place needs it. */
type PlacedRun = Pick<JournalledRun, "run" | "tags">;

/** Where a run goes in a store. */
export interface RunPlace {
  /** Its experiment. */
  readonly experimentId: string;
  /** Its id, when it is there. */
  readonly runId: string | undefined;
  /** The run was there before and belongs to somebody else. */
  readonly isResumed: boolean;
}

/** Whether the environment said where in its store a run goes. */
export function isPlaced({ tags }: PlacedRun): boolean {
  return tags[RESUMES_TAG] !== undefined || tags[EXPERIMENT_ID_TAG] !== undefined;
}

/**
 * Where a run goes: into the run or the experiment that the environment named, in the store that it was meant for;
 * anywhere else into the experiment of its name.
 *
 * @throws {SinkError} When the run to go on with is not there.
 */
export async function placeOf(run: PlacedRun, experimentName: string, store: RunStore): Promise<RunPlace> {
  const { run: { runId: key, trackingUri }, tags } = run;
  const isHome = isPlaced(run) && isMeantFor(trackingUri, store);
  const resumes = isHome ? tags[RESUMES_TAG] : undefined;
  if (resumes !== undefined) {
    const stored = await store.run(resumes);
    if (stored) return { experimentId: stored.experimentId, runId: resumes, isResumed: true };
    throw new SinkError(
      `Cannot go on with run "${
        resumes.slice(0, 60)
      }": it is not at "${store.uri}"; unset MLFLOW_RUN_ID to log to a ` +
        "new run",
    );
  }
  const experimentId = (isHome ? tags[EXPERIMENT_ID_TAG] : undefined) ??
    await store.experiment(experimentName);
  return { experimentId, runId: await store.findRun(experimentId, key), isResumed: false };
}

/** Tags as they are stored; a run that was there before keeps its name, and the id under which it is found. */
export function withoutPlace(
  tags: Readonly<Record<string, string>>,
  isResumed: boolean,
): Readonly<Record<string, string>> {
  const kept: Record<string, string> = { ...tags };
  for (const key of [RESUMES_TAG, EXPERIMENT_ID_TAG, ...(isResumed ? ["mlflow.runName", RUN_ID_TAG] : [])]) {
    delete kept[key];
  }
  return kept;
}

/** Numbers of experiments and runs mean something in one store only. */
function isMeantFor(trackingUri: string, store: RunStore): boolean {
  const target = parseTrackingUri(trackingUri);
  if (target.kind === "sqlite") return sqliteUri(target.path) === store.uri;
  if (target.kind === "file") return fileUri(target.path) === store.uri;
  return target.kind === "rest" && (target.service === "databricks" || withoutUser(target.url) === store.uri);
}

function withoutUser(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//");
}
