import { OUTSIDE_FIELDS } from "../meter/outside_reading.ts";
import { SAMPLER_EVENTS } from "../meter/sampler_worker.ts";

/** How power follows what the worker can read: enough to go on from the last figure of the calling thread. */
export interface Pace {
  /** Places of the counters, among all sources, that add up to this machine; none: the curve is used. */
  readonly counters: readonly { readonly source: number; readonly wrapsAt: number | undefined }[];
  /** Watts of the processor with 0, 1, 2, … busy threads. */
  readonly curveW: readonly number[];
  /** Watts of what is in neither. */
  readonly otherW: number;
}

/** Milliseconds between two signs of life, and the part of a run's age that they may be apart when it is old. */
export const BEAT = { everyMs: 2000, part: 0.01 } as const;

/**
 * The sign of life of a run whose training blocks the calling thread, as self-contained text for the kernel's worker:
 * when that thread has been silent for longer than a beat, the worker writes the journal line in its place, with the
 * energy that the readings since then say. It needs the sampler's text, and stops as soon as it hears from the thread.
 */
export const beatWorkerSource = `(() => {
  const FIELDS = ${JSON.stringify(OUTSIDE_FIELDS)}, BEAT = ${JSON.stringify(BEAT)};
  const runs = new Map();
  let pace;
  const read = () => {
    const detail = {};
    self.dispatchEvent(new CustomEvent("${SAMPLER_EVENTS.read}", { detail }));
    const number = (field) => detail.numbers?.[FIELDS.indexOf(field)] ?? NaN;
    return {
      atS: number("atS"),
      ownS: number("ownS") + number("endedChildrenS") + number("liveChildrenS") - number("samplerS"),
      busyS: number("machineBusyS"),
      energies: pace.counters.map(({ source }) => detail.numbers?.[FIELDS.length + source] ?? NaN),
    };
  };
  const watts = (busyCores) => {
    const at = Math.min(busyCores, pace.curveW.length - 1), below = Math.floor(at);
    const low = pace.curveW[below], high = pace.curveW[below + 1] ?? low;
    return low + (high - low) * (at - below);
  };
  const joules = (from, to) => {
    const seconds = to.atS - from.atS, ownS = Math.max(0, to.ownS - from.ownS);
    const busyS = Math.max(ownS, to.busyS - from.busyS || 0);
    const counted = pace.counters.reduce((sum, { wrapsAt = 0 }, index) => {
      const rise = to.energies[index] - from.energies[index];
      return sum + (rise < 0 ? rise + wrapsAt : rise);
    }, 0);
    const whole = pace.counters.length > 0 ? counted : watts(busyS / seconds) * seconds;
    return (busyS > 0 ? whole * ownS / busyS : 0) + pace.otherW * seconds;
  };
  const next = (run) => Math.max(BEAT.everyMs, run.seconds * 1000 * BEAT.part);
  const beat = (run) => {
    const now = read(), addedJ = joules(run.from, now);
    run.seconds += now.atS - run.from.atS;
    if (Number.isFinite(addedJ)) run.energyJ = (run.energyJ ?? 0) + addedJ;
    run.from = now;
    const line = { v: 1, kind: "beat", durationS: run.seconds, energyJ: run.energyJ, atMs: Date.now() };
    try {
      const file = Deno.openSync(run.file, { append: true });
      file.writeSync(new TextEncoder().encode(JSON.stringify(line) + "\\n"));
      file.close();
    } catch {
      // A journal that is gone or full: the run's own thread says so in the card.
    }
    run.timer = setTimeout(beat, next(run), run);
  };
  self.addEventListener("message", ({ data }) => {
    if (data?.room !== "beat") return;
    if (data.kind === "pace") pace = data.pace;
    const former = runs.get(data.run);
    clearTimeout(former?.timer);
    if (data.kind === "end") runs.delete(data.run);
    if (data.kind !== "alive") return;
    const run = { file: data.file, seconds: data.seconds, energyJ: data.energyJ, from: read() };
    // Half a beat of grace: the thread is not silent because it is a little late.
    run.timer = setTimeout(beat, next(run) + BEAT.everyMs / 2, run);
    runs.set(data.run, run);
  });
})();`;
