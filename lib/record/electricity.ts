import type { Intensity } from "../carbon/intensity.ts";

/**
 * Where a run's electricity comes from, and who says so: `"Belgium (BE), Ember yearly (CC BY-SA 4.0) 2024"`.
 *
 * @param intensity Of the run.
 */
export function electricityOf({ zoneName, zone, source, year }: Intensity): string {
  return `${zoneName}${zone === zoneName ? "" : ` (${zone})`}, ${source} ${year}`;
}
