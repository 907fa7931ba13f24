import { pointsOf, recordsOf } from "./points.ts";
import type { LiveService } from "./service.ts";

const QUARTER_MS = 900e3;

/** éCO2mix of RTE, France: quarter hours, less than 30 minutes old; no key. */
export const france: LiveService = {
  name: "rte",
  source: "RTE éCO2mix (Licence Ouverte)",
  kind: "average, direct",
  secrets: [],
  zoneOf: (zone) => zone === "FR" ? "FR" : undefined,
  async read(ask) {
    const query = new URLSearchParams({
      order_by: "date_heure desc",
      where: "taux_co2 is not null",
      limit: "96",
    });
    const answer = await ask(
      `https://odre.opendatasoft.com/api/explore/v2.1/catalog/datasets/eco2mix-national-tr/records?${query}`,
    );
    return pointsOf(
      recordsOf(answer, "results").map(({ date_heure: from, taux_co2: grams }) => ({
        from,
        grams,
        state: "measured" as const,
      })),
      QUARTER_MS,
    );
  },
};
