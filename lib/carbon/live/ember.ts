import { alpha3 } from "../country_codes.ts";
import { pointsOf, recordsOf } from "./points.ts";
import type { LiveService } from "./service.ts";

/** A month's figure holds until the next one comes, which may take three. */
const HOLDS_MS = 100 * 86_400e3;

/** Ember: months of most countries, some weeks old; with a free key. */
export const ember: LiveService = {
  name: "ember",
  source: "Ember API (CC BY 4.0)",
  kind: "average, life-cycle",
  secrets: ["EMBER_API_KEY"],
  zoneOf: (zone) => alpha3(zone),
  async read(ask, { zone, nowMs, env }) {
    const query = new URLSearchParams({
      entity_code: zone,
      is_aggregate_entity: "false",
      start_date: new Date(nowMs - 2 * HOLDS_MS).toISOString().slice(0, 7),
      api_key: env("EMBER_API_KEY") ?? "",
    });
    const answer = await ask(`https://api.ember-energy.org/v1/carbon-intensity/monthly?${query}`);
    const rows = recordsOf(answer, "data").filter(({ entity_code }) => entity_code === zone);
    return pointsOf(
      rows.map(({ date: from, emissions_intensity_gco2_per_kwh: grams }) => ({
        from: typeof from === "string" ? `${from.slice(0, 7)}-01T00:00:00` : from,
        grams,
        // The month that was is not the hour that is.
        state: "estimated" as const,
      })),
      HOLDS_MS,
    );
  },
};
