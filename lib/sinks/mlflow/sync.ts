import { messageOf } from "../../errors.ts";
import { appendJournal } from "../journal.ts";
import { JournalError, type JournalledRun, readJournals } from "../journal_read.ts";
import { SinkError } from "../sink_error.ts";
import { deliverRun } from "./deliver.ts";
import type { Derive, DerivedFile } from "./deliver_files.ts";
import { plannedCounts } from "./planned_counts.ts";
import type { RunStore } from "./store.ts";
import { CountCheck, type SyncProgress, type SyncResult } from "./sync_result.ts";

export type { SyncResult } from "./sync_result.ts";

/** How journals are delivered. */
export interface SyncOptions {
  /** Ends it after the run that is on its way. */
  readonly signal?: AbortSignal;
  /** Makes the files of a run. */
  readonly derive?: Derive;
  /** Called before each run that is delivered. */
  onProgress?(progress: SyncProgress): void;
}

/**
 * Delivers every ended run below a root, oldest first, each once: what has been delivered stands in its journal, and
 * is delivered again only when the store no longer has it. After each delivery what the store holds is counted and
 * compared with the journal.
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
  const check = new CountCheck();
  let delivered = 0, upToDate = 0, away: string | undefined;
  for (const [at, run] of ended.entries()) {
    if (options.signal?.aborted) break;
    const { runName } = run.run;
    if (away !== undefined) {
      failed.push({ runName, problem: away });
      continue;
    }
    try {
      if (isDelivered(run, store) && await isThere(run, store)) {
        upToDate++;
        continue;
      }
      options.onProgress?.({ index: at + 1, total: ended.length, runName });
      const problem = await syncRun(run, store, options, check);
      if (problem === undefined) delivered++;
      else failed.push({ runName, problem });
    } catch (error) {
      if (options.signal?.aborted) break;
      const problem = messageOf(error);
      failed.push({ runName, problem });
      // Nobody answers: asking again for each of a hundred runs would take minutes.
      if (error instanceof SinkError && error.passing && error.status === undefined) away = problem;
    }
  }
  return { delivered, upToDate, open: runs.length - ended.length, failed, counted: check.sums };
}

function isDelivered(run: JournalledRun, store: RunStore): boolean {
  return (run.delivered.get(store.uri)?.lines ?? 0) >= run.lines;
}

/** A store may have been removed since. One file is counted at once; of a server one question per run is enough. */
async function isThere(run: JournalledRun, store: RunStore): Promise<boolean> {
  const id = run.delivered.get(store.uri)?.remoteRunId;
  if (id === undefined || await store.run(id) === undefined) return false;
  if (/^https?:/.test(store.uri)) return true;
  const stored = await store.counts(id), { metrics, params, models = 0 } = plannedCounts(run);
  return stored.metrics >= metrics && stored.params >= params && (stored.models ?? 0) >= models;
}

/** Delivers one run; returns what is not as it should be. */
async function syncRun(
  run: JournalledRun,
  store: RunStore,
  options: SyncOptions,
  check: CountCheck,
): Promise<string | undefined> {
  const { derive, signal } = options;
  const known = run.delivered.get(store.uri);
  const isKnown = known !== undefined && await store.run(known.remoteRunId) !== undefined;
  const made: DerivedFile[] = [];
  const { remoteRunId, experimentId, problems = [] } = await deliverRun(run, store, {
    ...(derive ? { derive: (record) => (made.push(...derive(record)), made) } : {}),
    ...(signal ? { signal } : {}),
    // Everything is sent again to a run that is there in part: the journal counts, and no row comes twice.
    ...(isKnown ? { soFar: { ...known, metrics: 0, artifacts: 0, status: undefined } } : {}),
  });
  if (problems.length === 0) {
    const missing = check.add(await store.counts(remoteRunId), plannedCounts(run, made));
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
