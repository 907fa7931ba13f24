import type { RunStatus } from "../../record/run_record.ts";
import type { JournalledRun } from "../journal_read.ts";
import { quoted } from "../quoted.ts";
import { SinkError } from "../sink_error.ts";
import { type DeliveredModels, deliverModels } from "./deliver_models.ts";
import { type Derive, filesOf } from "./deliver_files.ts";
import { streamed } from "./file_content.ts";
import { CUT, LIMITS } from "./limits.ts";
import { isPlaced, placeOf, withoutPlace } from "./run_place.ts";
import { type PlannedRows, runRows } from "./run_rows.ts";
import { storedText } from "./stored_rows.ts";
import type { RunStore } from "./store.ts";
import { withStoredParent } from "./stored_parent.ts";
import { tolerate } from "./tolerate.ts";

/** What a store should hold of a run; a `JournalledRun` is one. */
export type Deliverable =
  & Pick<JournalledRun, "run" | "metrics" | "params" | "tags" | "artifacts" | "record" | "closed" | "beat">
  & Partial<Pick<JournalledRun, "datasets" | "models">>;

/** How far a run has been delivered to one store. */
export interface Delivered {
  /** Its experiment in the store. */
  readonly experimentId: string;
  /** Its id in the store. */
  readonly remoteRunId: string;
  /** Points of the run's `metrics` that are done. */
  readonly metrics: number;
  /** Files of the run's `artifacts` that are done. */
  readonly artifacts: number;
  /** Datasets of the run that are done; without it all are sent, which changes nothing where they are there. */
  readonly datasets?: number | undefined;
  /** Its models; absent when it has none. */
  readonly models?: DeliveredModels | undefined;
  /** Status that was set; `undefined` while the run is open. */
  readonly status: RunStatus | undefined;
  /** What the store refused while it took the rest, one line each. */
  readonly problems?: readonly string[];
}

/** How a run is delivered. */
export interface DeliverOptions {
  /** Ends the delivery between two steps. */
  readonly signal?: AbortSignal;
  /** What an earlier delivery has done. */
  readonly soFar?: Delivered;
  /** Makes the files of an ended run. */
  readonly derive?: Derive;
  /** Called when the store has the rows; the files wait for it. */
  readonly rowsStored?: () => Promise<void>;
  /** Small files are written on another thread too: making one can take a millisecond, and a cell may run. Default: no. */
  readonly filesAside?: boolean;
}

/**
 * Brings a store up to what is known of a run: creates it when it is not there, adds what is new, sets its status,
 * then stores its files. Doing it again, wholly or in part, changes nothing.
 *
 * @param run The run.
 * @param store Where it goes.
 * @param options How.
 * @returns How far it is delivered now; what the store refused stands in `problems` and held nothing else up.
 * @throws {SinkError} When the store cannot be reached, or takes nothing of the run.
 */
export async function deliverRun(
  run: Deliverable,
  store: RunStore,
  options: DeliverOptions = {},
): Promise<Delivered> {
  const { soFar } = options;
  const rows = runRows(run, soFar?.metrics);
  const isNewEnd = rows.end !== undefined && rows.end.status !== soFar?.status;
  const problems: string[] = [];
  const sent: PlannedRows = {
    ...rows,
    metrics: isNewEnd ? [...rows.metrics, ...rows.summary] : rows.metrics,
    // The error of a run that turned out well after all.
    tags: soFar?.status === "FAILED" && !run.record?.error
      ? { ...rows.tags, "wattbook.error": "" }
      : rows.tags,
    end: isNewEnd ? rows.end : undefined,
  };
  const ids = soFar === undefined && store.deliver && !isPlaced(run)
    ? await store.deliver({ ...identity(run), rows: sent, ...(sent.end ? { end: sent.end } : {}) })
    : await deliverRows(run, store, sent, problems, options);
  await options.rowsStored?.();
  for (const file of filesOf(run, soFar?.artifacts ?? 0, isNewEnd ? options.derive : undefined, problems)) {
    stopIf(options.signal, run);
    await tolerate(problems, async () => {
      const content = await file.content();
      await store.putArtifact(ids.runId, file.path, options.filesAside ? streamed(content) : content);
    });
  }
  const { runId } = ids;
  const datasets = run.datasets?.slice(soFar?.datasets) ?? [];
  if (datasets.length > 0) await tolerate(problems, () => store.logDatasets(runId, datasets));
  const models = run.models && run.models.length > 0
    ? await deliverModels({ ...run, models: run.models }, store, {
      runId,
      ...modelPoints(run),
      soFar: soFar?.models,
      problems,
    })
    : undefined;
  return {
    experimentId: ids.experimentId,
    remoteRunId: runId,
    metrics: run.metrics.length,
    artifacts: run.artifacts.length,
    datasets: run.datasets?.length ?? 0,
    ...(models ? { models } : {}),
    status: rows.end?.status,
    ...(problems.length > 0 ? { problems } : {}),
  };
}

function identity({ run }: Deliverable) {
  return {
    experimentName: storedText(run.experimentName, CUT.name),
    runName: run.runName,
    startMs: run.startMs,
    runKey: run.runId,
  };
}

async function deliverRows(
  run: Deliverable,
  store: RunStore,
  { metrics, params, tags: planned, end }: PlannedRows,
  problems: string[],
  { signal, soFar }: DeliverOptions,
): Promise<{ experimentId: string; runId: string }> {
  const { experimentName, ...created } = identity(run);
  stopIf(signal, run);
  const { experimentId, runId: found, isResumed } = soFar
    ? { ...soFar, runId: soFar.remoteRunId, isResumed: isPlaced(run) }
    : await placeOf(run, experimentName, store);
  const tags = withoutPlace(await withStoredParent(planned, store, experimentId), isResumed);
  stopIf(signal, run);
  const runId = found ?? await store.createRun({ ...created, experimentId, tags });
  const hasTags = found === undefined && Object.keys(tags).length < LIMITS.tags;
  stopIf(signal, run);
  await tolerate(problems, () => store.log(runId, { metrics, params, tags: hasTags ? {} : tags }));
  stopIf(signal, run);
  if (end) await store.endRun(runId, end.status, end.endMs);
  return { experimentId, runId };
}

/** What of the run's metrics may be said of its models too: nothing that the run itself has no room for. */
function modelPoints(run: Deliverable) {
  const { metrics, summary } = runRows(run);
  return { summary, names: new Set(metrics.map(({ key }) => key)) };
}

function stopIf(signal: AbortSignal | undefined, { run }: Deliverable): void {
  if (signal?.aborted) {
    throw new SinkError(`Cannot deliver run ${quoted(run.runName)}: it was stopped`, { passing: true });
  }
}
