import { kilowatts, kilowattsBetween, kwhOfMicrojoules, kwhOfWatts, watts } from "./conversions.ts";
import { machineWatts, meanWatts, processWatts } from "./cpu_watts.ts";
import { designPower, NAMELESS_CPU_W } from "./design_power.ts";
import type { CodecarbonInterval, CodecarbonProcessor, PackageCounter } from "./readings.ts";

/** Power and energy of a component in an interval, before the PUE. */
export interface IntervalEnergy {
  /** Kilowatts. */
  readonly kw: number;
  /** Kilowatt hours. */
  readonly kwh: number;
}

/**
 * What CodeCarbon makes of a processor, interval by interval.
 *
 * @param processor The processor.
 * @throws {PythonError} From the first interval without a counter on, when its table holds no number for it.
 */
export function processorEnergy(
  processor: CodecarbonProcessor,
): (interval: CodecarbonInterval) => IntervalEnergy {
  const { threads } = processor;
  let designW: number | undefined, latestW = 0;
  return ({ seconds, processor: readings }) => {
    if (readings.kind === "counters") {
      const { w, kwh } = counted(readings.counters, seconds);
      const covered = readings.samplesS ?? [seconds];
      const samples = covered.map((seconds, at) => ({
        watts: at === covered.length - 1 ? w : latestW,
        seconds,
      }));
      latestW = w;
      return { kw: kilowatts(meanWatts(samples)), kwh };
    }
    const design = designW ??= designWatts(processor);
    const samples = readings.kind === "load"
      ? readings.samples.map(({ loadPercent, seconds }) => ({
        watts: machineWatts(design, loadPercent),
        seconds,
      }))
      : readings.samples.map(({ cpuSeconds, seconds }) => ({
        watts: processWatts(design, threads, cpuSeconds, seconds),
        seconds,
      }));
    const w = meanWatts(samples);
    return { kw: kilowatts(w), kwh: kwhOfWatts(w, seconds) };
  };
}

function designWatts({ model, threads, sockets = 1, forcedWatts }: CodecarbonProcessor): number {
  if (forcedWatts !== undefined) return forcedWatts;
  const { watts } = designPower(model, threads);
  // Without a name it does not count sockets.
  return watts === undefined ? NAMELESS_CPU_W : watts * sockets;
}

function counted(counters: readonly PackageCounter[], seconds: number): { w: number; kwh: number } {
  let w = 0, kwh = 0;
  for (const { beforeUj, afterUj, wrapsAtUj = 0 } of counters) {
    const before = kwhOfMicrojoules(beforeUj), read = kwhOfMicrojoules(afterUj);
    const after = before > read ? read + kwhOfMicrojoules(wrapsAtUj) : read;
    // Still lower: it skips the interval.
    if (before > after) continue;
    kwh += after - before;
    w += watts(kilowattsBetween(after, before, seconds));
  }
  return { w: watts(kilowatts(w)), kwh };
}
