import { type Host, realHost } from "../host.ts";
import { type Intensity, preloadIntensity } from "../carbon/intensity.ts";
import type { PlaceOption } from "../carbon/place.ts";
import { insideKernel, type Notebook, openNotebook } from "../notebook/notebook.ts";
import type { LedgerMark } from "../meter/ledger.ts";
import type { RunRecord } from "../record/run_record.ts";
import { openGauge, type ProcessGauge } from "./gauge.ts";
import { intensityFor, knownIntensityFor } from "./intensity_for.ts";
import { openJournals } from "./journals.ts";
import { openOutbox, type Outbox } from "./outbox.ts";
import { openProcessEnd, type ProcessEnd } from "./process_end.ts";
import type { Run } from "./run.ts";
import type { RunWorld } from "./run_world.ts";
import { openSession, type Session } from "./session.ts";
import type { CellAccount } from "./cell_account.ts";
import { accountForCells } from "./session_cells.ts";
import { openShow, type Show } from "./show.ts";
import type { Live } from "./live.ts";
import { openPanels } from "./panels.ts";
import { openBeats } from "./beats.ts";
import { besideOf } from "./beside.ts";
import { watchBudget } from "./watch_budget.ts";
import { openOrigin } from "./origin.ts";
import { addGitTags } from "./git_tags.ts";
import { sourceFolder, sourceTags } from "./source_tags.ts";
import { stopAll } from "./stop_all.ts";
import { openTelemetry } from "./telemetry.ts";
import { startWorker } from "./worker.ts";

/** Everything that exists once per process: the meter, the notebook, the journals, what goes out, what is shown. */
export interface World extends RunWorld {
  /** The machine. */
  readonly host: Host;
  /** The meter. */
  readonly gauge: ProcessGauge;
  /** The Deno kernel; `undefined` outside of one. */
  readonly notebook: Notebook | undefined;
  /** The account of all cells of this kernel; `undefined` outside of one. */
  readonly cells: CellAccount<LedgerMark> | undefined;
  /** Deliveries to MLflow. */
  readonly outbox: Outbox;
  /** Runs of this process, for `compare()`. */
  readonly session: Session;
  /** Cards and charts. */
  readonly show: Show;
  /** Panels of the runs that are being measured. */
  readonly live: Live;
  /** The end of the process, for runs outside a notebook. */
  readonly processEnd: ProcessEnd;
  /** Grid intensity at a place. */
  intensityOf(place: PlaceOption | undefined): Promise<Intensity>;
  /** The same without waiting; `undefined` while the tables are not loaded. */
  knownIntensityOf(place: PlaceOption | undefined): Intensity | undefined;
  /** Sentences that belong on every card: kernel internals that are missing. */
  notes(): readonly string[];
  /** A run is about to begin: what it needs later is opened before it is measured. */
  prepare(run: Run): Promise<void>;
  /** A run begins; `within`: it is the cell's own, so that a Stop that came since its begin is meant for it. */
  started(run: Run, within?: boolean): void;
  /** A run has ended: shows its card in a notebook, and sends it without waiting. */
  ended(run: Run, record: RunRecord): void;
  /** The same for a cell or program that fails and cannot wait: what can be shown is shown now. */
  endedAtOnce(run: Run, record: RunRecord): void;
  /** The status of an ended run was put right. */
  corrected(run: Run, record: RunRecord): void;
  /** Called when a kernel client is about to end the kernel and waits for all deliveries. */
  readonly settling: Set<() => void>;
  /** Waits until the embedded store has the run and it is shown; in a notebook never for a server. Never throws. */
  settled(run: Run, record: RunRecord): Promise<void>;
  /** What `say` tells the kernel's worker goes there as one message. */
  together<Result>(say: () => Result): Result;
  /** While a run is open: calls `check` four times a second where it has a budget; returns how to stop that. */
  every(run: Run, check: () => void): () => void;
}

/** What nobody waits for is done when the cell's reply has left. */
const REPLY_FIRST_MS = 250;

/** Where a kernel client finds what waits for all deliveries before it ends the kernel. */
const SETTLED = Symbol.for("wattbook.settled");

let world: World | undefined;

/** The world of this process, made at the first call. */
export function theWorld(): World {
  return world ??= openWorld(realHost());
}

