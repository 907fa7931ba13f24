import { GCP_REGIONS, GCP_YEAR } from "./data/gcp_regions.ts";
import type { CloudRegion } from "./place.ts";

/** What a provider itself publishes of a region's grid. */
export interface RegionIntensity {
  /** gCO2eq/kWh, average, life-cycle. */
  readonly gramsPerKwh: number;
  /** Hourly part of carbon-free energy that the provider claims, 0 to 1. */
  readonly carbonFree: number | undefined;
  /** Data set with licence. */
  readonly source: string;
  /** Year of the data. */
  readonly year: number;
}

/** A region's own figure; only Google publishes any. */
export function ownIntensity({ cloud, name }: CloudRegion): RegionIntensity | undefined {
  if (cloud !== "gcp") return undefined;
  const words = GCP_REGIONS.trim().split(/\s+/), at = words.indexOf(name);
  if (at < 0 || at % 3 !== 0) return undefined;
  const [gramsPerKwh, carbonFree] = [Number(words[at + 1]), Number(words[at + 2])];
  if (!(gramsPerKwh > 0)) return undefined;
  return {
    gramsPerKwh,
    carbonFree: Number.isNaN(carbonFree) ? undefined : carbonFree,
    source: "Google region carbon (Apache-2.0)",
    year: GCP_YEAR,
  };
}
