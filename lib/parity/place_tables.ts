import {
  CANADIAN_MIXES,
  CHINESE_PROVINCES,
  CLOUD_REGIONS,
  COUNTRIES,
  NORDIC_ZONES,
  US_STATES,
} from "./data/places.ts";

/** CodeCarbon's tables of grid intensity. */
export interface PlaceTables {
  /** gCO2eq/kWh by country (alpha-3). */
  readonly countries: ReadonlyMap<string, number>;
  /** Pounds per megawatt hour by state. */
  readonly states: ReadonlyMap<string, number>;
  /** Coal, petroleum, natural gas and all sources by province. */
  readonly mixes: ReadonlyMap<string, readonly number[]>;
  /** gCO2eq/kWh by bidding zone. */
  readonly zones: ReadonlyMap<string, number>;
  /** gCO2/kWh by province. */
  readonly provinces: ReadonlyMap<string, number>;
  /** gCO2eq/kWh by provider and region, a blank between them. */
  readonly cloud: ReadonlyMap<string, number>;
}

let tables: PlaceTables | undefined;

/** The tables, read at first use. */
export function placeTables(): PlaceTables {
  return tables ??= {
    countries: read(COUNTRIES, Number),
    states: read(US_STATES, Number),
    mixes: read(CANADIAN_MIXES, (text) => text.split(" ").map(Number)),
    zones: read(NORDIC_ZONES, Number),
    provinces: read(CHINESE_PROVINCES, Number),
    cloud: read(CLOUD_REGIONS, Number),
  };
}

function read<Value>(text: string, value: (text: string) => Value): ReadonlyMap<string, Value> {
  const entries = text.trim().split(/;\s*/).filter((entry) => entry !== "");
  return new Map(entries.map((entry): [string, Value] => {
    const [name = "", rest = ""] = entry.split(": ");
    return [name, value(rest)];
  }));
}
