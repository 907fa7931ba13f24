import {
  kilogramsOfPoundsPerMwh,
  kilowattsBetween,
  kwhOfMicrojoules,
  kwhOfMillijoules,
  kwhOfWatts,
} from "../../lib/parity/conversions.ts";
import { machineWatts, meanWatts, processWatts } from "../../lib/parity/cpu_watts.ts";
import { designPower } from "../../lib/parity/design_power.ts";
import { type CodecarbonPlace, emissionsKg } from "../../lib/parity/emissions.ts";
import { matchCpu } from "../../lib/parity/match_cpu.ts";
import { memoryWatts, moduleCount } from "../../lib/parity/memory.ts";
import { PythonError } from "../../lib/parity/python_error.ts";
import { CODECARBON_COLUMNS } from "../../lib/sinks/codecarbon_columns.ts";

/** Arguments of a vector, as its file has them. */
export type Input = Readonly<Record<string, unknown>>;

const ANSWERS: Readonly<Record<string, (input: Input) => unknown>> = {
  country: (input) => emissionsKg(number(input, "kwh"), placeOf(input)),
  us_state: (input) => emissionsKg(number(input, "kwh"), placeOf(input)),
  ca_province: (input) => emissionsKg(number(input, "kwh"), placeOf(input)),
  nordic_zone: (input) => emissionsKg(number(input, "kwh"), placeOf(input)),
  cn_province: (input) => emissionsKg(number(input, "kwh"), placeOf(input)),
  emissions: (input) => emissionsKg(number(input, "kwh"), placeOf(input)),
  cloud_region: (input) =>
    emissionsKg(number(input, "kwh"), {
      country: text(input, "country"),
      cloudProvider: text(input, "provider"),
      cloudRegion: text(input, "region"),
    }),
  unit: (input) => unit(text(input, "op") ?? "", input),
  dimm_x86: (input) => moduleCount(number(input, "gib")),
  dimm_arm: (input) => moduleCount(number(input, "gib")),
  ram_x86: (input) => memoryWatts(number(input, "gib"), "x86"),
  ram_arm: (input) => memoryWatts(number(input, "gib"), "arm"),
  load_machine: (input) => machineWatts(number(input, "tdp_w"), number(input, "load_percent")),
  load_process: (input) =>
    processWatts(
      number(input, "tdp_w"),
      number(input, "threads"),
      number(input, "cpu_seconds"),
      number(input, "seconds"),
    ),
  load_interval_mean: (input) =>
    meanWatts(
      pairs(input, "load_percent_and_seconds").map(([load, seconds]) => ({
        watts: machineWatts(number(input, "tdp_w"), load),
        seconds,
      })),
    ),
  tdp: (input) => tdp(text(input, "cpu_name"), number(input, "logical_threads")),
  csv_header: (input) => {
    const file = text(input, "file");
    if (file === "emissions.csv") return Object.keys(CODECARBON_COLUMNS);
    throw new Error(`Cannot tell the columns of "${file}": only those of "emissions.csv" are known`);
  },
};

/**
 * What wattbook says to a vector: a figure, a list, an object, or `"raises X"`.
 *
 * @throws {Error} When the kind of vector is not known, or an argument is missing.
 */
export function answer(kind: string, input: Input): unknown {
  if (!Object.hasOwn(ANSWERS, kind)) {
    throw new Error(
      `kind ${JSON.stringify(kind)} is unknown, should be one of ${Object.keys(ANSWERS).join(", ")}`,
    );
  }
  return orRaises(() => ANSWERS[kind]?.(input));
}

function orRaises(tell: () => unknown): unknown {
  try {
    return tell();
  } catch (error) {
    // That CodeCarbon throws is an answer, too.
    if (error instanceof PythonError) return `raises ${error.python}`;
    throw error;
  }
}

function tdp(model: string | undefined, threads: number): unknown {
  return {
    table_row: (model ? matchCpu(model)?.name : undefined) ?? null,
    watts: orRaises(() => designPower(model, threads).watts ?? null),
  };
}

function unit(op: string, input: Input): number {
  if (op === "microjoules_to_kwh") return kwhOfMicrojoules(number(input, "value"));
  if (op === "millijoules_to_kwh") return kwhOfMillijoules(number(input, "value"));
  if (op === "lb_per_mwh_to_kg_per_kwh") return kilogramsOfPoundsPerMwh(number(input, "value"));
  if (op === "watts_for_seconds_to_kwh") return kwhOfWatts(number(input, "watts"), number(input, "seconds"));
  if (op === "power_kw_from_two_counters") {
    const [before, after] = [number(input, "uj1"), number(input, "uj2")].map(kwhOfMicrojoules);
    return kilowattsBetween(before ?? NaN, after ?? NaN, number(input, "seconds"));
  }
  throw new Error(`op ${JSON.stringify(op)} of kind "unit" is unknown`);
}

function placeOf(input: Input): CodecarbonPlace {
  const forced = input.forced_g_per_kwh ?? undefined;
  return {
    country: text(input, "country"),
    region: text(input, "region"),
    cloudProvider: text(input, "cloud_provider"),
    cloudRegion: text(input, "cloud_region"),
    forcedGramsPerKwh: forced === undefined ? undefined : number(input, "forced_g_per_kwh"),
  };
}

function number(input: Input, key: string): number {
  const value = input[key];
  if (typeof value !== "number") throw new Error(`${key} is ${JSON.stringify(value)}, should be a number`);
  return value;
}

function text(input: Input, key: string): string | undefined {
  const value = input[key] ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  throw new Error(`${key} is ${JSON.stringify(value)}, should be text or null`);
}

function pairs(input: Input, key: string): [number, number][] {
  const value = input[key];
  if (!Array.isArray(value)) throw new Error(`${key} is ${JSON.stringify(value)}, should be a list of pairs`);
  return value.map((pair) => [number(pair, "0"), number(pair, "1")]);
}
