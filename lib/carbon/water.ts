import type { Joules } from "../units.ts";
import { kilowattHours } from "../units.ts";
import { alpha3 } from "./country_codes.ts";
import { GRID_WATER } from "./data/grid_water.ts";
import type { Facility } from "./facility.ts";
import type { Range } from "./range.ts";

/**
 * Power plants of one country differ, and so do the ways to count what evaporates from a reservoir: good to a factor
 * of 2 (our estimate). Litres on site are metered.
 */
const GRID_FACTOR = 2;

/** On-site water where nobody tells: none of it (air cooling) to 2.75 L/kWh, the most that a provider publishes. */
const UNKNOWN_SITE = { low: 0, value: 0.84, high: 2.75 };

/**
 * Water in litres: what cools the building, and what the power plants use for all electricity of it.
 *
 * @param energyJ Energy of the machine itself, before PUE.
 * @param zone Grid zone or country: `"BE"`, `"US-CAL-CISO"`.
 * @param facility The building; see {@linkcode facilityOf}.
 */
export function waterFor(energyJ: Joules, zone: string, { pue, wueLPerKwh, source }: Facility): Range {
  const kwh = kilowattHours(energyJ);
  const own = litresPerKwh(alpha3(zone.slice(0, 2)) ?? ""), grid = own ?? litresPerKwh("WOR") ?? NaN;
  // An own machine is cooled by air.
  const site = wueLPerKwh === undefined
    ? pue === 1 ? { low: 0, value: 0, high: 0 } : UNKNOWN_SITE
    : { low: wueLPerKwh, value: wueLPerKwh, high: wueLPerKwh };
  return {
    value: kwh * (site.value + pue * grid),
    low: kwh * (site.low + pue * grid / GRID_FACTOR),
    high: kwh * (site.high + pue * grid * GRID_FACTOR),
    source: `EcoLogits 2025 (MPL-2.0), ${
      own === undefined ? "world's power plants" : "the country's power plants"
    }; ${source}`,
  };
}

function litresPerKwh(country: string): number | undefined {
  const words = GRID_WATER.trim().split(/\s+/), at = words.indexOf(country);
  return at < 0 ? undefined : Number(words[at + 1]);
}
