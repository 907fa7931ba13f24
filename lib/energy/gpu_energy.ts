import type { Joules } from "../units.ts";
import type { Span } from "../meter/span.ts";
import { type CountedDevice, countedGpus, isResolved } from "./counted_devices.ts";
import type { PartEnergy } from "./cpu_energy.ts";

/** Error of NVIDIA's sensors against a meter in the slot: −9 to +11 % for most cards (GPU_Power_Benchmark, 2024, MIT). */
const SENSOR_ERROR = 0.1;

/** Error of splitting a card by the use of its processes; literature has 11-15 % at best. */
const SPLIT_ERROR = 0.15;

/** The driver tells use in whole per cent. */
const USE_STEP = 0.01;

/** Idle power over the power limit: 4 to 14 % for data centre and desktop cards (makers' figures). */
const IDLE_OF_LIMIT = 0.1;

/** Which part of a card's energy is ours, 0 to 1, and how that was found. */
interface UseKey {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly grade: "B" | "C";
  readonly how: string;
  readonly note?: string;
}

/**
 * Energy of graphics cards: energy × use by this process tree / use by all processes, idle in the same proportion.
 * A card that no process used is charged to nobody; one whose processes cannot be told apart is charged in full,
 * with a low end of 0.
 */
export function gpuEnergy(span: Span): { parts: PartEnergy[]; notes: string[] } {
  const cards = countedGpus(span).map((card) => ({ card, key: useKey(card, span) }));
  return {
    parts: cards.map(({ card, key }) => partOf(card, key, span)),
    notes: cards.flatMap(({ key }) => key.note === undefined ? [] : [key.note]),
  };
}

function useKey({ device, use }: CountedDevice, { durationS }: Span): UseKey {
  const { label, notSplit } = device;
  const inFull = { value: 1, low: 0, high: 1, grade: "C", how: "not split between processes" } as const;
  if (use === undefined) {
    return {
      ...inFull,
      note: `${label} is charged in full, because ${notSplit ?? "its use could not be read"}`,
    };
  }
  if (!(use.observedS > 0)) {
    return {
      ...inFull,
      note: `${label} is charged in full, because its driver had no news of processes in so short a run`,
    };
  }
  const seen = Math.min(1, use.observedS / durationS);
  const own = use.all > 0 ? Math.min(1, use.own / use.all) : 0;
  const key = {
    value: own,
    low: seen * own * (1 - SPLIT_ERROR),
    // What was not observed may all be ours.
    high: Math.min(1, seen * (own * (1 + SPLIT_ERROR) + USE_STEP) + 1 - seen),
    grade: "B",
  } as const;
  if (use.all <= 0) {
    return { ...key, how: "used by no process", note: `${label}: no process used it, so nobody is charged` };
  }
  return { ...key, how: own > 0 ? "split by the use of its processes" : "used by other processes only" };
}

function partOf(card: CountedDevice, key: UseKey, { durationS }: Span): PartEnergy {
  const { device, kind, readJ, wholeJ: value, coverage, resolutionJ, believed } = card;
  const low = Math.max(0, readJ * (1 - SENSOR_ERROR) - resolutionJ) * believed;
  const limitJ = device.mostW === undefined ? Infinity : device.mostW * durationS;
  // No more than the driver lets it draw, where that is not below what was read.
  const high = Math.max(value, Math.min(value + readJ * SENSOR_ERROR + resolutionJ, limitJ));
  const method = `${device.label} ${kind === "counter" ? "counter" : "power sensor"}`;
  const idleJ: Joules = Math.min(value, IDLE_OF_LIMIT * (device.mostW ?? 0) * durationS);
  return {
    device: device.label,
    part: "gpu",
    energyJ: {
      value: value * key.value,
      low: low * key.low,
      high: high * key.high,
      grade: key.grade,
      how: `${method}, ${key.how}`,
    },
    machineJ: { value, low, high, grade: coverage >= 0.98 && kind === "counter" ? "A" : "B", how: method },
    activeJ: {
      value: (value - idleJ) * key.value,
      low: 0,
      high: high * key.high,
      grade: "C",
      how: `${method} above ${IDLE_OF_LIMIT * 100} % of its power limit`,
    },
    unresolved: !isResolved(card),
  };
}
