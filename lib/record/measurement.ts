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

/** What `wattbook measure --json` prints. */
export interface Measurement {
  readonly command: readonly string[];
  readonly exit_code: number;
  readonly duration_s: number;
  readonly energy_j: { machine?: FigureJson; share?: FigureJson; active?: FigureJson };
  readonly components: readonly { device: string; energy_j: FigureJson; grade: Grade; how: string }[];
  readonly emissions_g: { machine?: FigureJson; share?: FigureJson; active?: FigureJson };
  readonly intensity: {
    grams_per_kwh: number;
    low: number;
    high: number;
    source: string;
    year: number;
    zone: string;
  };
  readonly cpu_time_s: { own: number; children: number; machine_busy?: number };
  readonly coverage: number;
  readonly overhead_s: number;
  readonly below_resolution: boolean;
  readonly notes: readonly string[];
  readonly wattbook: string;
}

/** Puts the answer of `wattbook measure` together. */
export function measurement(
  { command, exitCode, span, attribution, intensity, version }: {
    command: readonly string[];
    exitCode: number;
    span: Span;
    attribution: Attribution;
    intensity: Intensity;
    version: string;
  },
): Measurement {
  const { machine, share, active } = attribution;
  const charged = (convert: (figure: Figure) => Figure) => ({
    ...(machine ? { machine: figureJson(convert(machine)) } : {}),
    ...(share ? { share: figureJson(convert(share)) } : {}),
    ...(active ? { active: figureJson(convert(active)) } : {}),
  });
  const { gramsPerKwh: grams_per_kwh, low, high, source, year, zone } = intensity;
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
    intensity: { grams_per_kwh, low, high, source, year, zone },
    cpu_time_s: {
      own: significant(span.cpu.ownS, 6),
      children: significant(span.cpu.childrenS, 6),
      ...(busy === undefined ? {} : { machine_busy: significant(busy, 6) }),
    },
    coverage: Math.min(1, ...span.devices.map((device) => device.coverage)),
    overhead_s: significant(span.overheadS, 3),
    below_resolution: attribution.belowResolution,
    notes: [...new Set([...attribution.notes, ...span.notes, ...(intensity.note ? [intensity.note] : [])])],
    wattbook: version,
  };
}

function figureJson({ value, low, high, grade, how }: Figure): FigureJson {
  return { value: significant(value, 6), low: significant(low, 6), high: significant(high, 6), grade, how };
}
