import type { CloudRegion } from "./place.ts";
import type { RegionIntensity } from "./region_intensity.ts";

/** Yearly averages of one grid zone, gCO2eq/kWh. */
export interface ZoneYears {
  /** For people: `"Belgium"`. */
  readonly name: string;
  /** Newest year first. */
  readonly years: readonly { readonly year: number; readonly gramsPerKwh: number }[];
}

/** The bundled tables of grid intensity. */
export interface GridTables {
  /** Electricity Maps, by zone: consumption-based, life-cycle. */
  readonly zones: ReadonlyMap<string, ZoneYears>;
  /** What a cloud itself publishes of a region. */
  own(region: CloudRegion): RegionIntensity | undefined;
  /** Ember, by three-letter country code or region: production-based, life-cycle. */
  readonly ember: ReadonlyMap<string, number>;
}

/** The part of the package that is used. */
interface YearTable {
  readonly data: Readonly<Record<string, { zone: { zoneName: string }; carbonIntensity: { value: number } }>>;
}

let tables: Promise<GridTables> | undefined;
let loaded: GridTables | undefined;

/**
 * Loads the tables once per process: Electricity Maps 2021-2025 (ODbL) and Ember (CC BY-SA 4.0), both republished
 * by the Green Web Foundation in the npm package `@tgwf/co2`. The data stay in that package with their licences.
 */
export function loadGridTables(): Promise<GridTables> {
  return tables ??= readTables().catch((error) => {
    // Not found this time (no cache, no network): the next call tries again.
    tables = undefined;
    throw error;
  });
}

/** The tables, where they have been loaded. */
export function loadedGridTables(): GridTables | undefined {
  return loaded;
}

async function readTables(): Promise<GridTables> {
  // Literal, so that the download comes with the rest; evaluated here, so that importing costs nothing.
  const [{ default: maps }, { averageIntensity }, { ownIntensity }] = await Promise.all([
    import("npm:@tgwf/co2@0.19.0/data/electricity-maps"),
    import("npm:@tgwf/co2@0.19.0/data"),
    import("./region_intensity.ts"),
  ]);
  const years = Object.entries(maps as Record<string, YearTable>)
    .map(([name, { data }]) => ({ year: Number(name.replace("yearly", "")), data }))
    .sort((a, b) => b.year - a.year);
  const zones = new Map<string, ZoneYears>();
  for (const [zone, { zone: { zoneName } }] of Object.entries(years[0]?.data ?? {})) {
    const known = years.flatMap(({ year, data }) => {
      const gramsPerKwh = data[zone]?.carbonIntensity.value;
      return gramsPerKwh === undefined ? [] : [{ year, gramsPerKwh }];
    });
    zones.set(zone, { name: zoneName, years: known });
  }
  const { data } = averageIntensity as { data: Record<string, number> };
  loaded = { zones, own: ownIntensity, ember: new Map(Object.entries(data)) };
  return loaded;
}
