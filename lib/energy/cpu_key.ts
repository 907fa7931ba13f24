import type { Seconds } from "../units.ts";
import type { Span } from "../meter/span.ts";

/** Which part of the machine's busy CPU time is ours. */
export interface CpuKey {
  /** Best estimate, 0 to 1. */
  readonly value: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Busy seconds of the machine, where they can be believed. */
  readonly busyS: Seconds | undefined;
  /** Why it cannot be told, if it cannot; everything is then charged to us, with a lower end of 0. */
  readonly problem?: string;
}

/** `/proc/stat` counts in ticks of 10 ms; a busy time below five of them cannot be split. Seconds. */
const LEAST_BUSY_S = 0.05;

/** Rounding of busy time at both ends, one tick each. Seconds. */
const TICKS_S = 0.02;

/** The key by which energy is split: CPU seconds of this process tree over all busy CPU seconds. */
export function cpuKey({ cpu }: Span): CpuKey {
  const own = cpu.ownS + cpu.childrenS;
  const busy = cpu.machineBusyS;
  if (busy === undefined) return unknown("the busy time of the machine cannot be read", undefined);
  if (own > 2 * busy + LEAST_BUSY_S) {
    // Sandboxes show a `/proc/stat` that stands still.
    return unknown("the machine shows less busy time than this process alone had", undefined);
  }
  if (Math.max(busy, own) < LEAST_BUSY_S) {
    return unknown("too little CPU time to tell this process from others", busy);
  }
  const part = (seconds: Seconds) => Math.min(1, own / Math.max(own, seconds));
  return { value: part(busy), low: part(busy + TICKS_S), high: part(busy - TICKS_S), busyS: busy };
}

function unknown(problem: string, busyS: Seconds | undefined): CpuKey {
  return { value: 1, low: 0, high: 1, busyS, problem };
}
