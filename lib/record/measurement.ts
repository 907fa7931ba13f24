import type { Figure, Grade } from "../units.ts";
import { significant } from "../units.ts";
import type { Range } from "../carbon/range.ts";
import type { Charged, RunRecord } from "./run_record.ts";

/** A figure as JSON; numbers have 6 significant digits. */
export interface FigureJson {
  /** Best estimate. */
  readonly value: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** A to E. */
  readonly grade: Grade;
  /** Method. */
  readonly how: string;
}

/** Figures of the three ways to charge; one that cannot be known is not there. */
export interface ChargedJson {
  /** Everything measured, neighbours included. */
  readonly machine?: FigureJson;
  /** Charged to the command. */
  readonly share?: FigureJson;
  /** What the command added above idle. */
  readonly active?: FigureJson;
}

/** A figure beside energy and emissions, as JSON. */
export interface RangeJson {
  /** Best estimate. */
  readonly value: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Where it comes from. */
  readonly source: string;
}

/** What `wattbook measure --json` prints. */
export interface Measurement {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Its exit status; 128 + n when signal n ended it. */
  readonly exit_code: number;
  /** From its start to its end. */
  readonly duration_s: number;
  /** Which of the three is the headline. */
  readonly headline: RunRecord["headline"];
  /** Whose method the figures are by; not there for wattbook's own. */
  readonly method?: string;
  /** Joules. */
  readonly energy_j: ChargedJson;
  /** The parts of `energy_j.share`. */
  readonly components: readonly {
    readonly device: string;
    readonly energy_j: FigureJson;
    readonly grade: Grade;
    readonly how: string;
  }[];
  /** Grams CO2eq, the PUE included. */
  readonly emissions_g: ChargedJson;
  /** Power usage effectiveness; 1 means none. */
  readonly pue: number;
  /** What CodeCarbon would say, where that was asked for. */
  readonly codecarbon?: {
    readonly mode: "machine" | "process";
    readonly energy_j: number;
    readonly emissions_g: number;
    readonly how: string;
  };
  /** Litres of water, where they were asked for. */
  readonly water_l?: RangeJson;
  /** Grams CO2eq of making the hardware, where they were asked for; not in `emissions_g`. */
  readonly embodied_g?: RangeJson;
  /** Where the electricity comes from. */
  readonly intensity: {
    readonly grams_per_kwh: number;
    readonly low: number;
    readonly high: number;
    readonly source: string;
    readonly year: number;
    readonly zone: string;
    readonly zone_name: string;
    readonly kind: string;
    readonly place_from: string;
  };
  /** CPU seconds: the meter's own, the command's and its children's, all busy ones of the machine. */
  readonly cpu_time_s: { readonly own: number; readonly children: number; readonly machine_busy?: number };
  /** Part of the time during which the sources could be read, 0 to 1. */
  readonly coverage: number;
  /** Components that are not in the figures. */
  readonly missing: readonly string[];
  /** CPU seconds of measuring itself. */
  readonly overhead_s: number;
  /** Too short for the sources: only upper ends say something. */
  readonly below_resolution: boolean;
  /** Sentences for the reader. */
  readonly notes: readonly string[];
  /** Version. */
  readonly wattbook: string;
}

/**
 * The answer of `wattbook measure`.
 *
 * @param command Program and arguments.
 * @param exitCode Its exit status.
 * @param record What was measured meanwhile.
 */
export function measurement(command: readonly string[], exitCode: number, record: RunRecord): Measurement {
  const { intensity, cpuTimeS: { own, children, machineBusy }, codecarbon, waterL, embodiedG } = record;
  return {
    command,
    exit_code: exitCode,
    duration_s: significant(record.durationS, 6),
    headline: record.headline,
    ...(record.method === undefined ? {} : { method: record.method }),
    energy_j: chargedJson(record.energyJ),
    components: record.components.map(({ device, energyJ }) => ({
      device,
      energy_j: figureJson(energyJ),
      grade: energyJ.grade,
      how: energyJ.how,
    })),
    emissions_g: chargedJson(record.emissionsG),
    pue: record.pue,
    ...(codecarbon && {
      codecarbon: {
        mode: codecarbon.mode,
        energy_j: significant(codecarbon.energyJ, 6),
        emissions_g: significant(codecarbon.emissionsG, 6),
        how: codecarbon.how,
      },
    }),
    ...(waterL && { water_l: rangeJson(waterL) }),
    ...(embodiedG && { embodied_g: rangeJson(embodiedG) }),
    intensity: {
      grams_per_kwh: significant(intensity.gramsPerKwh, 6),
      low: significant(intensity.low, 6),
      high: significant(intensity.high, 6),
      source: intensity.source,
      year: intensity.year,
      zone: intensity.zone,
      zone_name: intensity.zoneName,
      kind: intensity.kind,
      place_from: intensity.placeFrom,
    },
    cpu_time_s: {
      own: significant(own, 6),
      children: significant(children, 6),
      ...(machineBusy === undefined ? {} : { machine_busy: significant(machineBusy, 6) }),
    },
    coverage: significant(record.coverage.time, 4),
    missing: record.coverage.missing,
    overhead_s: significant(record.overheadS, 3),
    below_resolution: record.belowResolution,
    notes: record.notes,
    wattbook: record.wattbook,
  };
}

function chargedJson({ machine, share, active }: Charged): ChargedJson {
  return {
    ...(machine && { machine: figureJson(machine) }),
    ...(share && { share: figureJson(share) }),
    ...(active && { active: figureJson(active) }),
  };
}

function figureJson({ value, low, high, grade, how }: Figure): FigureJson {
  return { value: significant(value, 6), low: significant(low, 6), high: significant(high, 6), grade, how };
}

function rangeJson({ value, low, high, source }: Range): RangeJson {
  return { value: significant(value, 6), low: significant(low, 6), high: significant(high, 6), source };
}
