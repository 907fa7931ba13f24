import type { Seconds } from "../units.ts";
import type { Ledger, LedgerMark } from "./ledger.ts";
import { curveBetween, FIXED_VALUES, type RawCurve } from "./raw_curve.ts";
import { newestSample, newRing, readRing, RING_SLOTS } from "./ring.ts";
import { openHome, type SamplerPort } from "./sampler_home.ts";
import { PACE } from "./sampler_worker.ts";

export type { RawCurve, SamplerPort };

/** The one sampler of a process: draws the curve and guards counters against unseen wraps. Never awaited. */
export interface Sampler extends Disposable {
  /** In a kernel: opens its files without sampling, so that it can read when a cell begins. */
  open(): void;
  /** Samples every `periodS` seconds from now on; without it ten times a second at first, then once. */
  start(periodS?: Seconds): void;
  /** Stops sampling. */
  rest(): void;
  /** Folds what was sampled since the last call into the ledger, up to a moment; each mark does so by itself. */
  bridge(untilS?: Seconds): void;
  /** The curve between two marks; `undefined` with fewer than three points. */
  curve(start: LedgerMark, end: LedgerMark): RawCurve | undefined;
}

/** A counter has to be read at least this often to see each wrap up to 1 kW. Seconds. */
const LONGEST_PERIOD_S = 30;

/** The ring thins itself out in a long run that marks nothing; the ledger takes the samples before that. */
const BRIDGE_EVERY_MS = 60_000;

/**
 * Opens the sampler.
 *
 * @param ledger What is sampled.
 * @param port The kernel's worker; without one a thread of its own starts once a run has lasted a second.
 */
export function openSampler(ledger: Ledger, port: SamplerPort | undefined): Sampler {
  const { host, sources } = ledger.instruments;
  const width = FIXED_VALUES + sources.length;
  const ring = newRing(width);
  const home = openHome(port, () => ({
    ring: ring.buffer,
    slots: RING_SLOTS,
    readers: sources.map(({ sampling }) => sampling),
    powers: sources.map(({ kind }) => kind === "power"),
    statPath: host.path("/proc/stat"),
    schedstatPath: "/proc/thread-self/schedstat",
    root: host.path(""),
    aheadS: host.epochMs() / 1000 - host.monotonicS(),
    askedMs: port ? host.epochMs() : 0,
  }));
  let bridgedS = -Infinity;
  let timer: ReturnType<typeof setInterval> | undefined;
  const bridge = (untilS = Infinity) => {
    for (const { atS, values } of readRing(ring, width, bridgedS)) {
      if (atS > untilS) return;
      bridgedS = atS;
      sources.forEach(({ sampling }, index) => {
        if (sampling) ledger.bridge(index, values[FIXED_VALUES + index] ?? NaN, atS);
      });
    }
  };
  const rest = () => {
    clearInterval(timer);
    timer = undefined;
    home.rest();
  };
  ledger.subtract({ cpuS: () => ring[3] ?? 0, bridge });
  return {
    open: () => home.open(),
    start(periodS) {
      const periodMs = periodS === undefined ? PACE.periodMs : Math.min(periodS, LONGEST_PERIOD_S) * 1000;
      home.start(periodMs, periodS === undefined ? PACE.quickMs : 0);
      if (timer !== undefined) return;
      timer = setInterval(() => bridge(), BRIDGE_EVERY_MS);
      Deno.unrefTimer(timer);
    },
    rest,
    bridge,
    curve(start, end) {
      const inside = readRing(ring, width, start.bracket.atS).filter(({ atS }) => atS < end.bracket.atS);
      if (inside.length < 2) return undefined;
      return curveBetween(start, inside, newestSample(ring, width), end);
    },
    [Symbol.dispose]() {
      rest();
      home.end();
    },
  };
}
