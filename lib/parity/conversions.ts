/*
 * CodeCarbon's conversions, factor by factor in its order. They stand beside those of `lib/units.ts`, because its
 * kilowatt hour is 8e-7 too large for joules: the constant has six digits.
 */

const MICROJOULE = 1e-6;
const MILLIJOULE = 1e-3;
const KWH_PER_JOULE = 2.77778e-7;
const HOURS_PER_SECOND = 1 / 3600;
const KILOGRAM_PER_GRAM = 0.001;
const KILOGRAM_PER_MWH_POUND = 0.00045359237;
const KILOWATT_PER_WATT = 0.001;
const WATTS_PER_KILOWATT = 1000;

/** Kilowatt hours of a counter in microjoules (powercap). */
export function kwhOfMicrojoules(microjoules: number): number {
  return microjoules * MICROJOULE * KWH_PER_JOULE;
}

/** Kilowatt hours of a counter in millijoules (NVIDIA). */
export function kwhOfMillijoules(millijoules: number): number {
  return millijoules * MILLIJOULE * KWH_PER_JOULE;
}

/** Kilowatt hours of a power that lasts. */
export function kwhOfWatts(watts: number, seconds: number): number {
  return kilowatts(watts) * (seconds * HOURS_PER_SECOND);
}

/** Kilowatts between two counts of kilowatt hours; 0 when no time passed. */
export function kilowattsBetween(beforeKwh: number, afterKwh: number, seconds: number): number {
  const hours = seconds * HOURS_PER_SECOND;
  return hours === 0 ? 0 : Math.abs(afterKwh - beforeKwh) / hours;
}

/** Kilowatts of watts. */
export function kilowatts(watts: number): number {
  return watts * KILOWATT_PER_WATT;
}

/** Watts of kilowatts. */
export function watts(kilowatts: number): number {
  return kilowatts * WATTS_PER_KILOWATT;
}

/** Kilograms per kilowatt hour of grams. */
export function kilogramsOfGrams(grams: number): number {
  return grams * KILOGRAM_PER_GRAM;
}

/** Kilograms per kilowatt hour of pounds per megawatt hour. */
export function kilogramsOfPoundsPerMwh(pounds: number): number {
  return pounds * KILOGRAM_PER_MWH_POUND;
}
