import type { Figure, Joules } from "../units.ts";
import type { DeviceEnergy, Span } from "../meter/span.ts";
import type { CpuKey } from "./cpu_key.ts";
import type { LoadCurve } from "./load_curve.ts";

/** Energy of one part of the machine. */
export interface PartEnergy {
  /** For people. */
  readonly device: string;
  /** Component. */
  readonly part: string;
  /** Charged to this process tree. */
  readonly energyJ: Figure;
  /** The whole part; `undefined` when only this process can be read. */
  readonly machineJ: Figure | undefined;
  /** Added above idle. */
  readonly activeJ: Figure | undefined;
}

/** Error of a counter that counts: RAPL follows the plug to a few per cent; our estimate. */
const COUNTER_ERROR = 0.05;

/** Error of splitting a counter by CPU time, beside the error of the key; literature has 10-15 %. */
const SPLIT_ERROR = 0.1;

/**
 * Energy of everything that follows CPU time: counters of packages, memory and platform, or the processor's
 * model where no counter of the processor can be read.
 */
export function cpuEnergy(
  span: Span,
  curve: LoadCurve,
  key: CpuKey,
): { parts: PartEnergy[]; missing: string[] } {
  const known = span.devices.filter((device) => device.energyJ !== undefined && device.device.part !== "gpu");
  const missing = span.devices.filter((device) => device.energyJ === undefined)
    .map(({ device }) => `${device.label}: could not be read`);
  const counted = known.some(({ device }) => device.part === "cpu" || device.part === "machine");
  const idleJ = counted ? idleEnergy(known, span, curve) : 0;
  const parts = known.map((device) => fromCounter(device, span, key, idleJ));
  if (!counted) parts.unshift(fromModel(span, curve, key));
  return { parts, missing };
}

/** Idle energy of the packages by the model, never more than what the counters saw. */
function idleEnergy(devices: readonly DeviceEnergy[], span: Span, curve: LoadCurve): Joules {
  const seen = devices.filter(({ device }) => device.part !== "memory")
    .reduce((sum, { energyJ = 0 }) => sum + energyJ, 0);
  return Math.min(seen, curve.idleW * span.durationS);
}

function fromCounter(device: DeviceEnergy, span: Span, key: CpuKey, idleJ: Joules): PartEnergy {
  const read = device.energyJ ?? 0;
  // What was not read is not known: the upper end grows to the whole span at the mean power that was seen.
  const unread = device.coverage > 0 ? read / device.coverage - read : 0;
  const low = Math.max(0, read * (1 - COUNTER_ERROR) - device.resolutionJ);
  const high = read * (1 + COUNTER_ERROR) + device.resolutionJ + unread;
  const value = read + unread;
  const how = device.kind === "counter"
    ? `${device.device.label} counter`
    : `${device.device.label} power sensor`;
  const split = (bound: number, part: number, error: number) => Math.max(0, bound * part * error);
  const energyJ: Figure = {
    value: value * key.value,
    low: split(low, key.low, 1 - SPLIT_ERROR),
    high: Math.min(high, split(high, key.high, 1 + SPLIT_ERROR)),
    grade: "B",
    how: `${how}, split by CPU time`,
  };
  const isMemory = device.device.part === "memory";
  const above = isMemory ? 0 : Math.max(0, value - idleJ * share(device, span));
  return {
    device: device.device.label,
    part: device.device.part,
    energyJ,
    machineJ: { value, low, high, grade: device.coverage >= 0.98 ? "A" : "B", how },
    activeJ: isMemory ? undefined : {
      value: above * key.value,
      low: 0,
      high: energyJ.high,
      grade: "C",
      how: `${how} above the model's idle power`,
    },
  };
}

/** The part of the idle power that one of several packages has. */
function share(device: DeviceEnergy, span: Span): number {
  const packages = span.devices.filter((other) =>
    other.device.part === device.device.part && other.energyJ !== undefined
  );
  return 1 / Math.max(1, packages.length);
}

function fromModel(span: Span, curve: LoadCurve, key: CpuKey): PartEnergy {
  const { durationS, cpu } = span;
  const own = cpu.ownS + cpu.childrenS;
  const busy = cpu.machineBusyS;
  const cores = (seconds: number) => durationS > 0 ? seconds / durationS : 0;
  const within = (value: Joules): Figure => ({
    value,
    low: value / curve.factor,
    high: value * curve.factor,
    grade: curve.grade,
    how: curve.how,
  });
  const activeJ = {
    ...within((curve.watts(cores(own)) - curve.idleW) * durationS),
    how: `${curve.how}, above idle`,
  };
  if (busy === undefined) {
    // Nothing but this process can be read: it is charged what it added, and its part of the idle power.
    const idle = curve.idleW / curve.threads * own;
    return {
      device: "CPU",
      part: "cpu",
      energyJ: within(activeJ.value + idle),
      machineJ: undefined,
      activeJ,
    };
  }
  const machineJ = within(curve.watts(cores(Math.max(busy, own))) * durationS);
  const energyJ: Figure = {
    value: machineJ.value * key.value,
    low: machineJ.low * key.low,
    high: machineJ.high * key.high,
    grade: curve.grade,
    how: `${curve.how}, split by CPU time`,
  };
  return { device: "CPU", part: "cpu", energyJ, machineJ, activeJ };
}
