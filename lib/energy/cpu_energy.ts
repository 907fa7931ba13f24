import type { Figure, Joules, Seconds } from "../units.ts";
import type { DeviceEnergy, Span } from "../meter/span.ts";
import { type CountedDevice, countedDevices, isResolved } from "./counted_devices.ts";
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
  /** The span is shorter than its source resolves. */
  readonly unresolved?: boolean;
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
  const known = countedDevices(span);
  // A meter of the whole machine is no part of it.
  const isMissing = ({ energyJ, device }: DeviceEnergy) =>
    energyJ === undefined && (device.part !== "machine" || known.length === 0);
  const missing = [
    ...span.devices.filter(isMissing).map(({ device }) => `${device.label}: could not be read`),
    // A meter at the wall has them inside it; the platform counter of a processor has not.
    ...(known.some(({ device }) => device.part === "machine" && device.id !== "rapl:psys")
      ? []
      : span.unread ?? []),
  ];
  const processor = known.filter(({ device }) => device.part !== "memory");
  if (processor.length === 0) {
    return {
      parts: [fromModel(span, curve, key), ...known.map((device) => fromCounter(device, key))],
      missing,
    };
  }
  const seen = processor.reduce((sum, { wholeJ }) => sum + wholeJ, 0);
  // Idle by the model, never more than what the counters saw, in the same proportion for each of them.
  const idle = Math.min(1, curve.idleW * span.durationS / seen);
  const ownAboveIdle = aboveIdle(span, curve);
  const parts = known.map((device) => ({
    ...fromCounter(device, key),
    activeJ: device.device.part === "memory"
      ? undefined
      : chargedBySystem(device, span) ?? active(device, key, 1 - idle, ownAboveIdle * device.wholeJ / seen),
  }));
  return { parts, missing };
}

function fromCounter(device: CountedDevice, key: CpuKey): PartEnergy {
  const { readJ, wholeJ: value, resolutionJ } = device;
  const low = Math.max(0, readJ * (1 - COUNTER_ERROR) - resolutionJ) * device.believed;
  // What was not read is not known: the upper end has it at the mean power that was seen.
  const high = readJ * COUNTER_ERROR + resolutionJ + value;
  const how = method(device);
  return {
    device: device.device.label,
    part: device.device.part,
    energyJ: {
      value: value * key.value,
      low: low * key.low * (1 - SPLIT_ERROR),
      high: high * Math.min(1, key.high * (1 + SPLIT_ERROR)),
      grade: "B",
      how: `${how}, split by CPU time`,
    },
    machineJ: { value, low, high, grade: device.coverage >= 0.98 ? "A" : "B", how },
    activeJ: undefined,
    unresolved: !isResolved(device),
  };
}

/** What the system itself charges to this process; its children by their CPU time. */
function chargedBySystem({ use, wholeJ }: CountedDevice, { cpu }: Span): Figure | undefined {
  if (use?.kind !== "energy" || !(use.own > 0) || !(cpu.ownS > 0)) return undefined;
  const value = Math.min(wholeJ, use.own * (cpu.ownS + cpu.childrenS) / cpu.ownS);
  const [low, high] = [
    Math.min(value, use.own) * (1 - SPLIT_ERROR),
    Math.min(wholeJ, value * (1 + SPLIT_ERROR)),
  ];
  const how = `energy that the system charges to this process${
    cpu.childrenS > 0 ? ", children by CPU time" : ""
  }`;
  return { value, low, high, grade: "B", how };
}

/** Above idle by CPU time; where the machine's busy time is not known, no more than the model gives our own. */
function active(device: CountedDevice, key: CpuKey, part: number, modelJ: Joules): Figure {
  const aboveJ = device.wholeJ * part * key.value;
  const { high } = fromCounter(device, key).energyJ;
  return {
    value: key.problem === undefined ? aboveJ : Math.min(aboveJ, modelJ),
    low: 0,
    high,
    grade: key.problem === undefined ? "C" : "D",
    how: `${method(device)} above the model's idle power`,
  };
}

function method({ kind, device }: CountedDevice): string {
  return `${device.label} ${kind === "counter" ? "counter" : "power sensor"}`;
}

/** What the model says that the own CPU time added. */
function aboveIdle({ durationS, cpu }: Span, curve: LoadCurve): Joules {
  if (!(durationS > 0)) return 0;
  return (curve.watts((cpu.ownS + cpu.childrenS) / durationS) - curve.idleW) * durationS;
}

function fromModel(span: Span, curve: LoadCurve, key: CpuKey): PartEnergy {
  const { durationS, cpu } = span;
  const own = cpu.ownS + cpu.childrenS;
  const busy = key.busyS;
  const named = { device: curve.part === "machine" ? "Machine" : "CPU", part: curve.part };
  const within = (value: Joules, busyCores: number): Figure => {
    const { low, high } = curve.factors(busyCores);
    return { value, low: value * low, high: value * high, grade: curve.grade, how: curve.how };
  };
  const cores = (seconds: Seconds) => durationS > 0 ? seconds / durationS : 0;
  const activeJ = { ...within(aboveIdle(span, curve), cores(own)), how: `${curve.how}, above idle` };
  if (busy === undefined) {
    // Nothing but this process can be read: it is charged what it added, and its part of the idle power.
    const idle = curve.idleW / curve.threads * own;
    return {
      ...named,
      energyJ: within(activeJ.value + idle, cores(own)),
      machineJ: undefined,
      activeJ,
    };
  }
  const busyCores = cores(Math.max(busy, own));
  const machineJ = within(curve.watts(busyCores) * durationS, busyCores);
  const energyJ: Figure = {
    value: machineJ.value * key.value,
    low: machineJ.low * key.low,
    high: machineJ.high * key.high,
    grade: curve.grade,
    how: `${curve.how}, split by CPU time`,
  };
  return { ...named, energyJ, machineJ, activeJ };
}
