import type { Figure, Grade } from "../units.ts";
import { significant } from "../units.ts";
import type { Intensity } from "../carbon/intensity.ts";
import type { Attribution } from "../energy/attribute.ts";
import type { Span } from "../meter/ledger.ts";
import { emissionsOf } from "./figures.ts";

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

/** What `wattbook measure --json` prints. */
export interface Measurement {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Its exit status; 128 + n when signal n ended it. */
  readonly exit_code: number;
  /** From its start to its end. */
  readonly duration_s: number;
  /** Joules. */
  readonly energy_j: ChargedJson;
  /** The parts of `energy_j.share`. */
  readonly components: readonly {
    readonly device: string;
    readonly energy_j: FigureJson;
    readonly grade: Grade;
    readonly how: string;
  }[];
  /** Grams CO2eq. */
  readonly emissions_g: ChargedJson;
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

/** What a measured command has left behind. */
export interface Measured {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Its exit status. */
  readonly exitCode: number;
  /** The measured span. */
  readonly span: Span;
  /** Whose energy it was. */
  readonly attribution: Attribution;
  /** Where the electricity comes from. */
  readonly intensity: Intensity;
  /** Version of this package. */
  readonly version: string;
}

/** Puts the answer of `wattbook measure` together. */
export function measurement(
  { command, exitCode, span, attribution, intensity, version }: Measured,
): Measurement {
  const { machine, share, active } = attribution;
  const charged = (convert: (figure: Figure) => Figure) => ({
    ...(machine ? { machine: figureJson(convert(machine)) } : {}),
    ...(share ? { share: figureJson(convert(share)) } : {}),
    ...(active ? { active: figureJson(convert(active)) } : {}),
  });
  const busy = span.cpu.machineBusyS;
  return {
    command,
    exit_code: exitCode,
    duration_s: significant(span.durationS, 6),
    energy_j: charged((figure) => figure),
    components: attribution.components.map(({ device, energyJ }) => ({
      device,
      energy_j: figureJson(energyJ),
      grade: energyJ.grade,
      how: energyJ.how,
    })),
    emissions_g: charged((figure) => emissionsOf(figure, intensity, 1)),
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
      own: significant(span.cpu.ownS, 6),
      children: significant(span.cpu.childrenS, 6),
      ...(busy === undefined ? {} : { machine_busy: significant(busy, 6) }),
    },
    coverage: significant(Math.min(1, ...span.devices.map((device) => device.coverage)), 4),
    missing: attribution.missing,
    overhead_s: significant(span.overheadS, 3),
    below_resolution: attribution.belowResolution,
    notes: [...new Set([...attribution.notes, ...span.notes, ...(intensity.note ? [intensity.note] : [])])],
    wattbook: version,
  };
}

function figureJson({ value, low, high, grade, how }: Figure): FigureJson {
  return { value: significant(value, 6), low: significant(low, 6), high: significant(high, 6), grade, how };
}
