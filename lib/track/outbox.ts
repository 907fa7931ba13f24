import type { Host } from "../host.ts";
import type { Destination } from "../record/destination.ts";
import { appendJournal } from "../sinks/journal.ts";
import { type JournalledRun, readJournal } from "../sinks/journal_read.ts";
import { type Delivered, deliverRun } from "../sinks/mlflow/deliver.ts";
import type { RunStore } from "../sinks/mlflow/store.ts";
import { parseTrackingUri, type Target, withoutSecrets } from "../sinks/mlflow/uri.ts";
import { artifactsOf, REPORT_PATH } from "./run_artifacts.ts";
import type { Run } from "./run.ts";
import { expectedDestination, openStores } from "./stores.ts";

/** Deliveries to MLflow, behind the journal: what fails here is still there and `wattbook sync` delivers it. */
export interface Outbox {
  /** Opens the embedded store, so that a run's end finds it open; what is wrong with it is told then. */
  prepare(run: Run): Promise<void>;
  /** A run begins: a server hears of it once it has lasted a moment. */
  open(run: Run): void;
  /** Something was logged to an open run: a server gets it now and then. */
  progress(run: Run): void;
  /** Delivers what is new of a run, in the background. */
  push(run: Run): void;
  /** The chart of a run was drawn: its report gets it. */
  illustrate(run: Run, picture: string): void;
  /** Waits until the embedded store has what was pushed; returns at once for a server. */
  settledLocally(run: Run): Promise<void>;
  /** Waits for everything that is on its way. */
  settled(): Promise<void>;
  /** Delivers runs of processes that died to the embedded store they were meant for. */
  adopt(orphans: readonly JournalledRun[]): void;
  /** Where a run is logged, as far as it is known now. */
  destination(run: Run): Destination;
}

/** What is known of the delivery of one run. */
interface Parcel {
  readonly target: Target;
  destination: Destination;
  soFar?: Delivered;
  picture?: string;
  work?: Promise<void> | undefined;
  again: boolean;
  pushedMs: number;
}

/** A shorter run goes out in one piece; a longer one is shown as running, and its metrics follow at this pace. */
const LIVE_EVERY_MS = 5000;
const LIVE_AFTER_MS = 1000;

/** How an outbox works in this process. */
export interface OutboxOptions {
  /** Called when the destination of an ended run is another than before. */
  changed(run: Run): void;
  /** Milliseconds until a server is asked: a cell's reply goes first. */
  readonly serverAfterMs: number;
}

/**
 * Opens the outbox of this process.
 *
 * @param host Network and environment.
 * @param options How it works here.
 */
export function openOutbox(host: Host, { changed, serverAfterMs }: OutboxOptions): Outbox {
  const parcels = new Map<string, Parcel>();
  const storeOf = openStores(host);
  let adopting = Promise.resolve();

  const parcelOf = (run: Run): Parcel => {
    const known = parcels.get(run.id);
    if (known) return known;
    const target = parseTrackingUri(run.info.trackingUri);
    const parcel = { target, destination: expectedDestination(target), again: false, pushedMs: 0 };
    parcels.set(run.id, parcel);
    return parcel;
  };
  const tell = (run: Run, parcel: Parcel, destination: Destination) => {
    const differs = JSON.stringify(parcel.destination) !== JSON.stringify(destination);
    parcel.destination = destination;
    if (differs && run.record) changed(run);
  };
  const deliver = async (run: Run, parcel: Parcel) => {
    const { target } = parcel;
    try {
      const store = await storeOf(run.info.trackingUri, target);
      const { lines } = run.journal;
      const ended = run.record !== undefined;
      parcel.soFar = await deliverRun(run.deliverable(), store, {
        ...(parcel.soFar ? { soFar: parcel.soFar } : {}),
        derive: (record) => artifactsOf(record, parcel.picture),
      });
      const { remoteRunId, experimentId, problems = [] } = parcel.soFar;
      if (ended) run.journal.delivered(store.uri, lines, remoteRunId, experimentId);
      const link = store.link(experimentId, remoteRunId);
      const state = ended ? "stored" : "sending";
      const refused = problems.length > 0 ? { problem: problems.join("; ") } : {};
      tell(run, parcel, { state, uri: withoutSecrets(store.uri), link, ...refused });
    } catch (error) {
      // Training goes on; the card says what went wrong, and the journal has it all.
      const problem = error instanceof Error ? error.message : String(error);
      tell(run, parcel, { state: "failed", uri: withoutSecrets(run.info.trackingUri), problem });
    }
  };
  const push = (run: Run) => {
    const parcel = parcelOf(run);
    if (parcel.target.kind === "none") return;
    parcel.again = true;
    parcel.pushedMs = host.epochMs();
    parcel.work ??= (async () => {
      if (parcel.target.kind === "rest" && serverAfterMs > 0) {
        await new Promise((resolve) => setTimeout(resolve, serverAfterMs));
      }
      while (parcel.again) {
        parcel.again = false;
        await deliver(run, parcel);
      }
      parcel.work = undefined;
    })();
  };

  return {
    push,
    async prepare(run) {
      const { target } = parcelOf(run);
      if (target.kind === "sqlite") await storeOf(run.info.trackingUri, target).catch(() => {});
    },
    open(run) {
      if (parcelOf(run).target.kind !== "rest") return;
      const timer = setTimeout(() => run.record || push(run), LIVE_AFTER_MS);
      Deno.unrefTimer(timer);
    },
    progress(run) {
      const { target, pushedMs } = parcelOf(run);
      if (target.kind === "rest" && pushedMs > 0 && host.epochMs() - pushedMs > LIVE_EVERY_MS) push(run);
    },
    illustrate(run, picture) {
      const parcel = parcelOf(run);
      parcel.picture = picture;
      const { soFar, target } = parcel;
      const report = run.record && artifactsOf(run.record, picture).find(({ path }) => path === REPORT_PATH);
      if (soFar === undefined || report === undefined || parcel.work) return;
      parcel.work = storeOf(run.info.trackingUri, target)
        .then((store) => store.putArtifact(soFar.remoteRunId, report.path, report.content))
        // The report without its chart is there already.
        .catch(() => {})
        .finally(() => parcel.work = undefined);
    },
    async settledLocally(run) {
      const parcel = parcelOf(run);
      if (parcel.target.kind === "sqlite") await parcel.work;
    },
    async settled() {
      await Promise.all([...parcels.values()].map(({ work }) => work));
      await adopting;
    },
    adopt(orphans) {
      adopting = adopting.then(async () => {
        for (const { path, run: { trackingUri } } of orphans) {
          const target = parseTrackingUri(trackingUri);
          // A server may want a password, which no journal holds.
          if (target.kind === "sqlite") await adoptOne(path, await storeOf(trackingUri, target));
        }
      }).catch(() => {
        // They stay in the journal for `wattbook sync`, which says what is wrong.
      });
    },
    destination: (run) => parcelOf(run).destination,
  };
}

async function adoptOne(path: string, store: RunStore): Promise<void> {
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
}
