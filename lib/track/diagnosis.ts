import { messageOf } from "../errors.ts";
import type { Intensity } from "../carbon/intensity.ts";
import { machineModel } from "../energy/machine_model.ts";
import { memoryEnergy } from "../energy/memory_power.ts";
import type { Host } from "../host.ts";
import { findKernelspec } from "../notebook/kernelspec.ts";
import { readProcessor } from "../sources/processor.ts";
import type { Source, SourceLeftOut } from "../sources/source.ts";
import type { Grade } from "../units.ts";
import { readCalibration } from "./calibration_store.ts";

/** One thing that can or cannot be read here. */
export interface DoctorSource {
  /** Name of the source. */
  readonly name: string;
  /** Whether it is read. */
  readonly usable: boolean;
  /** Grade of a figure that rests on it. */
  readonly grade?: Grade;
  /** Why it is left out. */
  readonly why_not?: string;
  /** What would enable it, or that nothing would. */
  readonly how_to_enable?: string;
}

/** What can be measured on this machine, and how well. */
export interface DoctorReport {
  /** Sources, usable ones first. */
  readonly sources: readonly DoctorSource[];
  /** Where the electricity comes from, and how that was found out. */
  readonly place: {
    readonly zone: string;
    readonly name: string;
    readonly from: string;
    readonly grams_per_kwh: number;
    readonly low: number;
    readonly high: number;
    readonly source: string;
    readonly year: number;
    readonly kind: string;
    readonly note?: string;
  };
  /** The processor as far as it tells. */
  readonly processor: string;
  /** Grade of the headline figure here. */
  readonly grade: Grade;
  /** Version of Deno. */
  readonly deno: string;
  /** Whether this is a Deno kernel, what it lacks, and how to come by one. */
  readonly kernel: string;
}

/** What was found on a machine. */
export interface Findings {
  /** The machine. */
  readonly host: Host;
  /** Sources that are read. */
  readonly sources: readonly Source[];
  /** Sources that cannot be used. */
  readonly leftOut: readonly SourceLeftOut[];
  /** CPU times that cannot be read, one sentence each. */
  readonly cpuMissing: readonly string[];
  /** Inside a Deno kernel what it lacks; `undefined` outside of one. */
  readonly kernelMissing: readonly string[] | undefined;
  /** Where the electricity comes from. */
  readonly intensity: Intensity;
}

/** Makes a report of what was found. */
export function diagnose(findings: Findings): DoctorReport {
  const { host, intensity } = findings;
  const silent = findings.sources.flatMap((source) => {
    const whyNot = reasonOfSilence(source);
    return whyNot === undefined ? [] : [{ source, whyNot }];
  });
  const sources = findings.sources.filter((one) => !silent.some(({ source }) => source === one));
  const processor = readProcessor(host);
  const { calibration, problem, file } = readCalibration(host);
  const has = (...parts: string[]) => sources.some(({ device }) => parts.includes(device.part));
  const counted = has("cpu", "machine");
  const { curve: { part, grade, how } } = machineModel(processor, calibration, has("cpu"));
  const usable = (name: string, grade: Grade): DoctorSource => ({ name, usable: true, grade });
  const memory = memoryEnergy(0, 0);
  return {
    sources: [
      // What cannot be split between processes is charged in full, with a wide interval.
      ...sources.map(({ device, origin }) =>
        usable(`${device.label} (${origin})`, device.notSplit === undefined ? "B" : "C")
      ),
      ...(counted ? [] : [usable(`${part === "cpu" ? "processor" : "machine"}: ${how}`, grade)]),
      ...(calibration ? [usable(`calibration of ${calibration.at.slice(0, 10)} (${file})`, "C")] : []),
      ...(has("memory", "machine") || part === "machine"
        ? []
        : [usable(`memory: ${memory.how}`, memory.grade)]),
      ...(findings.cpuMissing.length
        ? []
        : [usable("CPU time of this process, its children, the machine", "B")]),
      ...findings.cpuMissing.map((why_not) => ({
        name: "CPU time",
        usable: false,
        why_not,
        how_to_enable: host.os === "linux" ? "run with deno run -A" : "nothing: only Linux tells it",
      })),
      ...(calibration || (counted && problem === undefined) ? [] : [{
        name: "calibration",
        usable: false,
        why_not: problem ?? "this machine was never calibrated",
        how_to_enable: "wattbook calibrate, once, a minute; watts typed in from a meter at the wall will do",
      }]),
      ...silent.map(({ source, whyNot }) => ({
        name: `${source.device.label} (${source.origin})`,
        usable: false,
        why_not: whyNot,
        how_to_enable: "see why it does not answer, then restart the kernel or program",
      })),
      // First what could be had, then what this machine has not got.
      ...[false, true].flatMap((absent) =>
        findings.leftOut.filter((one) => (one.absent ?? false) === absent).map((one) => ({
          name: one.present === undefined ? one.name : `${one.name}: ${one.present}`,
          usable: false,
          why_not: one.whyNot,
          how_to_enable: one.howToEnable || withoutRemedy(counted, absent),
        }))
      ),
    ],
    place: {
      zone: intensity.zone,
      name: intensity.zoneName,
      from: intensity.placeFrom,
      grams_per_kwh: intensity.gramsPerKwh,
      low: intensity.low,
      high: intensity.high,
      source: intensity.source,
      year: intensity.year,
      kind: intensity.kind,
      ...(intensity.note ? { note: intensity.note } : {}),
    },
    processor: processor.name,
    grade: counted ? "B" : grade,
    deno: Deno.version.deno,
    kernel: kernel(host, findings.kernelMissing),
  };
}

/** Why a source that could be opened tells nothing now. */
function reasonOfSilence(source: Source): string | undefined {
  try {
    source.read();
    return undefined;
  } catch (error) {
    // A plug that was named and does not answer, a card that went to sleep.
    return messageOf(error);
  }
}

function withoutRemedy(counted: boolean, absent: boolean): string {
  if (absent) return "nothing: this machine has no such thing";
  return counted
    ? "nothing to do: what it would tell is read already"
    : "nothing on this machine; the model of the processor stands in";
}

function kernel(host: Host, missing: readonly string[] | undefined): string {
  if (missing !== undefined) {
    return missing.length === 0 ? "inside a Deno kernel" : `inside a Deno kernel; ${missing.join("; ")}`;
  }
  const installed = findKernelspec(host);
  return installed === undefined
    ? 'not in a kernel, and Jupyter would find none here: "deno jupyter --install" adds it'
    : `not in a kernel; one is installed (${installed})`;
}
