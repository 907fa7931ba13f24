import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import type { RunRecord } from "../record/run_record.ts";
import { openBeats } from "./beats.ts";
import { besideOf } from "./asked_beside.ts";
import { openGauge } from "./gauge.ts";
import { addGitTags } from "./git_tags.ts";
import { intensityFor, knownIntensityFor } from "./intensity_for.ts";
import { openJournals } from "./journals.ts";
import type { Live } from "./live.ts";
import { openOutbox } from "./outbox.ts";
import { openProcessEnd } from "./process_end.ts";
import type { Run } from "./run.ts";
import { openSession } from "./session.ts";
import { openShow, type Show } from "./show.ts";
import { sourceFolder, sourceTags } from "./source_tags.ts";
import { stopAll } from "./stop_all.ts";
import { openTelemetry } from "./telemetry.ts";
import { watchBudget } from "./watch_budget.ts";
import type { World } from "./world.ts";

/** What nobody waits for is done when the cell's reply has left. */
const REPLY_FIRST_MS = 250;

/** A store on this machine is written at the cell's end, while the kernel sends what was shown; else after this. */
const STORE_AFTER_MS = 5;

/** What only a kernel needs. */
type KernelParts = typeof import("./in_kernel.ts");

/** A program has no panels. */
const NO_PANELS: Live = { begin() {}, touch() {}, cellOver() {}, end() {} };

/**
 * Puts everything together that exists once per process.
 *
 * @param host The machine.
 * @param kernel Its parts where this is one.
 */
export function openWorld(host: Host, kernel?: KernelParts): World {
  const inKernel = kernel !== undefined;
  const worker = kernel?.startWorker();
  const notebook = kernel?.openNotebook(worker);
  const gauge = openGauge(host, worker);
  const session = openSession(), telemetry = openTelemetry(host);
  const tags: Record<string, string> = {};
  const askGit = addGitTags(tags, sourceFolder(inKernel));
  if (inKernel) void askGit();
  const show: Show = openShow(host, notebook, (run) => outbox.destination(run));
  const outbox = openOutbox(host, {
    changed(run) {
      if (notebook && run.record) show.card(run, run.record);
    },
    serverAfterMs: notebook ? REPLY_FIRST_MS : 0,
    storeAfterMs: notebook ? STORE_AFTER_MS : 0,
    filesAfterMs: notebook ? REPLY_FIRST_MS : 0,
  });
  const beats = openBeats(host, gauge, worker);
  const origin = notebook && kernel?.openOrigin(host, notebook, (run) => outbox.push(run));
  const live = notebook && kernel ? kernel.openPanels(host, notebook, show) : NO_PANELS;
  const journals = openJournals(host, (folder) => outbox.tidy(folder));
  const open = new Set<Run>(), settling = new Set<() => void>();
  const shown = new Set<string>();
  // When a cell is over, its reply has left.
  notebook?.onCells({ over: () => journals.makeReady() });
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
    cells: notebook && kernel?.accountForCells(notebook, gauge),
    settling,
    outbox,
    session,
    show,
    live,
    processEnd: openProcessEnd(host.monotonicS),
    epochMs: host.epochMs,
    openJournal: (runId, info, startMs) =>
      // Read anew for each run: a kernel may get its notebook long after the package was imported.
      journals.begin(runId, info, { ...sourceTags(host, inKernel), ...tags }, startMs),
    intensityOf: (place) => intensityFor(place, host),
    knownIntensityOf: (place) => knownIntensityFor(place, host),
    beside: (info, intensity) => besideOf(info, intensity, host),
    notes: () => notebook?.missing ?? [],
    async prepare(run) {
      const opening = Promise.all([outbox.prepare(run), askGit(), telemetry.prepare()]);
      // A cell need not wait for it, and has an end that can.
      if (notebook === undefined) await opening;
    },
    listen() {
      // A Stop belongs to the runs that were open when it came.
      if (open.size === 0) notebook?.resetStop();
      return notebook?.watchStop();
    },
    started(run) {
      open.add(run);
      gauge.sample(run.info.sampleEvery);
      outbox.open(run);
      origin?.begun(run);
    },
    ending: (run) => origin?.ending(run),
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
      // Nothing comes after it in this cell.
      void outbox.storedHere(run);
    },
    corrected(run, record) {
      keep(record);
      if (notebook) show.card(run, record);
      else showOnce(run, record);
      outbox.push(run);
      void outbox.storedHere(run);
    },
    async settled(run, record, stored) {
      try {
        if (notebook === undefined) {
          await outbox.settled();
          return showOnce(run, run.record ?? record);
        }
        if (stored === "with the cell") notebook.atEnd(() => outbox.storedHere(run));
        else await outbox.storedHere(run);
        const picture = await show.chart(run, record);
        if (picture !== undefined) outbox.illustrate(run, picture);
      } catch (error) {
        // Nothing that is shown is worth an error in the user's cell.
        console.error(
          `wattbook: a run could not be shown: ${messageOf(error)}`,
        );
      }
    },
    every: (run, check) => stopAll([beats.follow(run), watchBudget(run.info.budget, check)]),
  };
}
