import { appendJournal } from "../journal.ts";
import { JournalError, type JournalledRun, readJournals } from "../journal_read.ts";
import { SinkError } from "../sink_error.ts";
import { deliverRun, type Derive, type DerivedFile } from "./deliver.ts";
import { plannedCounts } from "./planned_counts.ts";
import type { RunStore, StoredCounts } from "./store.ts";

/** How journals are delivered. */
export interface SyncOptions {
  /** Ends it after the run that is on its way. */
  readonly signal?: AbortSignal;
  /** Makes the files of a run. */
  readonly derive?: Derive;
  /** Called before each run that is delivered. */
  onProgress?(progress: { readonly index: number; readonly total: number; readonly runName: string }): void;
}

/** What became of the journals of a folder. */
export interface SyncResult {
  /** Runs that are in the store now and were not, or not wholly. */
  readonly delivered: number;
  /** Runs that were there already. */
  readonly upToDate: number;
  /** Runs that are still going on: they deliver themselves. */
  readonly open: number;
  /** Runs that are not in the store, or not wholly, with the reason. */
  readonly failed: readonly { readonly runName: string; readonly problem: string }[];
}

/**
 * Delivers every ended run below a root, oldest first, each once: what has been delivered stands in its journal.
 * After each delivery what the store holds is counted and compared with the journal.
 *
 * @param root Root of the journal, `…/.wattbook`.
 * @param store Where the runs go.
 * @param options How.
 */
export async function syncFolder(
  root: string,
  store: RunStore,
  options: SyncOptions = {},
): Promise<SyncResult> {
  const failed: { runName: string; problem: string }[] = [];
  const runs: JournalledRun[] = [];
  for (const run of readJournals(root)) {
    if (run instanceof JournalError) failed.push({ runName: "unknown run", problem: run.message });
    else runs.push(run);
  }
  const ended = runs.filter(({ record, closed }) => (record ?? closed) !== undefined);
  const waiting = ended.filter((run) => (run.delivered.get(store.uri)?.lines ?? 0) < run.lines);
  let delivered = 0, away: string | undefined;
  for (const [at, run] of waiting.entries()) {
    if (options.signal?.aborted) break;
    const { runName } = run.run;
    if (away !== undefined) {
      failed.push({ runName, problem: away });
      continue;
    }
    options.onProgress?.({ index: at + 1, total: waiting.length, runName });
    try {
      const problem = await syncRun(run, store, options);
      if (problem === undefined) delivered++;
      else failed.push({ runName, problem });
    } catch (error) {
      if (options.signal?.aborted) break;
      const problem = error instanceof Error ? error.message : String(error);
      failed.push({ runName, problem });
      // Nobody answers: asking again for each of a hundred runs would take minutes.
      if (error instanceof SinkError && error.passing && error.status === undefined) away = problem;
    }
  }
  return { delivered, upToDate: ended.length - waiting.length, open: runs.length - ended.length, failed };
}

/** Delivers one run; returns what is not as it should be. */
async function syncRun(
  run: JournalledRun,
  store: RunStore,
  options: SyncOptions,
): Promise<string | undefined> {
  const { derive, signal } = options;
  const known = run.delivered.get(store.uri);
  const made: DerivedFile[] = [];
  const { remoteRunId, experimentId, problems = [] } = await deliverRun(run, store, {
    ...(derive ? { derive: (record) => (made.push(...derive(record)), made) } : {}),
    ...(signal ? { signal } : {}),
    // Everything is sent again to a run that is there in part: the journal counts, and no row comes twice.
    ...(known ? { soFar: { ...known, metrics: 0, artifacts: 0, status: undefined } } : {}),
  });
  if (problems.length === 0) {
    const missing = differences(await store.counts(remoteRunId), plannedCounts(run, made));
    if (missing !== undefined) return missing;
  }
  // What was refused for good is told once; asking again would change nothing.
  const { path, lines, damagedLines } = run;
  appendJournal(path, { v: 1, kind: "delivered", to: store.uri, lines, remoteRunId, experimentId });
  if (damagedLines.length === 0) return problems.length > 0 ? problems.join("; ") : undefined;
  return [
    `delivered without line ${damagedLines.join(", ")} of its journal, which cannot be read`,
    ...problems,
  ]
    .join("; ");
}

/** Fewer than planned is a loss; more is what others added to the run. */
function differences(stored: StoredCounts, planned: StoredCounts): string | undefined {
  const short = (["metrics", "params", "artifacts"] as const).filter((kind) => stored[kind] < planned[kind])
    .map((kind) => `${kind}: ${stored[kind]} stored, should be ${planned[kind]}`);
  if (stored.status !== planned.status) short.push(`status ${stored.status}, should be ${planned.status}`);
  return short.length > 0 ? `not wholly delivered: ${short.join("; ")}` : undefined;
}
