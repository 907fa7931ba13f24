import { denmark } from "./denmark.ts";
import { electricityMaps } from "./electricity_maps.ts";
import { ember } from "./ember.ts";
import { energyCharts } from "./energy_charts.ts";
import { france } from "./france.ts";
import { greatBritain } from "./great_britain.ts";
import type { LiveService } from "./service.ts";
import { wattTime } from "./watttime.ts";

/** Services, those without a key first; the first one that has a zone is taken for `"auto"`. */
const SERVICES: readonly LiveService[] = [
  greatBritain,
  france,
  denmark,
  energyCharts,
  electricityMaps,
  wattTime,
  ember,
];

/**
 * The service of that name, or for `"auto"` the first one without a key that has the zone.
 *
 * @returns A sentence where there is none.
 */
export function liveService(name: string, zone: string): { service: LiveService; zone: string } | string {
  const candidates = SERVICES.filter((service) =>
    name === "auto" ? service.secrets.length === 0 : service.name === name
  );
  for (const service of candidates) {
    const named = service.zoneOf(zone);
    if (named !== undefined) return { service, zone: named };
  }
  return name === "auto"
    ? `no live service without a key has the zone "${zone}"`
    : `the live service "${name}" has no zone "${zone}"`;
}
