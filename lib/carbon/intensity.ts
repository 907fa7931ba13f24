import { significant } from "../units.ts";
import { alpha3 } from "./country_codes.ts";
import { type GridTables, loadedGridTables, loadGridTables } from "./grid_tables.ts";
import type { CloudRegion, Place } from "./place.ts";
import { stateIntensity } from "./state_intensity.ts";
import { usStates } from "./us_states.ts";
import { countryName, zoneNamed } from "./zone_lookup.ts";

/** Grams of CO2 equivalents per kilowatt hour at a place, with its interval and origin. */
export interface Intensity {
  /** Best estimate, gCO2eq/kWh. */
  readonly gramsPerKwh: number;
  /** Lower end, gCO2eq/kWh. */
  readonly low: number;
  /** Upper end, gCO2eq/kWh. */
  readonly high: number;
  /** Data set with licence: `"Electricity Maps yearly (ODbL)"`. */
  readonly source: string;
  /** Year of the data. */
  readonly year: number;
  /** Zone it is for: `"BE"`, `"US-CAL-CISO"`, `"World"`. */
  readonly zone: string;
  /** Name of the zone, for people: `"Belgium"`. */
  readonly zoneName: string;
  /** What kind of factor it is: `"average, life-cycle"`. */
  readonly kind: string;
  /** How the place was found: `"option"`, `"environment"`, `"cloud region"`, `"time zone"`, `"unknown"`. */
  readonly placeFrom: string;
  /** A sentence for the reader when the place is a guess. */
  readonly note?: string;
}

/** Sources in the words of their licences. */
const ELECTRICITY_MAPS = "Electricity Maps yearly (ODbL)";
const EMBER = "Ember yearly (CC BY-SA 4.0)";

/** What average, life-cycle means: all plants of a year, with building and fuel. */
const KIND = "average, life-cycle";

/**
 * Half the width that any yearly average has at least: two good sources differ by 16 % (median) for the same
 * country and year, and the year changes by 3.4 % (median).
 */
const LEAST_HALF_WIDTH = 0.1;

/** Ends are products: without rounding 198 reads 198.00000000000003. */
const DIGITS = 6;

/** Ember's world average and its year. */
const WORLD = { key: "WORLD", year: 2024, gramsPerKwh: 472.94 };

/** Countries that only Ember has and whose newest year there is not 2024 (Ember, yearly data of 2025). */
const EMBER_YEARS: ReadonlyMap<string, number> = new Map([
  ...["CK", "GD", "KI", "KN", "MS", "UA", "VG"].map((country) => [country, 2022] as const),
  ...["AS", "NR", "TC"].map((country) => [country, 2023] as const),
]);

/** Starts loading the tables; the first `loadIntensity()` is then quick. */
export async function preloadIntensity(): Promise<void> {
  await loadGridTables();
}

/**
 * Grid intensity at a place: the newest yearly average of Electricity Maps. The interval holds that value ±10 %,
 * the zone's two newest years, and Ember's figure for the country as a second opinion. A country guessed from a
 * time zone whose grid is divided gets the range of its parts; an unknown place the world's average (Ember 2024)
 * with the range of nine tenths of all zones.
 *
 * @param place Where.
 * @throws {RangeError} When the zone is unknown; the message names the nearest one.
 */
export async function loadIntensity(place: Place): Promise<Intensity> {
  return place.kind === "fixed" ? fixedIntensity(place) : intensityIn(await loadGridTables(), place);
}

/**
 * The same without waiting, for a cell that fails and cannot wait.
 *
 * @returns `undefined` while the tables are not loaded.
 * @throws {RangeError} When the zone is unknown.
 */
export function knownIntensity(place: Place): Intensity | undefined {
  if (place.kind === "fixed") return fixedIntensity(place);
  const tables = loadedGridTables();
  return tables && intensityIn(tables, place);
}

type Fixed = Place & { readonly kind: "fixed" };

function fixedIntensity({ gramsPerKwh, label, from }: Fixed): Intensity {
  const year = new Date().getUTCFullYear();
  const fixed = { gramsPerKwh, low: gramsPerKwh, high: gramsPerKwh, zone: label, zoneName: label };
  return { ...fixed, source: "given by the user", year, kind: "as given", placeFrom: from };
}

