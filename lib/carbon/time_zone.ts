import { countries } from "./country_codes.ts";

/** Zone names without a place behind them. */
const NOWHERE = /^(UTC|GMT|Etc\/.*|Universal|Zulu|Factory|)$/;

/** Old names that are a rule of several countries, not a place: CET, EST, PST8PDT. */
export function isAbbreviation(timeZone: string): boolean {
  return /^([CEMW]ET|[EHM]ST|[CEMP]ST\d[CEMP]DT)$/.test(timeZone);
}

let countriesByZone: Map<string, string[]> | undefined;

/**
 * Countries that use a time zone, from the runtime's own copy of the CLDR; empty for UTC, abbreviations and unknown
 * names.
 *
 * @param timeZone IANA name; older spellings such as Asia/Calcutta are understood.
 */
export function countriesOf(timeZone: string): readonly string[] {
  if (NOWHERE.test(timeZone) || isAbbreviation(timeZone)) return [];
  const zones = countriesByZone ??= invert();
  return zones.get(canonical(timeZone)) ?? zones.get(timeZone) ?? [];
}

function invert(): Map<string, string[]> {
  const byZone = new Map<string, string[]>();
  for (const country of countries()) {
    for (const zone of zonesOf(country)) {
      for (const name of new Set([zone, canonical(zone)])) {
        byZone.set(name, [...byZone.get(name) ?? [], country]);
      }
    }
  }
  return byZone;
}

/** `Intl.Locale.prototype.getTimeZones` exists in every Deno 2 but not in the types. */
function zonesOf(country: string): readonly string[] {
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    getTimeZones?: () => readonly string[] | undefined;
  };
  return locale.getTimeZones?.() ?? [];
}

/** The runtime's own name for a zone: both spellings of a renamed one become equal. */
function canonical(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch {
    // Not a name that the runtime knows.
    return timeZone;
  }
}
