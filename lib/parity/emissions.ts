import { kilogramsOfGrams, kilogramsOfPoundsPerMwh } from "./conversions.ts";
import { placeTables } from "./place_tables.ts";
import { PYTHON_BLANK } from "./python_blank.ts";

/** Where CodeCarbon takes the electricity to come from. */
export interface CodecarbonPlace {
  /** Country, ISO 3166-1 alpha-3 in any letter case: `"BEL"`. */
  readonly country?: string | undefined;
  /** State, province or bidding zone in any letter case: `"California"`, `"SE3"`. */
  readonly region?: string | undefined;
  /** Cloud in small letters; it knows Google's regions only: `"gcp"`. */
  readonly cloudProvider?: string | undefined;
  /** Region of that cloud in small letters: `"europe-west1"`. */
  readonly cloudRegion?: string | undefined;
  /** Intensity that its user has forced, gCO2eq/kWh. */
  readonly forcedGramsPerKwh?: number | undefined;
}

/** World average, gCO2eq/kWh (IEA, 2019), for places that are in no table. */
const WORLD = 475;

/** Bidding zones that count, by country. */
const ZONES: Readonly<Record<string, RegExp>> = { SWE: /^SE[1-4]$/, NOR: /^NO[1-5]$/, FIN: /^FI$/ };

/** kgCO2eq/kWh of the sources that count in Canada: coal, petroleum, natural gas. */
const CANADIAN_SOURCES = [0.995725971, 0.8166885263, 0.7438415916];

/** What is cut off behind a Chinese province. */
const PROVINCE_WORD = / (autonomous region|municipality|province|sheng|shi|zizhiqu)$/;

const BLANKS = new RegExp(`${PYTHON_BLANK}+`, "v");

/**
 * Kilograms CO2eq of an energy at a place, by CodeCarbon's order: forced, cloud region, bidding zone, province or
 * state, country, world. A region that it does not know falls back on the country.
 *
 * @param kwh Energy in kilowatt hours.
 * @param place Where.
 */
export function emissionsKg(kwh: number, place: CodecarbonPlace): number {
  if (place.forcedGramsPerKwh !== undefined) return kwh * (place.forcedGramsPerKwh / 1000);
  return (cloudFactor(place) ?? regionFactor(place) ?? countryFactor(place)) * kwh;
}

function cloudFactor({ cloudProvider, cloudRegion }: CodecarbonPlace): number | undefined {
  const grams = placeTables().cloud.get(`${cloudProvider} ${cloudRegion}`);
  return grams === undefined ? undefined : kilogramsOfGrams(grams);
}

function regionFactor(place: CodecarbonPlace): number | undefined {
  const country = place.country?.toUpperCase(), region = place.region?.toLowerCase();
  if (country === undefined || region === undefined) return undefined;
  const { zones, provinces, states, mixes } = placeTables();
  const zone = region.toUpperCase();
  const grams = Object.hasOwn(ZONES, country) && ZONES[country]?.test(zone)
    ? zones.get(zone)
    : country === "CHN"
    ? provinces.get(region.split(BLANKS).filter((word) => word !== "").join(" ").replace(PROVINCE_WORD, ""))
    : undefined;
  if (grams !== undefined) return grams / 1000;
  const pounds = country === "USA" ? states.get(region) : undefined;
  if (pounds !== undefined) return kilogramsOfPoundsPerMwh(pounds);
  const mix = country === "CAN" ? mixes.get(region) : undefined;
  return mix === undefined ? undefined : mixFactor(mix);
}

function mixFactor(mix: readonly number[]): number {
  const total = mix.at(-1) ?? NaN;
  return CANADIAN_SOURCES.reduce((sum, factor, at) => sum + (mix[at] ?? NaN) / total * factor, 0);
}

function countryFactor({ country }: CodecarbonPlace): number {
  return kilogramsOfGrams(placeTables().countries.get(country?.toUpperCase() ?? "") ?? WORLD);
}
