import { alpha2, alpha3, countries } from "./country_codes.ts";
import type { GridTables } from "./grid_tables.ts";
import { nearest } from "./nearest.ts";

/**
 * The grid zone that a user means: a zone, a country by two or three letters, or a country's English name.
 *
 * @throws {RangeError} When nothing fits; the message names the nearest zone.
 */
export function zoneNamed(text: string, { zones, ember }: GridTables): string {
  const wanted = text.trim();
  const upper = wanted.toUpperCase();
  const code = upper.length === 3 ? alpha2(upper) : undefined;
  const direct = [wanted, upper, code].find((zone) => zone !== undefined && zones.has(zone));
  if (direct !== undefined) return direct;
  const names = new Map<string, string>();
  // Country names first: the tables call some sub-zones by the bare name of a town.
  for (const zone of zones.keys()) {
    if (/^[A-Z]{2}$/.test(zone)) names.set(countryName(zone).toLowerCase(), zone);
  }
  for (const [zone, { name }] of zones) {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), zone);
  }
  // Some countries are only in Ember's table.
  for (const country of countries()) {
    if (!zones.has(country) && ember.has(alpha3(country) ?? "")) {
      names.set(countryName(country).toLowerCase(), country);
    }
  }
  const named = names.get(wanted.toLowerCase()) ??
    [upper, code].find((country) => ember.has(alpha3(country ?? "") ?? ""));
  if (named !== undefined) return named;
  const meant = nearest(upper, [...zones.keys()].filter((zone) => Math.abs(zone.length - upper.length) <= 3));
  const meantName = nearest(wanted, [...names.keys()]);
  const suggestion = wanted.length > 4 && !wanted.includes("-") ? meantName && names.get(meantName) : meant;
  throw new RangeError(
    `Unknown place "${wanted.slice(0, 60)}"${
      suggestion
        ? `, did you mean "${suggestion}" (${zones.get(suggestion)?.name ?? countryName(suggestion)})`
        : ""
    }; ` +
      `should be a country ("BE", "Belgium"), a grid zone ("US-CAL-CISO") or a cloud region ("aws:eu-west-1")`,
  );
}

/** English name of a country code. */
export function countryName(code: string): string {
  return new Intl.DisplayNames(["en"], { type: "region" }).of(code) ?? code;
}
