import { alpha3 } from "../carbon/country_codes.ts";
import type { Intensity } from "../carbon/intensity.ts";
import { countryName } from "../carbon/zone_lookup.ts";

/** The place of a run, as formats of others name it. */
export interface ReportedPlace {
  /** Country in English: `"United States"`. */
  readonly country: string;
  /** Country, ISO 3166-1 alpha-3: `"USA"`. */
  readonly countryCode: string;
  /** Part of the country, for people, where the grid is one: `"California ISO"`. */
  readonly region?: string;
}

/**
 * The country that a run's electricity comes from; `undefined` where no single one is known: the world's average, a
 * border region, an intensity given as a number.
 *
 * @param intensity Intensity of the run.
 */
export function reportedPlace({ zone, zoneName }: Intensity): ReportedPlace | undefined {
  if (!/^[A-Z]{2}(-[A-Z0-9-]+)?$/.test(zone)) return undefined;
  const code = zone.slice(0, 2), countryCode = alpha3(code);
  if (countryCode === undefined) return undefined;
  return {
    country: countryName(code),
    countryCode,
    ...(zone.length > 2 ? { region: zoneName } : {}),
  };
}
