import type { CodecarbonReadings, ProcessorReadings } from "../../lib/parity/readings.ts";
import { seeded } from "../fixtures/seeded.ts";

/** A run as the script `codecarbon_answers.py` plays it: readings as pairs, `null` where there is nothing. */
export interface PlayedRun {
  /** How the processor is read. */
  readonly kind: ProcessorReadings["kind"];
  /** Name of the processor. */
  readonly model: string;
  /** Logical processors. */
  readonly threads: number;
  /** Sockets. */
  readonly sockets: number;
  /** Forced design power. */
  readonly forced_w: number | null;
  /** Memory in GiB. */
  readonly gib: number;
  /** Whether the processor is of the ARM family. */
  readonly arm: boolean;
  /** Power usage effectiveness. */
  readonly pue: number;
  /** Litres per kWh. */
  readonly wue: number;
  /** Whether there are graphics processors. */
  readonly gpu: boolean;
  /** Where. */
  readonly place: Readonly<Record<string, string | number>>;
  /** Per interval: readings of the processor with their seconds, counters of packages, counters of graphics. */
  readonly intervals: readonly {
    readonly samples: readonly (readonly [reading: number, seconds: number])[];
    readonly counters: readonly (readonly [before: number, after: number, wraps: number])[];
    readonly gpu: readonly (readonly [before: number, after: number])[];
  }[];
}

/** Runs with all that can be read, the same for the same seed. */
export function randomRuns(count: number, seed: number): PlayedRun[] {
  const random = seeded(seed);
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;
  const times = <Value>(count: number, make: () => Value) => Array.from({ length: count }, make);
  return times(count, () => {
    const kind = pick(["load", "process", "counters"] as const), packages = pick([1, 1, 2]);
    const cards = pick([0, 0, 1, 8]), clock = pick([1, 1.01, 0.1]);
    return {
      kind,
      model: pick(["AMD EPYC 7763 64-Core Processor", "Intel(R) Xeon(R) CPU @ 2.00GHz", "Apple M2", ""]),
      threads: pick([1, 2, 8, 128]),
      sockets: pick([1, 1, 2]),
      forced_w: pick([null, null, 100, 0.5]),
      gib: pick([0.3, 8, 23.5, 503.5, 2048]),
      arm: random() < 0.3,
      pue: pick([1, 1.1, 1.58]),
      wue: pick([0, 1.8]),
      gpu: cards > 0,
      place: pick<PlayedRun["place"]>([
        { country: "BEL" },
        { country: "USA", region: "California" },
        { country: "CAN", region: "Alberta" },
        { country: "SWE", region: "SE3" },
        { country: "XXX" },
        { country: "BEL", cloud_provider: "gcp", cloud_region: "europe-west1" },
        { country: "FRA", forced_g_per_kwh: 12.5 },
      ]),
      intervals: times(1 + Math.floor(random() * 4), () => ({
        samples: times(pick([1, 3, 15]), () => [
          kind === "process" ? random() * 8 : random() * 100,
          clock * (0.9 + random() * 0.2),
        ]),
        counters: kind === "counters"
          ? times(packages, () => {
            const before = Math.floor(random() * 2e11), added = Math.floor(random() * 4e9);
            return pick([[before, before + added, 262143328850], [before + added, before, 262143328850], [
              before,
              before - 1,
              0,
            ]]) as [number, number, number];
          })
          : [],
        gpu: times(cards, () => {
          const before = Math.floor(random() * 1e12);
          return [before, before + Math.floor(random() * 1e7)];
        }),
      })),
    };
  });
}

/** The same run, as wattbook takes it. */
export function readingsOf(run: PlayedRun): CodecarbonReadings {
  const { country, region, cloud_provider, cloud_region, forced_g_per_kwh } = run.place;
  const text = (value: unknown) => typeof value === "string" ? value : undefined;
  return {
    processor: {
      model: run.model,
      threads: run.threads,
      sockets: run.sockets,
      forcedWatts: run.forced_w ?? undefined,
    },
    memory: { gib: run.gib, architecture: run.arm ? "arm" : "x86" },
    intervals: run.intervals.map(({ samples, counters, gpu }) => {
      const samplesS = samples.map(([, seconds]) => seconds);
      return {
        seconds: samplesS.reduce((sum, seconds) => sum + seconds, 0),
        processor: run.kind === "load"
          ? {
            kind: "load",
            samples: samples.map(([loadPercent, seconds]) => ({ loadPercent, seconds })),
          }
          : run.kind === "process"
          ? { kind: "process", samples: samples.map(([cpuSeconds, seconds]) => ({ cpuSeconds, seconds })) }
          : {
            kind: "counters",
            samplesS,
            counters: counters.map(([beforeUj, afterUj, wrapsAtUj]) => ({ beforeUj, afterUj, wrapsAtUj })),
          },
        ...(run.gpu ? { graphics: gpu.map(([beforeMj, afterMj]) => ({ beforeMj, afterMj })) } : {}),
      };
    }),
    durationS: run.intervals.flatMap(({ samples }) => samples).reduce((sum, [, seconds]) => sum + seconds, 0),
    place: {
      country: text(country),
      region: text(region),
      cloudProvider: text(cloud_provider),
      cloudRegion: text(cloud_region),
      forcedGramsPerKwh: typeof forced_g_per_kwh === "number" ? forced_g_per_kwh : undefined,
    },
    pue: run.pue,
    wue: run.wue,
  };
}
