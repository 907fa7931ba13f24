import { appendJournal } from "../sinks/journal.ts";
import { type JournalledRun, readJournal } from "../sinks/journal_read.ts";
import { deliverRun } from "../sinks/mlflow/deliver.ts";
import type { RunStore } from "../sinks/mlflow/store.ts";
import { parseTrackingUri, type Target } from "../sinks/mlflow/uri.ts";

/**
 * Delivers runs whose process died to the embedded store that they were meant for. A server is left to `wattbook
 * sync`: it may want a password, which no journal holds.
 *
 * @param orphans The runs, closed.
 * @param storeOf Opens a store.
 */
export async function adoptOrphans(
  orphans: readonly JournalledRun[],
  storeOf: (uri: string, target: Target) => Promise<RunStore>,
): Promise<void> {
  for (const { path, run: { trackingUri } } of orphans) {
    try {
      const target = parseTrackingUri(trackingUri);
      if (target.kind !== "sqlite" && target.kind !== "file") continue;
      const store = await storeOf(trackingUri, target);
      const run = readJournal(path);
      const { remoteRunId, experimentId } = await deliverRun(run, store);
      appendJournal(path, {
        v: 1,
        kind: "delivered",
        to: store.uri,
        lines: run.lines,
        remoteRunId,
        experimentId,
      });
    } catch {
      // It stays in the journal for `wattbook sync`, which says what is wrong.
    }
  }
}
