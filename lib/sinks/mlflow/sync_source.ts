import { messageOf } from "../../errors.ts";
import { SinkError } from "../sink_error.ts";
import { keyTag, RUN_ID_TAG, sourceKey, SYNCED_FROM_TAG } from "./run_key.ts";
import type { RunSource, SourceContent, SourceRun } from "./source.ts";
import { storedPoint } from "./stored_rows.ts";
import type { RunStore, StoredCounts } from "./store.ts";
import { CountCheck, type SyncProgress, type SyncResult } from "./sync_result.ts";
import { tolerate } from "./tolerate.ts";

/** How a store is copied. */
export interface SyncSourceOptions {
  /** Ends it; what is on its way is completed the next time. */
  readonly signal?: AbortSignal;
  /** Called before each run. */
  onProgress?(progress: SyncProgress): void;
}

/** What a run was like when it was last copied whole: it is left alone while that is still so. */
const STATE_TAG = "wattbook.synced_state";

const ENDS = ["FINISHED", "FAILED", "KILLED"] as const;

/**
 * Copies every run of a store into another, oldest first, each once, with its points, parameters, tags, datasets and
 * files. A run carries where it came from as a tag, so that it is found again; one that has grown since gets what is
 * new. Links to parents are put right. At the end of each run both ends are counted.
 *
 * @param source Where the runs are.
 * @param store Where they go.
 * @param options How.
 * @throws {SinkError} When both are the same, or the source cannot be read.
 */
export async function syncSource(
  source: RunSource,
  store: RunStore,
  options: SyncSourceOptions = {},
): Promise<SyncResult> {
  if (source.uri === store.uri) {
    throw new SinkError(`Cannot copy "${source.uri}" into itself: source and target should be two stores`);
  }
  const runs = parentsFirst(await source.runs());
  const check = new CountCheck();
  const failed: { runName: string; problem: string }[] = [];
  const copies = new Map<string, string>();
  let delivered = 0, upToDate = 0, away: string | undefined;
  for (const [at, run] of runs.entries()) {
    if (options.signal?.aborted) break;
    const { runName } = run;
    if (away !== undefined) {
      failed.push({ runName, problem: away });
      continue;
    }
    options.onProgress?.({ index: at + 1, total: runs.length, runName });
    try {
      const { runId, isNew, problem } = await copyRun(run, { source, store, copies, check, options });
      copies.set(run.id, runId);
      if (problem !== undefined) failed.push({ runName, problem });
      else if (isNew) delivered++;
      else upToDate++;
    } catch (error) {
      if (options.signal?.aborted) break;
      const problem = messageOf(error);
      failed.push({ runName, problem });
      if (error instanceof SinkError && error.passing && error.status === undefined) away = problem;
    }
  }
  const open = runs.filter(({ status }) => endOf(status) === undefined).length;
  return { delivered, upToDate, open, failed, counted: check.sums };
}

interface Copying {
  readonly source: RunSource;
  readonly store: RunStore;
  readonly copies: ReadonlyMap<string, string>;
  readonly check: CountCheck;
  readonly options: SyncSourceOptions;
}

async function copyRun(
  run: SourceRun,
  { source, store, copies, check, options: { signal } }: Copying,
): Promise<{ runId: string; isNew: boolean; problem?: string }> {
  const content = await run.load();
  const key = content.tags[RUN_ID_TAG] ?? content.tags[SYNCED_FROM_TAG] ?? sourceKey(source.uri, run.id);
  const experimentId = await store.experiment(run.experimentName);
  const found = await store.findRun(experimentId, key);
  if (found !== undefined && (await store.run(found))?.tags[STATE_TAG] === content.state) {
    return { runId: found, isNew: false };
  }
  const tags = copiedTags(run, content, key, copies);
  const { runName, startMs } = run;
  const runId = found ?? await store.createRun({ experimentId, runName, startMs, runKey: key, tags });
  const problems: string[] = content.filesProblem === undefined ? [] : [content.filesProblem];
  const { params, datasets } = content;
  await tolerate(problems, () => store.log(runId, { params, tags }));
  await tolerate(problems, () => store.logDatasets(runId, datasets));
  let metrics = 0, artifacts = 0;
  for await (const points of content.points()) {
    stopIf(signal, run);
    metrics += new Set(points.map(pointKey)).size;
    await tolerate(problems, () => store.log(runId, { metrics: points }));
  }
  for await (const { path, content: file } of content.files()) {
    stopIf(signal, run);
    artifacts++;
    await tolerate(problems, () => store.putArtifact(runId, path, file));
  }
  const status = endOf(run.status);
  if (status !== undefined) await store.endRun(runId, status, run.endMs ?? startMs);
  if (problems.length === 0) {
    const planned: StoredCounts = {
      metrics,
      params: Object.keys(params).length,
      artifacts,
      status: status ?? "RUNNING",
    };
    const missing = check.add(await store.counts(runId), planned);
    if (missing !== undefined) return { runId, isNew: true, problem: missing };
  }
  // What was refused for good is told once; asking again would change nothing.
  await store.log(runId, { tags: { [STATE_TAG]: content.state } });
  return { runId, isNew: true, ...(problems.length > 0 ? { problem: problems.join("; ") } : {}) };
}

function copiedTags(
  { parentId }: SourceRun,
  { tags }: SourceContent,
  key: string,
  copies: ReadonlyMap<string, string>,
): Record<string, string> {
  const { [STATE_TAG]: _state, ...kept } = tags;
  const parent = parentId === undefined ? undefined : copies.get(parentId);
  return { ...kept, [keyTag(key)]: key, ...(parent === undefined ? {} : { "mlflow.parentRunId": parent }) };
}

/** A run that hangs under another comes after it, whatever their clocks say. */
function parentsFirst(runs: readonly SourceRun[]): SourceRun[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const ordered = new Set<SourceRun>();
  const add = (run: SourceRun, below: ReadonlySet<SourceRun>) => {
    const parent = run.parentId === undefined ? undefined : byId.get(run.parentId);
    if (parent !== undefined && !below.has(parent)) add(parent, new Set([...below, run]));
    ordered.add(run);
  };
  for (const run of runs) add(run, new Set([run]));
  return [...ordered];
}

/** MLflow's own key of a point, as it is stored. */
function pointKey(point: Parameters<typeof storedPoint>[0]): string {
  const { key, value, timestamp, step } = storedPoint(point);
  return `${key}\n${timestamp} ${step} ${Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value))}`;
}

function endOf(status: string): typeof ENDS[number] | undefined {
  return ENDS.find((end) => end === status);
}

function stopIf(signal: AbortSignal | undefined, { runName }: SourceRun): void {
  if (signal?.aborted) {
    throw new SinkError(`Cannot copy run "${runName.slice(0, 60)}": it was stopped`, { passing: true });
  }
}
