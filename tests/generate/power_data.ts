import { parse } from "@std/csv/parse";
import type { Processor } from "../../lib/sources/processor.ts";
import { architectureOf } from "./architecture_names.ts";

/** One published result of a server. */
export interface ServerResult {
  /** Micro-architecture. */
  readonly architecture: string;
  /** Sockets. */
  readonly chips: number;
  /** Hardware threads of one socket. */
  readonly threadsPerChip: number;
  /** Whole server at full load, per hardware thread, in watts. */
  readonly fullW: number;
  /** Whole server at active idle, per hardware thread, in watts. */
  readonly idleW: number;
}

/** One step of a load profile. */
export interface ProfilePoint {
  /** `"all"`: a duty cycle on all threads; `"some"`: so many threads fully busy. */
  readonly series: string;
  /** Threads that were to be busy; of a duty cycle the load in per cent. */
  readonly busy: number;
  /** Busy part of all threads, 0 to 1. */
  readonly load: number;
  /** Processor packages by their counters, in watts. */
  readonly watts: number;
  /** The whole machine by a smart plug, read once in the middle of the step; in watts. */
  readonly plugW: number | undefined;
}

/** A processor's power over its load, read from its counters. */
export interface LoadProfile {
  /** Name. */
  readonly cpu: string;
  /** Thermal design power of one chip as its maker gives it, in watts. */
  readonly designW: number;
  /** Hardware threads of all sockets. */
  readonly threads: number;
  /** What `/proc/cpuinfo` says of it. */
  readonly processor: { vendor: string; family: number; model: number; stepping: number; sockets: number };
  /** Measured points. */
  readonly points: readonly ProfilePoint[];
}

const FOLDER = new URL("../fixtures/hardware/", import.meta.url);

/** The processors of the profiles; sockets and design power from their makers' data sheets. */
const PROFILED: readonly Omit<LoadProfile, "points">[] = [
  {
    cpu: "AMD EPYC 8024P 8-Core Processor",
    designW: 90,
    threads: 16,
    processor: { vendor: "AuthenticAMD", family: 25, model: 160, stepping: 2, sockets: 1 },
  },
  {
    cpu: "AMD Ryzen Threadripper 1950X 16-Core Processor",
    designW: 180,
    threads: 32,
    processor: { vendor: "AuthenticAMD", family: 23, model: 1, stepping: 1, sockets: 1 },
  },
  {
    cpu: "Intel Xeon CPU E3-1240 V2 @ 3.40GHz",
    designW: 69,
    threads: 8,
    processor: { vendor: "GenuineIntel", family: 6, model: 58, stepping: 9, sockets: 1 },
  },
  {
    cpu: "Intel Xeon CPU E5-2620 v3 @ 2.40GHz",
    designW: 85,
    threads: 24,
    processor: { vendor: "GenuineIntel", family: 6, model: 63, stepping: 2, sockets: 2 },
  },
];

/** Published servers whose figures agree with themselves, in two parts: every fifth is held out from every fit. */
export function serverResults(): { fitted: ServerResult[]; heldOut: ServerResult[] } {
  const fitted: ServerResult[] = [], heldOut: ServerResult[] = [];
  const rows = parse(Deno.readTextFileSync(new URL("specpower.csv", FOLDER)), { skipFirstRow: true });
  rows.forEach((row, at) => {
    const architecture = architectureOf(row["cpu"] ?? "");
    const number = (name: string) => Number(row[name]);
    const [chips, cores, threads] = [number("chips"), number("cores"), number("threads")];
    // Some rows have the threads of another machine or one gigabyte of memory: their other numbers are as doubtful.
    const sound = number("memory_gb") > 1 && (threads === cores || threads === 2 * cores) && threads >= chips;
    if (architecture === undefined || !sound) return;
    const result = {
      architecture,
      chips,
      threadsPerChip: threads / chips,
      fullW: number("full_w") / threads,
      idleW: number("idle_w") / threads,
    };
    (at % 5 === 4 ? heldOut : fitted).push(result);
  });
  return { fitted, heldOut };
}

/** The public load profiles. */
export function loadProfiles(): LoadProfile[] {
  const rows = parse(Deno.readTextFileSync(new URL("load_profiles.csv", FOLDER)), { skipFirstRow: true });
  return PROFILED.map((profile) => ({
    ...profile,
    points: rows.filter(({ cpu }) => cpu === profile.cpu).map((row) => ({
      series: row["series"] ?? "",
      busy: Number(row["threads_asked"]),
      load: Number(row["load"]),
      watts: Number(row["watts"]),
      plugW: row["plug_w"] ? Number(row["plug_w"]) : undefined,
    })),
  }));
}

/** The machine of a profile as the product sees it. */
export function processorOf({ cpu, threads, processor }: LoadProfile): Processor {
  return { ...processor, name: cpu, logicalCpus: threads, hypervisor: false, arch: "x86_64" };
}
