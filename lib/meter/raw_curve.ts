import type { Device } from "../sources/source.ts";
import type { Seconds } from "../units.ts";
import type { LedgerMark } from "./ledger.ts";
import type { Sample } from "./ring.ts";

/** Values of a sample before those of the sources: own and busy seconds. */
export const FIXED_VALUES = 2;

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

/**
 * The curve between two marks.
 *
 * @param start Where it begins.
 * @param inside The samples between the marks, oldest first.
 * @param newest The newest sample, with the peaks since the last that was kept.
 * @param end Where it ends.
 */
export function curveBetween(
  start: LedgerMark,
  inside: readonly Sample[],
  newest: Sample,
  end: LedgerMark,
): RawCurve {
  const peaks = newest.atS < end.bracket.atS ? newest.peaks : [];
  return curveOf(evenlyBusy([edge(start), ...inside, { ...edge(end), peaks }]), end);
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

/** Place of the machine's busy seconds among a sample's values. */
const BUSY = 1;

/**
 * Busy seconds come in ticks of 10 ms, so a quick sampler reads them less often than the rest: in between they are
 * taken to rise evenly.
 */
function evenlyBusy(samples: readonly Sample[]): Sample[] {
  const known = samples.filter(({ values }) => !Number.isNaN(values[BUSY]));
  let next = 0;
  return samples.map((sample) => {
    while (next < known.length && (known[next]?.atS ?? 0) < sample.atS) next++;
    const before = known[next - 1], after = known[next];
    if (!Number.isNaN(sample.values[BUSY]) || before === undefined || after === undefined) return sample;
    const from = before.values[BUSY] ?? NaN, to = after.values[BUSY] ?? NaN;
    const busyS = from + (to - from) * (sample.atS - before.atS) / (after.atS - before.atS);
    return { ...sample, values: sample.values.with(BUSY, busyS) };
  });
}
