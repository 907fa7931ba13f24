import { pointsOf, recordsOf } from "./points.ts";
import type { LiveService } from "./service.ts";

const FIVE_MINUTES_MS = 300e3;

/** Energi Data Service of Energinet, Denmark: five minutes, both price areas; no key. */
export const denmark: LiveService = {
  name: "energinet",
  source: "Energinet Energi Data Service",
  kind: "average, direct",
  secrets: [],
  zoneOf: (zone) => zone.match(/^DK-(DK[12])$/)?.[1],
  async read(ask, { zone }) {
    const filter = encodeURIComponent(JSON.stringify({ PriceArea: [zone] }));
    const base = "https://api.energidataservice.dk/dataset";
    const [measured, forecast] = await Promise.all([
      ask(`${base}/CO2Emis?limit=288&sort=Minutes5UTC%20desc&filter=${filter}`),
      ask(`${base}/CO2EmisProg?start=now&limit=576&sort=Minutes5UTC&filter=${filter}`),
    ]);
    const rows = (answer: unknown, state: "measured" | "forecast") =>
      recordsOf(answer, "records").filter(({ PriceArea }) => PriceArea === zone)
        .map(({ Minutes5UTC: from, CO2Emission: grams }) => ({ from, grams, state }));
    // What was measured stands behind the prognosis for the same time, so that it counts.
    return pointsOf([...rows(forecast, "forecast"), ...rows(measured, "measured")], FIVE_MINUTES_MS);
  },
};
