import type { Joules } from "../units.ts";
import type { Span } from "../meter/span.ts";
import type { Device } from "../sources/source.ts";

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
}

/**
 * Devices of a span whose figures can be used, each joule once: a meter of the whole machine has all others inside
 * it. A counter that did not move says nothing (the span was shorter than its period), nor does a sensor that
 * shows no power: nothing that runs draws none.
 */
export function countedDevices({ devices }: Span): CountedDevice[] {
  const counted = devices.flatMap(({ device, kind, energyJ, coverage, resolutionJ }) => {
    if (energyJ === undefined || !(energyJ > 0) || !(coverage > 0)) return [];
    return [{ device, kind, readJ: energyJ, wholeJ: energyJ / coverage, coverage, resolutionJ }];
  });
  const whole = counted.find(({ device }) => device.part === "machine");
  // Graphics cards are split by their own processes' use, not by CPU time.
  return whole ? [whole] : counted.filter(({ device }) => device.part !== "gpu");
}
