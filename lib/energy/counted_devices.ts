import type { Joules } from "../units.ts";
import type { DeviceEnergy, Span } from "../meter/span.ts";
import type { Device, ProcessUse } from "../sources/source.ts";

/** A device whose energy inside a span was read. */
export interface CountedDevice {
  /** Which device. */
  readonly device: Device;
  /** `"counter"` or `"power"` (integrated from samples). */
  readonly kind: "counter" | "power";
  /** Joules that were read. */
  readonly readJ: Joules;
  /** Joules of the whole span: what was not read goes on at the mean power of what was. */
  readonly wholeJ: Joules;
  /** Part of the span that was read, above 0 and up to 1. */
  readonly coverage: number;
  /** Worst error of the two edge readings, in joules. */
  readonly resolutionJ: Joules;
  /** Part of the span in which the reading can be believed: a sensor that froze tells nothing more, 0 to 1. */
  readonly believed: number;
  /** What processes did to it, where that can be told. */
  readonly use?: ProcessUse;
}

/** A difference below this many times the error of its edges says nothing. */
const RESOLVED = 20;

/** A meter of the whole machine that was read for less than this does not replace counters of its parts. */
const MOSTLY = 0.9;

/**
 * Devices of a span whose figures can be used and that are split by CPU time, each joule once: a meter of the whole
 * machine has all others inside it, so what graphics cards used is taken off it. A counter that did not move says
 * nothing (the span was shorter than its period), nor does a sensor that shows no power: nothing that runs draws none.
 */
export function countedDevices(span: Span): CountedDevice[] {
  const counted = span.devices.flatMap(counts);
  const whole = wholeMeter(counted);
  if (whole === undefined) {
    return counted.filter(({ device: { part } }) => part !== "machine" && part !== "gpu");
  }
  const gpuJ = countedGpus(span).reduce((sum, { wholeJ }) => sum + wholeJ, 0);
  // The platform counter of a processor does not reach cards in a slot.
  if (gpuJ === 0 || whole.device.id === "rapl:psys") return [whole];
  const restJ = Math.max(0, whole.wholeJ - gpuJ);
  const device = { ...whole.device, label: `${whole.device.label}, without GPUs` };
  return [{ ...whole, device, wholeJ: restJ, readJ: restJ * whole.coverage }];
}

/** Graphics cards whose figures can be used: they are split by the use that processes made of them. */
export function countedGpus({ devices }: Span): CountedDevice[] {
  return devices.flatMap(counts).filter(({ device }) => device.part === "gpu");
}

/** Meters of the whole machine that were read and are not used, one sentence each. */
export function unusedMeters(span: Span): string[] {
  const counted = span.devices.flatMap(counts);
  const used = wholeMeter(counted);
  return counted.filter((meter) => meter.device.part === "machine" && !isResolved(meter) && meter !== used)
    .map(({ device: { label }, wholeJ, resolutionJ }) => {
      const needsS = span.durationS * RESOLVED * resolutionJ / wholeJ;
      return `${label}: too slow for so short a run, not used; it needs about ${
        Number(needsS.toPrecision(2))
      } s`;
    });
}

/** Whether the error of the edges is small beside what was read. */
export function isResolved({ readJ, resolutionJ }: CountedDevice): boolean {
  return readJ >= RESOLVED * resolutionJ;
}

/** The outermost meter that resolves the span: what it has inside cannot be more than it shows. */
function wholeMeter(counted: readonly CountedDevice[]): CountedDevice | undefined {
  const hasCpu = counted.some(({ device }) => device.part === "cpu");
  return counted.filter((meter) =>
    meter.device.part === "machine" && isResolved(meter) && (!hasCpu || meter.coverage >= MOSTLY)
  ).reduce<CountedDevice | undefined>(
    (most, meter) => most === undefined || meter.wholeJ > most.wholeJ ? meter : most,
    undefined,
  );
}

function counts(
  { device, kind, energyJ, coverage, resolutionJ, steady = 0, use }: DeviceEnergy,
): CountedDevice[] {
  if (energyJ === undefined || !(energyJ > 0) || !(coverage > 0)) return [];
  return [{
    device,
    kind,
    readJ: energyJ,
    wholeJ: energyJ / coverage,
    coverage,
    resolutionJ,
    believed: 1 - steady,
    ...(use && { use }),
  }];
}
