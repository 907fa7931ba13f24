import type { Joules } from "../units.ts";
import { gramsFor } from "../units.ts";
import type { Intensity } from "./intensity.ts";

/** An energy with its interval. */
export interface EnergyRange {
  /** Joules. */
  readonly value: Joules;
  /** Lower end. */
  readonly low: Joules;
  /** Upper end. */
  readonly high: Joules;
}

/** The same energy at another place. */
export interface Elsewhere {
  /** Where, and what is known of its grid. */
  readonly intensity: Intensity;
  /** Grams CO2eq there. */
  readonly emissionsG: { readonly value: number; readonly low: number; readonly high: number };
  /** Times what it is here; `undefined` where here is 0. */
  readonly ratio: number | undefined;
}

/**
 * What the same energy would emit at other places, least first. Average figures: for a decision where to run; not
 * what moving one run changes in the grids.
 *
 * @param energy Energy that was used.
 * @param here Where it was used.
 * @param others Other places.
 */
export function elsewhere(energy: EnergyRange, here: Intensity, others: readonly Intensity[]): Elsewhere[] {
  return others.map((intensity) => ({
    intensity,
    emissionsG: {
      value: gramsFor(energy.value, intensity.gramsPerKwh),
      low: gramsFor(energy.low, intensity.low),
      high: gramsFor(energy.high, intensity.high),
    },
    ratio: here.gramsPerKwh > 0 ? intensity.gramsPerKwh / here.gramsPerKwh : undefined,
  })).sort((a, b) => a.emissionsG.value - b.emissionsG.value);
}
