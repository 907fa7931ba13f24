import type { Host } from "../host.ts";
import { appendJournal } from "../sinks/journal.ts";
import type { RunStore } from "../sinks/mlflow/store.ts";
import { parseTrackingUri, type Target } from "../sinks/mlflow/uri.ts";

/**
 * Closes the runs of a journal whose process died, and delivers them to the embedded store that they were meant for. A
 * server is left to `wattbook sync`: it may want a password, which no journal holds.
 *
 * @param folder Root of the journal.
 * @param host Tells which processes live.
 * @param storeOf Opens a store.
 */
export async function adoptOrphans(
  folder: string,
  host: Host,
  storeOf: (uri: string, target: Target) => Promise<RunStore>,
): Promise<void> {
  try {
    // Loaded here: reading journals needs code that writing them does not.
    const [{ closeOrphans }, { readJournal }, { deliverRun }] = await Promise.all([
      import("../sinks/orphans.ts"),
      import("../sinks/journal_read.ts"),
      import("../sinks/mlflow/deliver.ts"),
    ]);
    for (const { path, run: { trackingUri } } of closeOrphans(folder, host)) {
      const target = parseTrackingUri(trackingUri);
      if (target.kind !== "sqlite" && target.kind !== "file") continue;
      const store = await storeOf(trackingUri, target);
      const run = readJournal(path);
      const { remoteRunId, experimentId } = await deliverRun(run, store);
      const delivered = { to: store.uri, lines: run.lines, remoteRunId, experimentId };
      appendJournal(path, { v: 1, kind: "delivered", ...delivered });
    }
  } catch {
    // What cannot be read or delivered stays in the journal for `wattbook sync`, which says what is wrong.
  }
}
