import { CPU_POWER } from "../../lib/parity/data/cpu_power.ts";
import { placeTables } from "../../lib/parity/place_tables.ts";
import type { Input } from "../parity/answers.ts";
import { seeded } from "../fixtures/seeded.ts";

/** What CodeCarbon is asked. */
export interface Question {
  /** Kind of vector. */
  readonly kind: string;
  /** Its arguments. */
  readonly in: Input;
}

const names = CPU_POWER.split("\n").map((line) => line.split("\t")[0] ?? "");

/** Questions of every kind, the same for the same seed. */
export function randomQuestions(count: number, seed: number): Question[] {
  const random = seeded(seed);
  const kinds = Object.entries(KINDS);
  return Array.from({ length: count }, (_, at) => {
    const [kind, make] = kinds[at % kinds.length] ?? pick(kinds, random);
    return { kind, in: make(random) };
  });
}

type Random = () => number;

const KINDS: Readonly<Record<string, (random: Random) => Input>> = {
  country: (random) => ({ kwh: size(random), country: country(random) }),
  us_state: (random) => ({ kwh: size(random), country: "USA", region: region(placeTables().states, random) }),
  ca_province: (random) => ({
    kwh: size(random),
    country: "can",
    region: region(placeTables().mixes, random),
  }),
  nordic_zone: (random) => ({
    kwh: size(random),
    country: pick(["SWE", "NOR", "FIN", "swe", "DNK"], random),
    region: region(placeTables().zones, random),
  }),
  cn_province: (random) => ({
    kwh: size(random),
    country: "CHN",
    region: blanks(
      region(placeTables().provinces, random) +
        pick(["", " province", " Shi", " Autonomous Region", " zizhiqu", " sheng sheng", "province"], random),
      random,
    ),
  }),
  cloud_region: (random) => ({ kwh: size(random), ...cloud(random, ""), country: country(random) }),
  emissions: (random) => ({
    kwh: size(random),
    country: country(random),
    region: random() < 0.3 ? null : anyRegion(random),
    ...(random() < 0.4 ? cloud(random, "cloud_") : {}),
    ...(random() < 0.3 ? { forced_g_per_kwh: pick([0, 123.4, 1e-9, 475, size(random)], random) } : {}),
  }),
  unit: (random) => ({
    op: pick([
      "microjoules_to_kwh",
      "millijoules_to_kwh",
      "lb_per_mwh_to_kg_per_kwh",
      "watts_for_seconds_to_kwh",
      "power_kw_from_two_counters",
    ], random),
    value: size(random),
    watts: size(random),
    seconds: pick([0, 1, 15, size(random)], random),
    uj1: size(random),
    uj2: size(random),
  }),
  dimm_x86: (random) => ({ gib: gib(random) }),
  dimm_arm: (random) => ({ gib: gib(random) }),
  ram_x86: (random) => ({ gib: gib(random) }),
  ram_arm: (random) => ({ gib: gib(random) }),
  load_machine: (random) => ({ tdp_w: size(random), load_percent: percent(random) }),
  load_process: (random) => ({
    tdp_w: size(random),
    threads: pick([0, 1, 2, 7, 64, 384], random),
    cpu_seconds: pick([0, -1, random() * 100, size(random)], random),
    seconds: pick([0, 1, random() * 20], random),
  }),
  load_interval_mean: (random) => ({
    tdp_w: size(random),
    load_percent_and_seconds: Array.from(
      { length: 1 + Math.floor(random() * 16) },
      () => [percent(random), pick([0, 1, random()], random)],
    ),
  }),
  tdp: (random) => ({ cpu_name: cpuName(random), logical_threads: pick([0, 1, 2, 8, 128, 384], random) }),
  csv_header: () => ({ file: "emissions.csv", count: 38 }),
};

function pick<Value>(values: readonly Value[], random: Random): Value {
  return values[Math.floor(random() * values.length)] as Value;
}

/** 0, whole numbers, and numbers of all sizes. */
function size(random: Random): number {
  return pick([0, 1, Math.floor(random() * 1000), random(), 10 ** (random() * 24 - 12)], random);
}

function percent(random: Random): number {
  return pick([0, 100, Math.floor(random() * 101), random() * 100], random);
}

function gib(random: Random): number {
  return pick([0, 2, 16, 128, 1024, Math.floor(random() * 600), random() * 8000, random() * 20], random);
}

function country(random: Random): string | null {
  const code = pick([...placeTables().countries.keys(), "XXX", "", "US", "EU-27", "constructor"], random);
  return random() < 0.05 ? null : letters(code, random);
}

function region(known: ReadonlyMap<string, unknown>, random: Random): string {
  return letters(pick([...known.keys(), "atlantis", "_unit", "_source", "", "toString"], random), random);
}

function anyRegion(random: Random): string {
  const { states, mixes, zones, provinces } = placeTables();
  return region(pick([states, mixes, zones, provinces], random), random);
}

function cloud(random: Random, prefix: string): Input {
  const [provider, place] = pick([...placeTables().cloud.keys()], random).split(" ");
  return {
    [`${prefix}provider`]: pick([provider, provider, provider, "aws", "GCP", ""], random),
    [`${prefix}region`]: pick([place, place, place, "us-east-1", "Europe-West1", ""], random),
  };
}

function letters(text: string, random: Random): string {
  return pick([
    text,
    text,
    text.toUpperCase(),
    text.toLowerCase(),
    text.replace(/^./, (c) => c.toUpperCase()),
  ], random);
}

function blanks(text: string, random: Random): string {
  return random() < 0.7 ? text : ` ${text.replaceAll(" ", "\t \u00a0")}\n`;
}

/** A name of the table as systems spell it, with words added, lost or broken; or none. */
function cpuName(random: Random): string | null {
  let name = pick(names, random);
  if (random() < 0.05) {
    return pick([null, "", " ", "®", "(R)", "İntel", "intel_core_i7", "CPU", " CPU @ 2.00GHz"], random);
  }
  if (random() < 0.1) {
    name = pick(["Intel Celeron 1000A", "Celeron 1400", "Intel Quark Microcontroller D1000"], random);
  }
  if (random() < 0.4) name = name.replace(/^(Intel|AMD)/, "$1(R)").replace(/(Core|Xeon|Atom)/, "$1(TM)");
  if (random() < 0.2) name = name.split(" ").slice(Math.floor(random() * 3)).join(" ");
  if (random() < 0.1) name = name.split(" ").slice(0, 2).join(" ");
  if (random() < 0.2) name = name.split(" ").reverse().join(" ");
  if (random() < 0.2) name += pick([" 8-Core Processor", " with Radeon Graphics", " v2", " (64)"], random);
  if (random() < 0.2) name = name.replaceAll("-", pick([" ", "_", "/"], random));
  if (random() < 0.4) {
    name += pick([
      " CPU @ 2.40GHz",
      " @ 3.40GHz",
      " @3.40GHz",
      " @  10.5GHz",
      " CPU @ 2.4 GHz",
      " CPU",
      " @ ٣.٤GHz",
    ], random);
  }
  return letters(name, random);
}
