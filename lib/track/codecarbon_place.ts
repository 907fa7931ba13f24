import { alpha3 } from "../carbon/country_codes.ts";
import type { Intensity } from "../carbon/intensity.ts";
import { findPlace, type PlaceOption } from "../carbon/place.ts";
import { usStates } from "../carbon/us_states.ts";
import type { Host } from "../host.ts";
import type { MeasuredRun } from "../parity/mod.ts";

/** Grid zones that lie in one state or province, by the name that CodeCarbon knows it under. */
const REGIONS: Readonly<Record<string, string>> = {
  "US-CAL-CISO": "california",
  "US-TEX-ERCO": "texas",
  "US-NY-NYIS": "new york",
  "CA-AB": "alberta",
  "CA-BC": "british columbia",
  "CA-MB": "manitoba",
  "CA-NB": "new brunswick",
  "CA-NL": "newfoundland and labrador",
  "CA-NL-NF": "newfoundland and labrador",
  "CA-NS": "nova scotia",
  "CA-NT": "northwest territories",
  "CA-NU": "nunavut",
  "CA-ON": "ontario",
  "CA-PE": "prince edward island",
  "CA-QC": "quebec",
  "CA-SK": "saskatchewan",
  "CA-YT": "yukon",
};

/**
 * A place in CodeCarbon's words: its user would have named the same country, state, zone or cloud region. It knows
 * neither grids that reach over several states nor live services without a key: the country counts there.
 *
 * @param option What the user said.
 * @param intensity What was found.
 * @param host Environment and time zone.
 */
export function codecarbonPlace(
  option: PlaceOption | undefined,
  intensity: Intensity,
  host: Host,
): MeasuredRun["place"] {
  const found = findPlace(option, host);
  if (found.kind === "fixed") return { forcedGramsPerKwh: found.gramsPerKwh };
  if (found.kind === "world") return {};
  // The zone as the tables have it: a user may have written a country's name.
  const zone = found.kind === "several" ? found.zones[0] ?? "" : intensity.zone;
  const region = REGIONS[zone] ?? usStates().get(zone)?.name.toLowerCase() ??
    zone.match(/^(?:SE|NO)-((?:SE|NO)\d)$/)?.[1];
  const country = alpha3(zone.slice(0, 2));
  const cloud = found.kind === "zone" && found.region?.cloud === "gcp" ? found.region.name : undefined;
  return {
    ...(country === undefined ? {} : { country }),
    ...(region === undefined ? {} : { region }),
    ...(cloud === undefined ? {} : { cloudProvider: "gcp", cloudRegion: cloud }),
  };
}