function intensityIn(tables: GridTables, place: Exclude<Place, Fixed>): Intensity {
  if (place.kind === "world") return worldIntensity(tables, place);
  if (place.kind === "several") return severalIntensity(tables, place);
  // A guessed country that no table has is as good as no place; a named one is an error.
  if (place.guessed && !tables.zones.has(place.zone) && !tables.ember.has(alpha3(place.zone) ?? "")) {
    const note = `${place.note}; the tables have no grid of ${
      countryName(place.zone)
    }, the world's average stands in`;
    return worldIntensity(tables, { kind: "world", from: "unknown", note });
  }
  const zone = zoneNamed(place.zone, tables);
  const found = withRegion(tables, zoneIntensity(tables, zone, place.from), place.region);
  const parts = place.guessed ? [...tables.zones].filter(([name]) => name.startsWith(`${zone}-`)) : [];
  const values = parts.flatMap(([, { years }]) => years[0]?.gramsPerKwh ?? []);
  return {
    ...found,
    low: Math.min(found.low, ...values),
    high: Math.max(found.high, ...values),
    ...(place.note ? { note: place.note } : {}),
  };
}

function zoneIntensity({ zones, ember }: GridTables, zone: string, from: string): Intensity {
  const state = zones.has(zone) ? undefined : usStates().get(zone);
  if (state) return stateIntensity(state, from);
  const { name, years } = zones.get(zone) ?? { name: countryName(zone), years: [] };
  const [newest, former] = years;
  const second = ember.get(alpha3(zone) ?? "");
  if (newest === undefined) return emberIntensity(zone, name, second ?? WORLD.gramsPerKwh, from);
  const { year, gramsPerKwh } = newest;
  // Some tables hold 0 for a country without data; no grid emits nothing over its life cycle.
  const opinions = [former?.gramsPerKwh, second].filter((value) =>
    value !== undefined && value > 0
  ) as number[];
  return {
    gramsPerKwh,
    low: significant(Math.min(gramsPerKwh * (1 - LEAST_HALF_WIDTH), ...opinions), DIGITS),
    high: significant(Math.max(gramsPerKwh * (1 + LEAST_HALF_WIDTH), ...opinions), DIGITS),
    source: ELECTRICITY_MAPS,
    year,
    zone,
    zoneName: name,
    kind: KIND,
    placeFrom: from,
  };
}

/** Google's own figure for its region, the zone's inside the interval: a region's grid may differ from its zone's. */
function withRegion(tables: GridTables, zone: Intensity, region: CloudRegion | undefined): Intensity {
  const own = region && tables.own(region);
  if (own === undefined) return zone;
  const { gramsPerKwh, source, year } = own;
  return {
    ...zone,
    gramsPerKwh,
    low: significant(Math.min(gramsPerKwh * (1 - LEAST_HALF_WIDTH), zone.gramsPerKwh), DIGITS),
    high: significant(Math.max(gramsPerKwh * (1 + LEAST_HALF_WIDTH), zone.gramsPerKwh), DIGITS),
    source,
    year,
    zoneName: `${zone.zoneName} (${region?.name})`,
  };
}

/** A country without a zone of its own: one source only, so the interval is the usual disagreement of two, ±30 %. */
function emberIntensity(zone: string, zoneName: string, gramsPerKwh: number, placeFrom: string): Intensity {
  const [low, high] = [significant(gramsPerKwh * 0.7, DIGITS), significant(gramsPerKwh * 1.3, DIGITS)];
  const year = EMBER_YEARS.get(zone) ?? WORLD.year;
  return { gramsPerKwh, low, high, source: EMBER, year, zone, zoneName, kind: KIND, placeFrom };
}

function severalIntensity(tables: GridTables, place: Place & { kind: "several" }): Intensity {
  const known = place.zones.filter((zone) => tables.zones.has(zone)).map((zone) =>
    zoneIntensity(tables, zone, place.from)
  );
  const [first, ...others] = known;
  if (first === undefined) {
    return worldIntensity(tables, { kind: "world", from: "unknown", note: place.note });
  }
  return {
    ...first,
    gramsPerKwh: known.reduce((sum, { gramsPerKwh }) => sum + gramsPerKwh, 0) / known.length,
    low: Math.min(...known.map(({ low }) => low)),
    high: Math.max(...known.map(({ high }) => high)),
    zone: known.map(({ zone }) => zone).join("/"),
    zoneName: [first, ...others].map(({ zoneName }) => zoneName).join(" or "),
    ...(place.note ? { note: place.note } : {}),
  };
}

function worldIntensity({ zones, ember }: GridTables, place: Place & { kind: "world" }): Intensity {
  const all = [...zones.values()].flatMap(({ years }) => years[0]?.gramsPerKwh ?? []).sort((a, b) => a - b);
  const quantile = (part: number) => all[Math.round(part * (all.length - 1))] ?? WORLD.gramsPerKwh;
  return {
    gramsPerKwh: ember.get(WORLD.key) ?? WORLD.gramsPerKwh,
    low: quantile(0.05),
    high: quantile(0.95),
    source: EMBER,
    year: WORLD.year,
    zone: "World",
    zoneName: "World",
    kind: KIND,
    placeFrom: place.from,
    ...(place.note ? { note: place.note } : {}),
  };
}
