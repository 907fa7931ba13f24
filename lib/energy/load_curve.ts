import type { Grade, Watts } from "../units.ts";
import { formatNumber } from "../units.ts";
import type { Processor } from "../sources/processor.ts";
import { PACKAGE_POWER } from "./data/package_power.ts";
import { type ProcessorPower, processorPower } from "./processor_power.ts";

/** Power of a processor that has no readable counter, as a function of its load. */
export interface LoadCurve {
  /** What it is the power of: the processor's packages, or the whole machine where that was calibrated. */
  readonly part: "cpu" | "machine";
  /** Nothing to do. */
  readonly idleW: Watts;
  /** All threads busy. */
  readonly fullW: Watts;
  /** Logical processors that it is for. */
  readonly threads: number;
  /** C calibrated on this machine, D for a known kind of processor, E for an unknown one. */
  readonly grade: Grade;
  /** The method in a few words. */
  readonly how: string;
  /** Watts with `busyCores` logical processors busy (0 to `threads`). */
  watts(busyCores: number): Watts;
  /** Ends of the interval at that load, as factors of `watts`: `low` up to 1, `high` from 1. */
  factors(busyCores: number): { readonly low: number; readonly high: number };
}

/**
 * Medians of SPECpower servers 2019-2021 per thread (122 results), 0.52 W idle and 3.56 W full, of which the
 * processors have the parts in `data/package_power.ts`.
 */
const UNKNOWN = {
  name: "unknown processor",
  idleW: 0.52 * PACKAGE_POWER.idlePart,
  fullW: 3.56 * PACKAGE_POWER.fullPart,
  factor: 3,
};

/** A virtual machine sees a part of a package that others keep awake: its own part of the power is proportional. */
const VIRTUAL_EXPONENT = 1;

/**
 * The load curve of a machine's processors by their kind.
 *
 * @param processor The processor.
 * @param parts What packages are of a server; the proof on data held out passes others than the table's.
 */
export function loadCurve(processor: Processor, parts = PACKAGE_POWER): LoadCurve {
  const known = processorPower(processor, parts);
  const { name, idleW, fullW, idleHighW, fullHighW, lowFactor } = known ?? unknown(processor.logicalCpus);
  const threads = processor.logicalCpus;
  const exponent = processor.hypervisor ? VIRTUAL_EXPONENT : parts.exponent;
  const lowExponent = Math.max(exponent, parts.lowExponent);
  const load = (busyCores: number) => Math.min(1, Math.max(0, busyCores / threads));
  const watts = (busyCores: number) => idleW + (fullW - idleW) * load(busyCores) ** exponent;
  const perThread = [idleW, fullW].map((all) => formatNumber(all / threads, 2)).join(" – ");
  return {
    part: "cpu",
    idleW,
    fullW,
    threads,
    grade: known ? "D" : "E",
    how: `${name} model, ${perThread} W per thread`,
    watts,
    factors(busyCores) {
      const value = watts(busyCores), at = load(busyCores);
      const low = (idleW + (fullW - idleW) * at ** lowExponent) / lowFactor;
      const high = idleHighW + (fullHighW - idleHighW) * at ** exponent;
      return { low: Math.min(1, low / value), high: Math.max(1, high / value) };
    },
  };
}

function unknown(threads: number): ProcessorPower {
  const { name, factor } = UNKNOWN;
  const [idleW, fullW] = [UNKNOWN.idleW * threads, UNKNOWN.fullW * threads];
  return { name, idleW, fullW, idleHighW: idleW * factor, fullHighW: fullW * factor, lowFactor: factor };
}
