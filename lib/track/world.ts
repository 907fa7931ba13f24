import type { Host } from "../host.ts";
import { realHost } from "../host.ts";
import type { Intensity } from "../carbon/intensity.ts";
import type { PlaceOption } from "../carbon/place.ts";
import { preloadIntensity } from "../carbon/intensity.ts";
import { insideKernel, type Notebook, openNotebook } from "../notebook/notebook.ts";
import type { Budget, ResolvedInfo } from "../record/info.ts";
import type { RunRecord, RunStatus } from "../record/run_record.ts";
import type { JournalWriter } from "../sinks/journal.ts";
import { openGauge, type ProcessGauge } from "./gauge.ts";
import { intensityFor } from "./intensity_for.ts";
import { openJournals } from "./journals.ts";
import { openOutbox, type Outbox } from "./outbox.ts";
import { watchProcessEnd } from "./process_end.ts";
import type { Run, RunError, RunWorld } from "./run.ts";
import { openSession, type Session } from "./session.ts";
import { openShow, type Show } from "./show.ts";
import { startWorker } from "./worker.ts";

/** Everything that exists once per process: the meter, the notebook, the journals, what goes out, what is shown. */
export interface World extends RunWorld {
  /** The machine. */
  readonly host: Host;
  /** The meter. */
  readonly gauge: ProcessGauge;
  /** The Deno kernel; `undefined` outside of one. */
  readonly notebook: Notebook | undefined;
  /** Deliveries to MLflow. */
  readonly outbox: Outbox;
  /** Runs of this process, for `compare()`. */
  readonly session: Session;
  /** Cards and charts. */
  readonly show: Show;
  /** Grid intensity at a place. */
  intensityOf(place: PlaceOption | undefined): Promise<Intensity>;
  /** Sentences that belong on every card: kernel internals that are missing. */
  notes(): readonly string[];
  /** A run begins. */
  started(run: Run, sampleEvery: number): void;
  /** A run has ended: shows it and sends it, without waiting. */
  ended(run: Run, record: RunRecord): void;
  /** The status of an ended run was put right. */
  corrected(run: Run, record: RunRecord): void;
  /** Waits until the embedded store has the run and its chart is shown; never for a server. */
  settled(run: Run, record: RunRecord): Promise<void>;
  /** Calls `check` four times a second while a run with a budget is open; returns how to stop that. */
  every(budget: Budget, check: () => void): () => void;
  /** Outside a notebook: ends an open run when the process ends. */
  onProcessEnd(run: Run, finish: (status: RunStatus, error?: RunError) => void): Disposable;
}

let world: World | undefined;

/** The world of this process, made at the first call. */
export function theWorld(): World {
  return world ??= openWorld(realHost());
}

/** Inside a Jupyter kernel the observer has to see the first cell, so the world begins with the import. */
export function beginInKernel(): void {
  if (!insideKernel()) return;
  theWorld();
  // The first `track()` should not wait for the tables; a failure shows up there, with its reason.
  preloadIntensity().catch(() => {});
}

function openWorld(host: Host): World {
  const inKernel = insideKernel();
  const worker = inKernel ? startWorker() : undefined;
  const notebook = inKernel ? openNotebook(worker) : undefined;
  const gauge = openGauge(host, worker);
  const journals = openJournals(host);
  const session = openSession();
  const outbox = openOutbox(host, journals);
  const show = openShow(host, notebook, outbox);
  const open = new Set<Run>();
  return {
    host,
    gauge,
    notebook,
    outbox,
    session,
    show,
    epochMs: host.epochMs,
    openJournal: (runId: string, info: ResolvedInfo, startMs: number): JournalWriter =>
      journals.begin(runId, info, startMs),
    intensityOf: (place) => intensityFor(place, host),
    notes: () => notebook?.missing ?? [],
    started(run, sampleEvery) {
      // A Stop belongs to the runs that were open when it came.
      if (open.size === 0) notebook?.resetStop();
      open.add(run);
      gauge.sample(sampleEvery);
      outbox.open(run);
    },
    ended(run, record) {
      open.delete(run);
      if (open.size === 0) gauge.rest();
      session.add(record);
      show.card(run, record);
      outbox.push(run);
    },
    corrected(run, record) {
      session.add(record);
      show.card(run, record);
      outbox.push(run);
    },
    async settled(run, record) {
      await outbox.settledLocally(run);
      await show.chart(run, record);
    },
    every(budget, check) {
      if (Object.keys(budget).length === 0) return () => {};
      const timer = setInterval(check, 250);
      Deno.unrefTimer(timer);
      return () => clearInterval(timer);
    },
    onProcessEnd: (run, finish) => watchProcessEnd(run, finish, () => outbox.settled()),
  };
}
