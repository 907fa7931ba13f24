import { architectureOf } from "../../lib/energy/architecture.ts";
import { loadCurve } from "../../lib/energy/load_curve.ts";
import type { Processor } from "../../lib/sources/processor.ts";
import { fitPackages } from "../generate/fit_packages.ts";
import { mean, median } from "../generate/fit_servers.ts";
import { loadProfiles, processorOf, serverResults } from "../generate/power_data.ts";
import { CODECARBON_MODELS } from "./codecarbon_models.ts";

/** How a model did against measured watts. */
export interface Score {
  /** Which model on which data. */
  readonly name: string;
  /** Measured points. */
  readonly points: number;
  /** Part of them inside the printed interval; `undefined` for a model that prints none. */
  readonly inside: number | undefined;
  /** Median of the errors, as a part of the truth, signs dropped. */
  readonly medianError: number;
  /** Mean of them. */
  readonly meanError: number;
  /** Median of high end over low end. */
  readonly width?: number;
}

/** Processor packages on the public load profiles; each processor is left out of the fit that predicts it. */
export function profileScore(): Score {
  const profiles = loadProfiles();
  const points = profiles.flatMap((profile) => {
    const others = profiles.filter((other) => other !== profile);
    const curve = loadCurve(processorOf(profile), fitPackages(others));
    return profile.points.map(({ load, watts }) => {
      const busy = load * profile.threads, { low, high } = curve.factors(busy), value = curve.watts(busy);
      return { truth: watts, value, low: value * low, high: value * high };
    });
  });
  return score("wattbook, processor left out of the fit", points);
}

/** The models of CodeCarbon on the same points, given each processor's true design power. */
export function codecarbonScores(): Score[] {
  return CODECARBON_MODELS.map(({ name, watts }) =>
    score(
      `CodeCarbon, ${name}`,
      loadProfiles().flatMap(({ cpu, designW, processor, points }) =>
        points.map(({ load, watts: truth }) => ({
          truth,
          value: watts(designW * processor.sockets, load, cpu),
        }))
      ),
    )
  );
}

/**
 * Published servers held out from the fit, idle and full load: the truth is the whole server, the value the
 * processors alone, and the interval is to hold both.
 */
export function serverScore(): Score {
  const { heldOut } = serverResults();
  const points = heldOut.flatMap(({ architecture, chips, threadsPerChip, fullW, idleW }) => {
    const threads = chips * threadsPerChip;
    const { factors, watts } = loadCurve(processorNamed(architecture, chips, threads));
    return [[0, idleW], [threads, fullW]].map(([busy = 0, perThreadW = NaN]) => {
      const value = watts(busy), { low, high } = factors(busy);
      return { truth: perThreadW * threads, value, low: value * low, high: value * high };
    });
  });
  return score("servers held out (truth: whole server)", points);
}

/** What `/proc/cpuinfo` of such a machine says: the first family and model that lead to that row. */
function processorNamed(row: string, sockets: number, logicalCpus: number): Processor {
  const families = [
    ["GenuineIntel", 6, 0],
    ["GenuineIntel", 6, 7],
    ["GenuineIntel", 6, 11],
    ...[16, 21, 23, 25, 26].map((family) => ["AuthenticAMD", family, 0] as const),
    ["ARM", 0x41, 0],
  ] as const;
  for (const [vendor, family, stepping] of families) {
    const models = vendor === "ARM" ? [0xd0c, 0xd4f] : Array.from({ length: 256 }, (_, model) => model);
    const model = models.find((model) => architectureOf({ vendor, family, model, stepping })?.row === row);
    if (model === undefined) continue;
    return { vendor, family, model, stepping, name: "", logicalCpus, sockets, hypervisor: false, arch: "" };
  }
  throw new Error(`Cannot find a processor of row "${row}": no family and model lead to it`);
}

interface Point {
  readonly truth: number;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

function score(name: string, points: readonly Point[]): Score {
  const errors = points.map(({ truth, value }) => Math.abs(value / truth - 1));
  const ranges = points.flatMap(({ truth, low, high }) =>
    low === undefined || high === undefined ? [] : [{ truth, low, high }]
  );
  return {
    name,
    points: points.length,
    inside: ranges.length === 0
      ? undefined
      : mean(ranges.map(({ truth, low, high }) => low <= truth && truth <= high ? 1 : 0)),
    medianError: median(errors),
    meanError: mean(errors),
    ...(ranges.length === 0 ? {} : { width: median(ranges.map(({ low, high }) => high / low)) }),
  };
}