/** Inside a Jupyter kernel the observer has to see the first cell, so the world begins with the import. */
export function beginInKernel(): void {
  if (!insideKernel()) return;
  const { outbox, settling } = theWorld();
  Reflect.set(globalThis, SETTLED, () => {
    settling.forEach((action) => action());
    return outbox.settled().then(outbox.consolidate);
  });
  // The first `track()` should wait neither for tables nor for code; a failure shows up there, with its reason.
  preloadIntensity().catch(() => {});
  import("../record/info.ts").catch(() => {});
}

function openWorld(host: Host): World {
  const inKernel = insideKernel();
  const worker = inKernel ? startWorker() : undefined;
  const notebook = inKernel ? openNotebook(worker) : undefined;
  const gauge = openGauge(host, worker);
  const session = openSession(), telemetry = openTelemetry(host);
  const tags = { ...sourceTags(host, inKernel) };
  const askGit = addGitTags(tags, sourceFolder(inKernel));
  if (inKernel) void askGit();
  const show: Show = openShow(host, notebook, (run) => outbox.destination(run));
  const outbox = openOutbox(host, {
    changed(run) {
      if (notebook && run.record) show.card(run, run.record);
    },
    serverAfterMs: notebook ? REPLY_FIRST_MS : 0,
    filesAfterMs: notebook ? REPLY_FIRST_MS : 0,
  });
  const beats = openBeats(host, gauge, worker);
  const origin = notebook && openOrigin(host, notebook, (run) => outbox.push(run));
  const live = openPanels(host, notebook && show);
  const journals = openJournals(host, (folder) => outbox.tidy(folder));
  const open = new Set<Run>(), settling = new Set<() => void>();
  const shown = new Set<string>();
  if (!inKernel) addEventListener("unload", () => outbox.consolidate());
  const keep = (record: RunRecord) => (session.add(record), telemetry.tell(record));
  const showOnce = (run: Run, record: RunRecord) => {
    if (!shown.has(run.id)) show.card(run, record);
    shown.add(run.id);
  };
  return {
    host,
    gauge,
    notebook,
    together: (say) => worker ? worker.together(say) : say(),
    cells: notebook && accountForCells(notebook, gauge),
    settling,
    outbox,
    session,
    show,
    live,
    processEnd: openProcessEnd(host.monotonicS),
    epochMs: host.epochMs,
    openJournal: (runId, info, startMs) => journals.begin(runId, info, tags, startMs),
    intensityOf: (place) => intensityFor(place, host),
    knownIntensityOf: (place) => knownIntensityFor(place, host),
    beside: (info, intensity) => besideOf(info, intensity, host),
    notes: () => notebook?.missing ?? [],
    async prepare(run) {
      const opening = Promise.all([outbox.prepare(run), askGit(), telemetry.prepare()]);
      // A cell need not wait for it, and has an end that can.
      if (notebook === undefined) await opening;
    },
    started(run, within = false) {
      // A Stop belongs to the runs that were open when it came.
      if (open.size === 0 && !within) notebook?.resetStop();
      open.add(run);
      gauge.sample(run.info.sampleEvery);
      outbox.open(run);
      origin?.begun(run);
    },
    ended(run, record) {
      open.delete(run);
      live.end(run);
      if (open.size === 0) gauge.rest();
      keep(record);
      if (notebook) show.card(run, record);
      outbox.push(run);
      void origin?.ended(run);
    },
    endedAtOnce(run, record) {
      if (notebook) show.chartNow(run, record);
      else showOnce(run, record);
    },
    corrected(run, record) {
      keep(record);
      if (notebook) show.card(run, record);
      else showOnce(run, record);
      outbox.push(run);
    },
    async settled(run, record) {
      try {
        if (notebook === undefined) {
          await outbox.settled();
          return showOnce(run, run.record ?? record);
        }
        await outbox.settledLocally(run);
        const picture = await show.chart(run, record);
        if (picture !== undefined) outbox.illustrate(run, picture);
        await outbox.settledLocally(run);
      } catch (error) {
        // Nothing that is shown is worth an error in the user's cell.
        console.error(
          `wattbook: a run could not be shown: ${error instanceof Error ? error.message : error}`,
        );
      }
    },
    every: (run, check) => stopAll([beats.follow(run), watchBudget(run.info.budget, check)]),
  };
}
