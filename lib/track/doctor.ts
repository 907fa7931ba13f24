import { loadCurve } from "../energy/load_curve.ts";
import type { Grade } from "../units.ts";
import { readProcessor } from "../sources/processor.ts";
import { theWorld } from "./world.ts";

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
  /** What would enable it. */
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
    readonly note?: string;
  };
  /** The processor as far as it tells. */
  readonly processor: string;
  /** Grade of the headline figure here. */
  readonly grade: Grade;
  /** Version of Deno. */
  readonly deno: string;
  /** Whether this is a Deno kernel, and which of its internals are missing. */
  readonly kernel: string;
}

/** What can be measured on this machine, how well, and what would raise the grade. Reads only this machine. */
export async function doctor(): Promise<DoctorReport> {
  const { host, gauge, notebook, intensityOf } = theWorld();
  const intensity = await intensityOf(undefined);
  const processor = readProcessor(host);
  const curve = loadCurve(processor);
  const counters = gauge.sources.map(({ device, origin }) => ({
    name: `${device.label} (${origin})`,
    usable: true,
    grade: "B" as const,
  }));
  const model: DoctorSource = { name: `model: ${curve.how}`, usable: true, grade: curve.grade };
  const { missing } = notebook ?? { missing: [] };
  return {
    sources: [
      ...counters,
      ...(gauge.sources.some(({ device }) => device.part === "cpu") ? [] : [model]),
      ...gauge.leftOut.map(({ name, whyNot, howToEnable }) => ({
        name,
        usable: false,
        why_not: whyNot,
        how_to_enable: howToEnable,
      })),
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
      ...(intensity.note ? { note: intensity.note } : {}),
    },
    processor: processor.name,
    grade: counters.length > 0 ? "B" : curve.grade,
    deno: Deno.version.deno,
    kernel: notebook ? ["inside a Deno kernel", ...missing].join("; ") : "not in a kernel",
  };
}
