import type { Host } from "../host.ts";
import { detectCloud } from "./cloud.ts";
import { type Cloud, cloudNamed, regionNamed, regionsOf } from "./cloud_regions.ts";
import { nearest } from "./nearest.ts";
import { countriesOf, isAbbreviation } from "./time_zone.ts";

/**
 * Where the electricity comes from: a country (`"BE"`, `"BEL"`, `"Belgium"`), a grid zone (`"US-CAL-CISO"`), a cloud
 * region (`"aws:eu-west-1"`), or the intensity itself. With `live`, or as `"live:DE"`, a service is asked over the
 * network for the intensity during the run; the year's figure stands in where it does not answer in time. Without a
 * key: `"auto"` (the first that has the zone), `"gb"`, `"rte"` (FR), `"energinet"` (DK-DK1, DK-DK2), `"energy-charts"`
 * (most of Europe). With one: `"electricitymaps"` (ELECTRICITYMAPS_TOKEN), `"watttime"` (WATTTIME_USER,
 * WATTTIME_PASSWORD; marginal), `"ember"` (EMBER_API_KEY).
 */
export type PlaceOption =
  | string
  | { readonly country: string }
  | { readonly zone: string }
  | { readonly cloud: string; readonly region: string }
  | { readonly live: LiveName; readonly zone: string }
  | { readonly gramsPerKwh: number; readonly label?: string | undefined };

/** Name of a live service. */
export type LiveName =
  | "auto"
  | "gb"
  | "rte"
  | "energinet"
  | "energy-charts"
  | "electricitymaps"
  | "watttime"
  | "ember";

/** All names of live services. */
export const LIVE_NAMES: readonly [LiveName, ...LiveName[]] = [
  "auto",
  "gb",
  "rte",
  "energinet",
  "energy-charts",
  "electricitymaps",
  "watttime",
  "ember",
];

/** A region of a cloud. */
export interface CloudRegion {
  /** Which cloud. */
  readonly cloud: Cloud;
  /** Name of the region, as the provider has it. */
  readonly name: string;
}

/** A place before it is looked up in the tables. */
export type Place =
  | { readonly kind: "fixed"; readonly gramsPerKwh: number; readonly label: string; readonly from: string }
  | {
    readonly kind: "zone";
    readonly zone: string;
    readonly from: string;
    /** The cloud region that it was named by. */
    readonly region?: CloudRegion;
    /** The live service that is to be asked. */
    readonly live?: LiveName;
    readonly guessed?: boolean;
    readonly note?: string;
  }
  | {
    readonly kind: "several";
    readonly zones: readonly string[];
    readonly from: string;
    readonly note: string;
  }
  | { readonly kind: "world"; readonly from: string; readonly note?: string };

const REMEDY = 'set `place: "BE"` (or the variable WATTBOOK_PLACE) for a better figure';

/**
 * Finds the place: what the user said, else the environment (`WATTBOOK_GRAMS_PER_KWH`, `WATTBOOK_PLACE`), else the
 * cloud region by files and environment, else the time zone, else the whole world, with a note. Offline.
 *
 * @throws {RangeError} When a cloud or its region is unknown; the message names the nearest right one.
 */
export function findPlace(option: PlaceOption | undefined, host: Host): Place {
  if (option !== undefined) return fromOption(option, "option");
  const grams = host.env("WATTBOOK_GRAMS_PER_KWH");
  if (grams !== undefined) {
    const variable = "WATTBOOK_GRAMS_PER_KWH";
    return fixed(grams.trim() === "" ? NaN : Number(grams), { label: variable, from: "environment" }, grams);
  }
  const named = host.env("WATTBOOK_PLACE");
  if (named !== undefined) return fromOption(named, "environment");
  return fromCloud(host) ?? fromTimeZone(host);
}

function fromOption(option: PlaceOption, from: string): Place {
  if (typeof option !== "string") {
    if ("gramsPerKwh" in option) {
      return fixed(option.gramsPerKwh, { label: option.label ?? "given value", from }, option.gramsPerKwh);
    }
    if ("cloud" in option) return region(option.cloud, option.region, from);
    if ("live" in option) return { kind: "zone", zone: option.zone, from, live: option.live };
    return { kind: "zone", zone: "zone" in option ? option.zone : option.country, from };
  }
  if (/^world$/i.test(option.trim())) return { kind: "world", from };
  const [, cloud, name] = option.match(/^([\w-]+)[:/](.+)$/) ?? [];
  const live = LIVE_NAMES.find((service) => service === cloud || (service === "auto" && cloud === "live"));
  if (live && name) return { kind: "zone", zone: name, from, live };
  return cloud && name ? region(cloud, name, from) : { kind: "zone", zone: option, from };
}

function fixed(
  gramsPerKwh: number,
  { label, from }: { label: string; from: string },
  written: string | number,
): Place {
  if (!Number.isFinite(gramsPerKwh) || gramsPerKwh < 0) {
    const what = from === "environment" ? label : "place.gramsPerKwh";
    const is = typeof written === "string" ? quoted(written) : written;
    throw new RangeError(`Cannot use ${what}: it is ${is}, should be grams CO2eq per kWh, 0 or more`);
  }
  return { kind: "fixed", gramsPerKwh, label, from };
}

function region(cloudName: string, name: string, from: string): Place {
  const cloud = cloudNamed(cloudName);
  if (cloud === undefined) {
    throw new RangeError(`Unknown cloud ${quoted(cloudName)}, should be "aws", "gcp", "azure" or "ovh"`);
  }
  const regions = regionsOf(cloud);
  const known = regionNamed(cloud, name), zone = regions.get(known);
  if (zone === undefined) {
    const meant = nearest(name, [...regions.keys()]);
    throw new RangeError(
      `Unknown region ${quoted(name)} of ${cloud}${meant ? `, did you mean "${meant}"` : ""}`,
    );
  }
  return { kind: "zone", zone, from, region: { cloud, name: known } };
}

function fromCloud(host: Host): Place | undefined {
  const machine = detectCloud(host);
  if (machine === undefined) return undefined;
  const { cloud, name, region: regionName } = machine;
  const zone = cloud && regionName ? regionsOf(cloud).get(regionName) : undefined;
  if (cloud && regionName && zone !== undefined) {
    return { kind: "zone", zone, from: "cloud region", region: { cloud, name: regionName } };
  }
  // A data centre's clock says nothing of where it stands.
  const known = regionName
    ? `its region ${quoted(regionName)} is in no table here`
    : "its region is not known offline";
  return { kind: "world", from: "unknown", note: `This machine is in ${name}, ${known}: ${REMEDY}` };
}

function fromTimeZone(host: Host): Place {
  // The runtime makes a city of an abbreviation (CET: Brussels, EST: Panama) that stands for many countries.
  const set = host.env("TZ")?.replace(/^:/, "") ?? "";
  const timeZone = isAbbreviation(set) ? set : host.timeZone;
  const zones = countriesOf(timeZone);
  const [only, ...others] = zones;
  if (only === undefined) {
    const note = `The place is not known (time zone ${timeZone}); the world's average stands in: ${REMEDY}`;
    return { kind: "world", from: "unknown", note };
  }
  const note = `The place is a guess from the time zone ${timeZone}: ${REMEDY}`;
  if (others.length > 0) return { kind: "several", zones, from: "time zone", note };
  return { kind: "zone", zone: only, from: "time zone", guessed: true, note };
}

/** What a user wrote, short and on one line. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}
