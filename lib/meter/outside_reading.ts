import type { Reading } from "../sources/source.ts";
import { type Bracket, type Instruments, usesOf } from "./bracket.ts";

/** Numbers of a reading that the sampler's thread took, in their order; one per source follows. NaN is unknown. */
export const OUTSIDE_FIELDS = [
  "atS",
  "wallMs",
  "ownS",
  "endedChildrenS",
  "liveChildrenS",
  "endedChildrenMaxBytes",
  "machineBusyS",
  "stealS",
  "residentBytes",
  "samplerS",
] as const;

/** A reading of everything that another thread took, while the calling one was busy. */
export interface OutsideReading {
  /** What was read; its cost is in `samplerS`. */
  readonly bracket: Bracket;
  /** CPU seconds of the sampler's thread at that moment. */
  readonly samplerS: number;
}

/**
 * Numbers from the sampler's thread as a reading.
 *
 * @param numbers In the order of {@linkcode OUTSIDE_FIELDS}, then one per source in joules or watts.
 * @param kinds What each source gives, and where it wraps.
 * @param instruments For what no thread has to read again.
 */
export function outsideReading(
  numbers: readonly number[],
  kinds: readonly { readonly kind: "counter" | "power"; readonly range: { readonly wrapsAt?: number } }[],
  { memory, sources }: Instruments,
): OutsideReading {
  const number = (field: typeof OUTSIDE_FIELDS[number]) => numbers[OUTSIDE_FIELDS.indexOf(field)] ?? NaN;
  const busyS = number("machineBusyS");
  const readings = kinds.map(({ kind, range }, index): Reading | Error => {
    const value = numbers[OUTSIDE_FIELDS.length + index] ?? NaN;
    if (Number.isNaN(value)) return new Error("its file could not be read at the cell's begin or end");
    return kind === "power" ? { kind, power: value } : { kind, energy: value, ...range };
  });
  return {
    samplerS: number("samplerS"),
    bracket: {
      atS: number("atS"),
      wallMs: number("wallMs"),
      readings,
      // The sampler's thread adds them up as it goes; what came since is small.
      uses: usesOf(sources),
      cpu: {
        ownS: number("ownS"),
        endedChildrenS: number("endedChildrenS"),
        liveChildrenS: number("liveChildrenS"),
        endedChildrenMaxBytes: number("endedChildrenMaxBytes"),
        machineBusyS: Number.isNaN(busyS) ? undefined : busyS,
        stealS: number("stealS"),
      },
      memory: { residentBytes: number("residentBytes"), totalBytes: memory.read().totalBytes },
      costS: 0,
    },
  };
}
