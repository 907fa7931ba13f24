import { addFigures, type Figure } from "../units.ts";
import type { Span } from "../meter/span.ts";
import { countedDevices, unusedMeters } from "./counted_devices.ts";
import { cpuEnergy, type PartEnergy } from "./cpu_energy.ts";
import { gpuEnergy } from "./gpu_energy.ts";
import { type CpuKey, cpuKey } from "./cpu_key.ts";
import { memoryEnergy } from "./memory_power.ts";
import type { MachineModel } from "./machine_model.ts";
import { restOfMachine } from "./wall_line.ts";

/** Energy of one component. */
export interface AttributedComponent {
  /** For people: `"CPU package 0"`, `"Memory"`. */
  readonly device: string;
  /** `"cpu"`, `"memory"`, `"gpu"` or `"machine"`. */
  readonly part: string;
  /** Joules charged to this process tree. */
  readonly energyJ: Figure;
  /** Joules of the whole component. */
  readonly machineJ: Figure;
}

/** Whose energy a span was, in joules. */
export interface Attribution {
  /** Everything measured, neighbours included; `undefined` when only this process can be read. */
  readonly machine?: Figure;
  /** Charged to this process tree. */
  readonly share?: Figure;
  /** What the work added above idle. */
  readonly active?: Figure;
  /** The parts of `share`. */
  readonly components: readonly AttributedComponent[];
  /** The span is shorter than the sources resolve. */
  readonly belowResolution: boolean;
  /** Components that are not in the figures. */
  readonly missing: readonly string[];
  /** Sentences for the reader. */
  readonly notes: readonly string[];
}

/** Without a counter the shortest span whose CPU ticks (10 ms) say something. Seconds. */
const SHORTEST_S = 0.05;

const SHORT_NOTE = "Too short to resolve: only the upper ends say something. Measure more work in one run " +
  "(more epochs, or the cell repeated) to get a figure";

/**
 * Says whose energy a span was.
 *
 * `share` = energy × own CPU seconds / all busy CPU seconds, idle in the same proportion, so that the shares of
 * all processes add up to `machine`; `active` = what was added above idle.
 *
 * @param span The measured span.
 * @param machine What is known of the machine beside its counters.
 */
export function attribute(span: Span, machine: MachineModel): Attribution {
  const key = cpuKey(span);
  const cpu = cpuEnergy(span, machine.curve, key);
  const gpu = gpuEnergy(span);
  const found = [
    ...cpu.parts,
    ...uncounted([...cpu.parts, ...gpu.parts], span, machine, key),
    ...gpu.parts,
  ];
  const belowResolution = isBelowResolution(span, found);
  const parts = found.map((part) => belowResolution || part.unresolved ? unresolved(part) : part);
  const wholeKnown = parts.every((part) => part.machineJ !== undefined);
  const machineJ = wholeKnown ? addFigures(parts.flatMap((part) => part.machineJ ?? [])) : undefined;
  const share = addFigures(parts.map((part) => part.energyJ));
  const active = addFigures(parts.flatMap((part) => part.activeJ ?? []));
  const notes = [
    ...(belowResolution ? [SHORT_NOTE] : key.problem ? [problemNote(key.problem, wholeKnown)] : []),
    ...gpu.notes,
    ...(belowResolution ? [] : found.filter(({ unresolved }) => unresolved).map(tooShortFor)),
    ...unusedMeters(span),
    ...lowCoverage(span),
    ...(span.cpu.stealS > 0.02 * span.durationS * span.cpu.logicalCpus
      ? ["The hypervisor took CPU time away during the run; it ran longer than it would have"]
      : []),
    ...crowded(span),
  ];
  return {
    ...(machineJ ? { machine: machineJ } : {}),
    ...(share ? { share } : {}),
    ...(active ? { active } : {}),
    components: parts.map(({ device, part, energyJ, machineJ = energyJ }) => ({
      device,
      part,
      energyJ,
      machineJ,
    })),
    belowResolution,
    missing: cpu.missing,
    notes,
  };
}

/** What has no counter: memory, or by the machine's own wall line all the rest. Behind a plug nothing is left. */
function uncounted(
  parts: readonly PartEnergy[],
  span: Span,
  { wall }: MachineModel,
  key: CpuKey,
): PartEnergy[] {
  if (parts.some(({ part }) => part === "machine")) return [];
  return wall ? [restOfMachine(parts, wall, span.durationS, key)] : memoryParts(span);
}

/** Half of what is charged rests on counters that have hardly moved, or without one there are too few ticks. */
function isBelowResolution(span: Span, parts: readonly PartEnergy[]): boolean {
  const processor = countedDevices(span).some(({ device }) => device.part !== "memory");
  if (!processor && span.durationS < SHORTEST_S) return true;
  const sum = (some: readonly PartEnergy[]) =>
    some.reduce((joules, { energyJ }) => joules + energyJ.value, 0);
  const unresolvedJ = sum(parts.filter(({ unresolved }) => unresolved));
  return unresolvedJ > 0 && unresolvedJ >= sum(parts) / 2;
}

function tooShortFor({ device }: PartEnergy): string {
  return `${device}: too short a run to resolve it, only its upper end says something`;
}

/** The same part with intervals that begin at 0. */
function unresolved(part: PartEnergy): PartEnergy {
  const from0 = (figure: Figure): Figure => ({ ...figure, low: 0 });
  const { energyJ, machineJ, activeJ } = part;
  return {
    ...part,
    energyJ: from0(energyJ),
    machineJ: machineJ && from0(machineJ),
    activeJ: activeJ && from0(activeJ),
  };
}

function problemNote(problem: string, wholeKnown: boolean): string {
  return wholeKnown
    ? `Charged in full, because ${problem}`
    : `Only this process is in the figures, because ${problem}`;
}

/** Memory with a counter is in `cpuEnergy`; without one it is what this process tree holds. */
function memoryParts(span: Span): PartEnergy[] {
  if (countedDevices(span).some(({ device }) => device.part === "memory" || device.part === "machine")) {
    return [];
  }
  const { residentBytes, totalBytes } = span.memory;
  const energyJ = memoryEnergy(residentBytes, span.durationS);
  const machineJ = memoryEnergy(Math.max(totalBytes ?? residentBytes, residentBytes), span.durationS);
  return [{ device: "Memory", part: "memory", energyJ, machineJ, activeJ: undefined }];
}

/** Below this nobody would notice; above it a run alone would have been shorter, and cheaper by some per cent. */
const CROWDED = 0.2;

/** Waiting because of others is worth a note; a run that keeps all processors busy by itself waits for itself. */
function crowded({ durationS, cpu }: Span): string[] {
  const { waitedS, ownS, childrenS, machineBusyS, allowedCpus } = cpu;
  if (waitedS === undefined || machineBusyS === undefined || !(durationS > 0)) return [];
  const others = machineBusyS - ownS - childrenS;
  const part = Math.min(1, waitedS / durationS);
  if (part < CROWDED || others < CROWDED * durationS * allowedCpus) return [];
  return [
    `Others were busy too: during ${
      Math.round(part * 100)
    } % of the run something waited for a processor, so that ` +
    "it ran longer than it would have alone",
  ];
}

function lowCoverage(span: Span): string[] {
  return span.devices.filter(({ coverage }) => coverage < 0.98).map(({ device, coverage }) =>
    `${device.label} could be read during ${Math.round(coverage * 100)} % of the run`
  );
}
