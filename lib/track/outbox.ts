import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Destination } from "../record/destination.ts";
import { AT_EXIT_TIMEOUT_S } from "../sinks/mlflow/patience.ts";
import { withoutSecrets } from "../sinks/mlflow/uri.ts";
import { adoptOrphans } from "./adopt_orphans.ts";
import { Parcel } from "./parcel.ts";
import { artifactsOf, REPORT_PATH } from "./run_artifacts.ts";
import type { Run } from "./run.ts";
import { isEmbedded, openStores } from "./stores.ts";

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
  /** Delivers to an embedded store at once, and waits until it has the rows of what was pushed; nothing for a server. */
  storedHere(run: Run): Promise<void>;
  /** Waits for everything that is on its way. */
  settled(): Promise<void>;
  /** Leaves each embedded store as one file; synchronous, for the end of the process. */
  consolidate(): void;
  /** Closes the runs of a folder whose process died and delivers them to the embedded store they were meant for. */
  tidy(folder: string): void;
  /** Where a run is logged, as far as it is known now. */
  destination(run: Run): Destination;
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
  /** Milliseconds until an embedded store is written, unless `storedHere()` asks for it before. */
  readonly storeAfterMs: number;
  /** Milliseconds between a run's rows and its files, for the same reason. */
  readonly filesAfterMs: number;
}

/**
 * Opens the outbox of this process.
 *
 * @param host Network and environment.
 * @param options How it works here.
 */
export function openOutbox(
  host: Host,
  { changed, serverAfterMs, storeAfterMs, filesAfterMs }: OutboxOptions,
): Outbox {
  const parcels = new Map<string, Parcel>();
  // Where a program waits for its deliveries before it ends, a server that hangs must not hold it for long.
  const stores = openStores(host, serverAfterMs > 0 ? {} : { timeoutS: AT_EXIT_TIMEOUT_S });
  const underWay = new Set<Promise<void>>();
  let tidying = Promise.resolve();

  const parcelOf = (run: Run): Parcel => {
    const parcel = parcels.get(run.id) ?? new Parcel(run);
    parcels.set(run.id, parcel);
    return parcel;
  };
  const tell = (run: Run, parcel: Parcel, destination: Destination) => {
    const differs = JSON.stringify(parcel.destination) !== JSON.stringify(destination);
    parcel.destination = destination;
    if (differs && run.record) changed(run);
  };
  /** A server gives its own ids: a part of a run can name it once that is there. */
  const deliverParent = async (parent: Run) => {
    const parcel = parcelOf(parent);
    if (!parcel.isThere) push(parent);
    if (!parcel.isThere) await parcel.nextRows();
  };
  const deliver = async (run: Run, parcel: Parcel) => {
    const { target } = parcel;
    try {
      const parent = run.parent ?? parcels.get(run.info.tags["mlflow.parentRunId"] ?? "")?.run;
      if (parent && target.kind !== "none") await deliverParent(parent);
      const store = await stores.open(run.info.trackingUri, target);
      // A program that only computes figures does not load it.
      const { deliverRun } = await import("../sinks/mlflow/deliver.ts");
      const { lines } = run.journal;
      const ended = run.record !== undefined;
      parcel.soFar = await deliverRun(run.deliverable(), store, {
        ...(parcel.soFar ? { soFar: parcel.soFar } : {}),
        // A server takes a small file in one request.
        filesAside: filesAfterMs > 0 && isEmbedded(target),
        derive(record) {
          parcel.drawn = parcel.picture;
          return artifactsOf(record, parcel.picture);
        },
        async rowsStored() {
          parcel.rowsStored(ended);
          // The files come after the cell's reply.
          if (filesAfterMs > 0) await pause(filesAfterMs);
        },
      });
      const { remoteRunId, experimentId, problems = [] } = parcel.soFar;
      if (ended) run.journal.delivered(store.uri, lines, remoteRunId, experimentId);
      const link = store.link(experimentId, remoteRunId);
      const state = ended ? "stored" : "sending";
      const refused = problems.length > 0 ? { problem: problems.join("; ") } : {};
      tell(run, parcel, { state, uri: withoutSecrets(store.uri), link, ...refused });
    } catch (error) {
      // Training goes on; the card says what went wrong, and the journal has it all.
      const problem = messageOf(error);
      tell(run, parcel, { state: "failed", uri: withoutSecrets(run.info.trackingUri), problem });
    } finally {
      parcel.deliveryOver();
    }
  };
  const enqueue = (parcel: Parcel, task: () => Promise<void>) => {
    const work = (parcel.work ?? Promise.resolve()).then(task).finally(() => {
      underWay.delete(work);
      if (parcel.work === work) parcel.work = undefined;
    });
    parcel.work = work;
    underWay.add(work);
  };
  const push = (run: Run) => {
    const parcel = parcelOf(run);
    // One delivery that has not begun yet takes everything along.
    if (parcel.target.kind === "none" || parcel.waits) return;
    parcel.waits = true;
    parcel.pushedMs = host.epochMs();
    enqueue(parcel, async () => {
      await parcel.due(parcel.target.kind === "rest" ? serverAfterMs : storeAfterMs);
      parcel.waits = false;
      await deliver(run, parcel);
    });
  };

  return {
    push,
    async prepare(run) {
      const { target } = parcelOf(run);
      if (isEmbedded(target)) await stores.open(run.info.trackingUri, target).catch(() => {});
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
      if (parcel.target.kind === "none") return;
      enqueue(parcel, async () => {
        const report = run.record &&
          artifactsOf(run.record, picture).find(({ path }) => path === REPORT_PATH);
        if (parcel.soFar === undefined || report === undefined || parcel.drawn === picture) return;
        const store = await stores.open(run.info.trackingUri, parcel.target);
        // Without it the report is there already, only its chart is not.
        await store.putArtifact(parcel.soFar.remoteRunId, report.path, report.content).catch(() => {});
      });
    },
    async storedHere(run) {
      const parcel = parcelOf(run);
      if (!isEmbedded(parcel.target)) return;
      parcel.hurry();
      await parcel.endIsThere();
    },
    async settled() {
      await Promise.all(underWay);
      await tidying;
    },
    consolidate: stores.consolidate,
    tidy(folder) {
      tidying = tidying.then(() => adoptOrphans(folder, host, stores.open));
    },
    destination: (run) => parcelOf(run).destination,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
