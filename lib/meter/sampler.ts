import type { Seconds } from "../units.ts";
import type { Device } from "../sources/source.ts";
import type { Ledger, LedgerMark } from "./ledger.ts";
import { newestSample, newRing, readRing, RING_SLOTS, type Sample } from "./ring.ts";
import { openHome, type SamplerPort } from "./sampler_home.ts";
import { PACE } from "./sampler_worker.ts";

export type { SamplerPort };

/** Points of a curve between two marks; for plots only. */
export interface RawCurve {
  /** Seconds since the first mark, one per interval, at its end. */
  readonly timeS: readonly Seconds[];
  /** Processors that this process kept busy in each interval. */
  readonly ownCores: readonly number[];
  /** Processors that were busy in each interval; NaN where the machine does not tell. */
  readonly busyCores: readonly number[];
  /** Watts per source in each interval; NaN where it could not be read. */
  readonly watts: readonly {
    readonly label: string;
    readonly part: Device["part"];
    readonly watts: readonly number[];
  }[];
  /** The same at the highest moment of each interval; not there where each is one sample. */
  readonly peaks?: {
    readonly ownCores: readonly number[];
    readonly busyCores: readonly number[];
    readonly watts: readonly (readonly number[])[];
  };
}

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

const FIXED_VALUES = 2;

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
      const newest = newestSample(ring, width);
      const peaks = newest.atS < end.bracket.atS ? newest.peaks : [];
      return curveOf([edge(start), ...inside, { ...edge(end), peaks }], end);
    },
    [Symbol.dispose]() {
      rest();
      home.end();
    },
  };
}

/** A mark as a sample, so that the curve begins and ends with the run. */
function edge({ bracket }: LedgerMark): Sample {
  const values = bracket.readings.map((reading) =>
    reading instanceof Error ? NaN : reading.kind === "power" ? reading.power : reading.energy
  );
  return {
    atS: bracket.atS,
    values: [bracket.cpu.ownS, bracket.cpu.machineBusyS ?? NaN, ...values],
    peaks: [],
  };
}

/** Two samples within this are one: their ticks of 10 ms would make spikes. Seconds. */
const APART_S = 0.005;

/** Intervals between samples; what lies too close joins its neighbour, so that nothing in between is lost. */
function intervals(samples: readonly Sample[]): { readonly from: Sample; readonly to: Sample }[] {
  const kept: Sample[] = [];
  for (const [index, sample] of samples.entries()) {
    const [former, last] = [kept.at(-2), kept.at(-1)];
    const sinceS = sample.atS - (last?.atS ?? -Infinity);
    if (index < samples.length - 1) {
      if (sinceS >= APART_S) kept.push(sample);
      continue;
    }
    // The run's end stays; it makes a short last interval, whose few ticks say little, part of the one before.
    const stepS = (last?.atS ?? 0) - (former?.atS ?? -Infinity);
    const joins = kept.length > 1 && (sinceS < APART_S || sinceS < stepS / 2);
    const joined = joins ? kept.pop()?.peaks ?? [] : [];
    const peaks = sample.values.map((_, value) => Math.max(sample.peaks[value] ?? 0, joined[value] ?? 0));
    kept.push({ ...sample, peaks });
  }
  return kept.slice(1).map((to, index) => ({ from: kept[index] ?? to, to }));
}

function curveOf(samples: readonly Sample[], { accounts }: LedgerMark): RawCurve {
  const first = samples[0]?.atS ?? 0;
  const pairs = intervals(samples);
  const rate = (value: number) =>
    pairs.map(({ from, to }) => {
      const rise = (to.values[value] ?? NaN) - (from.values[value] ?? NaN);
      return rise < 0 ? NaN : rise / (to.atS - from.atS);
    });
  const mean = (value: number) =>
    pairs.map(({ from, to }) => ((to.values[value] ?? NaN) + (from.values[value] ?? NaN)) / 2);
  const peak = (value: number, means: readonly number[]) =>
    pairs.map(({ to }, at) => {
      const mean = means[at] ?? NaN, highest = to.peaks[value] ?? 0;
      return highest > mean ? highest : mean;
    });
  const ownCores = rate(0), busyCores = rate(1);
  const watts = accounts.map(({ kind }, index) => (kind === "power" ? mean : rate)(FIXED_VALUES + index));
  return {
    timeS: pairs.map(({ to }) => to.atS - first),
    ownCores,
    busyCores,
    watts: accounts.map(({ source: { device: { label, part } } }, index) => ({
      label,
      part,
      watts: watts[index] ?? [],
    })),
    peaks: {
      ownCores: peak(0, ownCores),
      busyCores: peak(1, busyCores),
      watts: watts.map((means, index) => peak(FIXED_VALUES + index, means)),
    },
  };
}
