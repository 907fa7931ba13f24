import { alpha2, alpha3, countries } from "./country_codes.ts";
import type { GridTables } from "./grid_tables.ts";
import { nearest } from "./nearest.ts";
import { usStates } from "./us_states.ts";

/**
 * The grid zone that a user means: a zone, a country by two or three letters, a country's English name, or a state of
 * the USA (`"US-OH"`, `"Ohio"`).
 *
 * @throws {RangeError} When nothing fits; the message names the nearest zone.
 */
export function zoneNamed(text: string, { zones, ember }: GridTables): string {
  const wanted = text.trim();
  const upper = wanted.toUpperCase();
  const code = upper.length === 3 ? alpha2(upper) : undefined;
  const direct = [wanted, upper, code].find((zone) =>
    zone !== undefined && (zones.has(zone) || usStates().has(zone))
  );
  if (direct !== undefined) return direct;
  const names = namesOf({ zones, ember });
  const named = names.get(folded(wanted)) ??
    [upper, code].find((country) => hasAverage(ember, country ?? ""));
  if (named !== undefined) return named;
  const country = [upper, code].find((country) => country !== undefined && alpha3(country) !== undefined);
  throw new RangeError(
    country === undefined
      ? `Unknown place ${quoted(wanted)}${suggestion(wanted, zones, names)}; should be ${FORMS}`
      : `The tables have no grid of ${quoted(wanted)} (${countryName(country)}); ` +
        "should be the country or zone that its electricity comes from, or { gramsPerKwh }",
  );
}

const FORMS = `a country ("BE", "Belgium"), a grid zone ("US-CAL-CISO") or a cloud region ("aws:eu-west-1")`;

/** Zones by every name that a user may write, in small letters without accents. */
function namesOf({ zones, ember }: Pick<GridTables, "zones" | "ember">): ReadonlyMap<string, string> {
  const names = new Map<string, string>([["uk", "GB"]]);
  const add = (name: string, zone: string) => names.has(folded(name)) || names.set(folded(name), zone);
  // Country names first: the tables call some sub-zones by the bare name of a town.
  for (const zone of zones.keys()) {
    if (/^[A-Z]{2}$/.test(zone)) add(countryName(zone), zone);
  }
  for (const [zone, { name }] of zones) add(name, zone);
  // Some countries are only in Ember's table.
  for (const country of countries()) {
    if (!zones.has(country) && hasAverage(ember, country)) add(countryName(country), country);
  }
  for (const { zone, name } of usStates().values()) add(name, zone);
  return names;
}

/** `"Québec"` → `"quebec"`. */
function folded(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** No grid emits nothing over its life cycle: 0 in the table means that the country has no data. */
function hasAverage(ember: GridTables["ember"], country: string): boolean {
  return (ember.get(alpha3(country) ?? "") ?? 0) > 0;
}

function suggestion(wanted: string, zones: GridTables["zones"], names: ReadonlyMap<string, string>): string {
  // A code is compared with codes, a word with names.
  const isWord = wanted.length > 4 && !wanted.includes("-");
  const codes = [...zones.keys(), ...usStates().keys()].filter((zone) =>
    Math.abs(zone.length - wanted.length) <= 3
  );
  const meant = isWord ? names.get(nearest(folded(wanted), [...names.keys()]) ?? "") : nearest(wanted, codes);
  if (meant === undefined) return "";
  return `, did you mean "${meant}" (${
    zones.get(meant)?.name ?? usStates().get(meant)?.name ?? countryName(meant)
  })`;
}

/** What a user wrote, short and on one line. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}

let displayNames: Intl.DisplayNames | undefined;

/** English name of a country code. */
export function countryName(code: string): string {
  displayNames ??= new Intl.DisplayNames(["en"], { type: "region" });
  return displayNames.of(code) ?? code;
}
