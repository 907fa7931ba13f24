import type { Figure } from "../units.ts";
import { gramsFor, scaleFigure } from "../units.ts";
import type { Intensity } from "../carbon/intensity.ts";

/**
 * Grams CO2eq of an energy on a grid.
 *
 * Energy and intensity err independently and by factors, so their relative errors add as squares in log space
 * (Gaussian propagation); an energy whose interval begins at 0 keeps 0 as its lower end.
 *
 * @param energyJ Energy in joules.
 * @param intensity Grid intensity with its interval.
 * @param pue Power usage effectiveness, 1 for none.
 */
export function emissionsOf(energyJ: Figure, intensity: Intensity, pue: number): Figure {
  const value = gramsFor(energyJ.value * pue, intensity.gramsPerKwh);
  const below = logWidth(energyJ.value, energyJ.low, intensity.gramsPerKwh, intensity.low);
  const above = logWidth(energyJ.high, energyJ.value, intensity.high, intensity.gramsPerKwh);
  const how = `${energyJ.how}; ${intensity.source} ${intensity.year}, ${intensity.zone}`;
  if (!(value > 0)) {
    return { value, low: 0, high: gramsFor(energyJ.high * pue, intensity.high), grade: energyJ.grade, how };
  }
  return { value, low: value * Math.exp(-below), high: value * Math.exp(above), grade: energyJ.grade, how };
}

/** Width in log space of two factors with the given upper and lower ends; infinite when a lower end is 0. */
function logWidth(upperA: number, lowerA: number, upperB: number, lowerB: number): number {
  const width = (upper: number, lower: number) => upper === lower ? 0 : Math.log(upper / lower);
  return Math.hypot(width(upperA, lowerA), width(upperB, lowerB));
}

/**
 * Per cent of accuracy per gram CO2eq, as the article behind the Python package defines it (the package itself
 * logged the fraction per gram, a hundredth of this).
 *
 * @param accuracy Accuracy on test data, 0 to 1.
 * @param emissionsG Grams CO2eq of the training.
 * @returns The figure, or `undefined` when the emissions are 0 or unknown.
 */
export function accuracyPerGram(accuracy: number, emissionsG: Figure | undefined): Figure | undefined {
  if (emissionsG === undefined || !(emissionsG.value > 0)) return undefined;
  const perCent = accuracy * 100;
  const high = emissionsG.low > 0 ? perCent / emissionsG.low : Infinity;
  return { ...emissionsG, value: perCent / emissionsG.value, low: perCent / emissionsG.high, high };
}

/** Grams CO2eq of ten inferences, from the energy of one. */
export function emissionsPer10(perInferenceJ: Figure, intensity: Intensity, pue: number): Figure {
  return emissionsOf(scaleFigure(perInferenceJ, 10), intensity, pue);
}
