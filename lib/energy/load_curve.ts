import type { Grade, Watts } from "../units.ts";
import type { Processor } from "../sources/processor.ts";
import { threadPower } from "./processor_power.ts";

/** Power of a processor that has no readable counter, as a function of its load. */
export interface LoadCurve {
  /** Nothing to do. */
  readonly idleW: Watts;
  /** All threads busy. */
  readonly fullW: Watts;
  /** Logical processors that it is for. */
  readonly threads: number;
  /** D for a known family, E for an unknown one. */
  readonly grade: Grade;
  /** The method in a few words. */
  readonly how: string;
  /** Factor of the interval: from value / factor to value × factor. */
  readonly factor: number;
  /** Watts with `busyCores` logical processors busy (0 to `threads`). */
  watts(busyCores: number): Watts;
}

/** Median of SPECpower servers 2019-2021 per thread (122 results): 0.52 W idle, 3.56 W full. */
const UNKNOWN = { name: "unknown processor", idleW: 0.52, fullW: 3.56 };

/**
 * Bare metal: the first busy threads cost most (turbo, shared parts waking up). On measured load profiles of four
 * processors idle + (full − idle)·L^0.6 errs by 15 % (mean) for pinned threads; linear and cubic err by more.
 * 0.7 lies between that and the almost linear curve of spread load.
 */
const METAL_EXPONENT = 0.7;

/** A virtual machine sees a part of a package that others keep awake: its own part of the power is proportional. */
const VIRTUAL_EXPONENT = 1;

/** The load curve of a processor by family and model, per thread that this machine has. */
export function loadCurve(processor: Processor): LoadCurve {
  const known = threadPower(processor);
  const { name, idleW, fullW } = known ?? UNKNOWN;
  const threads = processor.logicalCpus;
  const exponent = processor.hypervisor ? VIRTUAL_EXPONENT : METAL_EXPONENT;
  const idle = idleW * threads, full = fullW * threads;
  return {
    idleW: idle,
    fullW: full,
    threads,
    grade: known ? "D" : "E",
    how: `${name} model, ${idleW} – ${fullW} W per thread`,
    factor: known ? 2 : 3,
    watts: (busyCores) => idle + (full - idle) * Math.min(1, Math.max(0, busyCores / threads)) ** exponent,
  };
}
