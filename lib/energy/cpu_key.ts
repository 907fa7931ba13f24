import type { Span } from "../meter/span.ts";

/** Which part of the machine's busy CPU time is ours. */
export interface CpuKey {
  /** Best estimate, 0 to 1. */
  readonly value: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
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
  if (cpu.machineBusyS === undefined) {
    return { value: 1, low: 0, high: 1, problem: "the busy time of the machine cannot be read" };
  }
  if (Math.max(cpu.machineBusyS, own) < LEAST_BUSY_S) {
    return { value: 1, low: 0, high: 1, problem: "too little CPU time to tell this process from others" };
  }
  const part = (busy: number) => Math.min(1, own / Math.max(own, busy, LEAST_BUSY_S / 5));
  return {
    value: part(cpu.machineBusyS),
    low: part(cpu.machineBusyS + TICKS_S),
    high: part(cpu.machineBusyS - TICKS_S),
  };
}
