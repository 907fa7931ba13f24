import { type Figure, kilowattHours, scaleFigure } from "../units.ts";
import { reportedFigures } from "../record/reported_figures.ts";
import type { RunRecord } from "../record/run_record.ts";

/** What a score is per, and what it adds. */
export interface SciOptions {
  /** Functional unit and how many of it the run did: `{ unit: "epoch", count: 12 }`. Default: one run. */
  readonly per?: { readonly unit: string; readonly count: number } | undefined;
  /** Embodied emissions of the hardware that fall to the run, g CO2eq. Default: the record's, else left out, and said so. */
  readonly embodiedG?: number | undefined;
}

/** A Software Carbon Intensity score with its parts, in the letters of the standard. */
export interface SciScore {
  /** Standard. */
  readonly standard: "ISO/IEC 21031:2024";
  /** Run that was scored. */
  readonly run: string;
  /** Energy, kWh, with the PUE. */
  readonly E_kwh: number;
  /** Intensity of the grid, g CO2eq/kWh. */
  readonly I_g_per_kwh: number;
  /** What kind of intensity that is: average or marginal, life-cycle or direct. */
  readonly I_kind: string;
  /** Embodied emissions, g CO2eq; `null` where they are not in the score. */
  readonly M_g: number | null;
  /** Functional unit. */
  readonly R: { readonly unit: string; readonly count: number };
  /** (E · I + M) ÷ R: g CO2eq per functional unit. */
  readonly SCI_g_per_unit: Figure;
}

/**
 * Software Carbon Intensity of a run: (E · I + M) ÷ R.
 *
 * @param record The run.
 * @param options Functional unit and embodied emissions.
 * @throws {RangeError} When its energy is not known, there is no functional unit, or M is negative.
 */
export function sciScore(record: RunRecord, { per, embodiedG: given }: SciOptions = {}): SciScore {
  const { energyJ, emissionsG } = reportedFigures(record, "a SCI score");
  const { unit, count } = per ?? { unit: "run", count: 1 };
  if (!(count > 0 && Number.isFinite(count))) {
    throw new RangeError(
      `Cannot score per ${JSON.stringify(unit)}: its count is ${count}, should be above 0`,
    );
  }
  const embodied = given === undefined ? record.embodiedG : { value: given, low: given, high: given };
  const embodiedG = embodied?.value;
  if (embodiedG !== undefined && !(embodiedG >= 0 && Number.isFinite(embodiedG))) {
    throw new RangeError(`Cannot add embodied emissions: they are ${embodiedG} g, should be 0 or more`);
  }
  const total: Figure = {
    ...emissionsG,
    value: emissionsG.value + (embodied?.value ?? 0),
    low: emissionsG.low + (embodied?.low ?? 0),
    high: emissionsG.high + (embodied?.high ?? 0),
    how: embodiedG === undefined ? `${emissionsG.how}; without embodied emissions` : emissionsG.how,
  };
  return {
    standard: "ISO/IEC 21031:2024",
    run: record.runName,
    E_kwh: kilowattHours(energyJ.value * record.pue),
    I_g_per_kwh: record.intensity.gramsPerKwh,
    I_kind: record.intensity.kind,
    M_g: embodiedG ?? null,
    R: { unit, count },
    SCI_g_per_unit: scaleFigure(total, 1 / count),
  };
}
