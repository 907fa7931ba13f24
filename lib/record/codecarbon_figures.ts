import type { Intensity } from "../carbon/intensity.ts";
import {
  type Figure,
  formatQuantity,
  type Grade,
  type Grams,
  type Joules,
  joulesOf,
  kilowattHours,
} from "../units.ts";
import type { Charged, ComponentEnergy, RunRecord } from "./run_record.ts";

/** What CodeCarbon 3.3.2 says of a run; it states no interval. */
export interface CodecarbonFigures {
  /** Its `tracking_mode`: the whole machine, or the process with its children. */
  readonly mode: "machine" | "process";
  /** Joules before the PUE. */
  readonly energyJ: Joules;
  /** Grams CO2eq with the PUE. */
  readonly emissionsG: Grams;
  /** What it charges to each part, joules before the PUE. */
  readonly partsJ: { readonly cpu: Joules; readonly gpu: Joules; readonly memory: Joules };
  /** Grade of its processor's energy. */
  readonly grade: Grade;
  /** How it got the processor's energy. */
  readonly how: string;
}

/** Name of the method, as a user writes it and as the record has it. */
export const CODECARBON = "codecarbon-3.3.2";

/** What the parity room answers, as far as it is needed here: kWh and kg with the PUE, in CodeCarbon's names. */
export interface SaidByCodecarbon {
  readonly emissions: number;
  readonly energy_consumed: number;
  readonly cpu_energy: number;
  readonly gpu_energy: number;
  readonly ram_energy: number;
  readonly processorBy: "counter" | "table" | "threads" | "nameless";
}

const PROCESSOR: Readonly<Record<SaidByCodecarbon["processorBy"], readonly [Grade, string]>> = {
  counter: ["A", "package counters"],
  table: ["D", "design power of the processor by its table"],
  threads: ["E", "4 W per thread, as its table has no such processor"],
  nameless: ["E", "85 W, as the processor tells no name"],
};

/** CodeCarbon's answer in the units of a record. */
export function codecarbonFigures(
  says: SaidByCodecarbon,
  mode: CodecarbonFigures["mode"],
  pue: number,
): CodecarbonFigures {
  const joules = (kwh: number) => joulesOf(kwh) / pue;
  const [grade, by] = PROCESSOR[says.processorBy];
  return {
    mode,
    energyJ: joules(says.energy_consumed),
    emissionsG: says.emissions * 1000,
    partsJ: { cpu: joules(says.cpu_energy), gpu: joules(says.gpu_energy), memory: joules(says.ram_energy) },
    grade,
    how: `CodeCarbon 3.3.2, ${mode} mode: ${by}; memory by its size`,
  };
}

/** What CodeCarbon charges, as figures of a record: both ends are the value, as it states no interval. */
export function chargedByCodecarbon(said: CodecarbonFigures): { energyJ: Charged; emissionsG: Charged } {
  const key = said.mode === "machine" ? "machine" : "share";
  return {
    energyJ: { [key]: exact(said.energyJ, said) },
    emissionsG: { [key]: exact(said.emissionsG, said) },
  };
}

/**
 * A record whose figures are CodeCarbon's; wattbook's own stay in a note.
 *
 * @param record The record by wattbook's own method.
 * @param said What CodeCarbon says.
 */
export function byCodecarbon(record: RunRecord, said: CodecarbonFigures): RunRecord {
  const own = [record.energyJ[record.headline], record.emissionsG[record.headline]] as const;
  const notes = own[0] && own[1] && !record.belowResolution
    ? [`By wattbook's own method (${record.headline}): ${range(own[0], "J")}, ${range(own[1], "g")} CO2e`]
    : [];
  const part = (device: string, joules: Joules): ComponentEnergy[] => {
    if (!(joules > 0)) return [];
    const figure = exact(joules, said);
    return [{ device, energyJ: figure, machineJ: figure }];
  };
  return {
    ...record,
    ...chargedByCodecarbon(said),
    method: CODECARBON,
    intensity: intensityOf(record, said),
    belowResolution: false,
    components: [
      ...part("CPU (CodeCarbon)", said.partsJ.cpu),
      ...part("GPU (CodeCarbon)", said.partsJ.gpu),
      ...part("Memory (CodeCarbon)", said.partsJ.memory),
    ],
    notes: [...notes, ...record.notes],
  };
}

/** Its factors per energy source are life-cycle ones, those of states and clouds their publishers'. */
const KIND = "average, life-cycle (direct in states of the USA)";

/** CodeCarbon's own factor at the place; its tables are of 2021 to 2023. */
function intensityOf({ intensity, pue }: RunRecord, { energyJ, emissionsG }: CodecarbonFigures): Intensity {
  if (intensity.kind === "as given" || !(energyJ > 0)) return intensity;
  const gramsPerKwh = emissionsG / kilowattHours(energyJ * pue);
  const { note: _ours, ...rest } = intensity;
  const source = "CodeCarbon 3.3.2's tables";
  return { ...rest, gramsPerKwh, low: gramsPerKwh, high: gramsPerKwh, source, year: 2023, kind: KIND };
}

function exact(value: number, { grade, how }: CodecarbonFigures): Figure {
  return { value, low: value, high: value, grade, how };
}

function range({ value, low, high }: Figure, unit: "J" | "g"): string {
  const [middle, from, to] = [value, low, high].map((end) => formatQuantity(end, unit));
  return `${middle} (${from} – ${to})`;
}
