import type { Grams, Joules } from "../units.ts";
import { gramsFor } from "../units.ts";

/** What a Software Carbon Intensity is made of. */
export interface SciParts {
  /** E: energy, in joules. */
  readonly energyJ: Joules;
  /** I: grid intensity, gCO2eq/kWh. */
  readonly gramsPerKwh: number;
  /** M: embodied emissions that fall on it, in grams; see {@linkcode embodiedFor}. */
  readonly embodiedG: Grams;
  /** R: how many functional units were served. */
  readonly units: number;
  /** What one unit is: `"run"`, `"epoch"`, `"10 inferences"`. */
  readonly unit: string;
}

/** A Software Carbon Intensity. */
export interface Sci {
  /** Grams CO2eq per unit. */
  readonly value: number;
  /** In words: `"gCO2eq per epoch"`. */
  readonly unit: string;
}

/**
 * Software Carbon Intensity of the Green Software Foundation (ISO/IEC 21031:2024): (E · I + M) / R.
 *
 * @throws {RangeError} When there is no functional unit, or energy or grams are below 0.
 */
export function sci({ energyJ, gramsPerKwh, embodiedG, units, unit }: SciParts): Sci {
  if (!(units > 0)) throw new RangeError(`Cannot say an SCI: units is ${units}, should be above 0`);
  const parts = { energyJ, gramsPerKwh, embodiedG };
  const wrong = Object.entries(parts).find(([, value]) => !(value >= 0));
  if (wrong) throw new RangeError(`Cannot say an SCI: ${wrong[0]} is ${wrong[1]}, should be 0 or more`);
  return { value: (gramsFor(energyJ, gramsPerKwh) + embodiedG) / units, unit: `gCO2eq per ${unit}` };
}
