import { fieldsOf, pointsOf, recordsOf } from "./points.ts";
import type { LiveService } from "./service.ts";

const HALF_HOUR_MS = 1800e3;

/** Carbon Intensity API of the National Energy System Operator: half hours, the past and 48 hours ahead; no key. */
export const greatBritain: LiveService = {
  name: "gb",
  source: "NESO Carbon Intensity API (CC BY 4.0)",
  kind: "average, direct",
  secrets: [],
  zoneOf: (zone) => zone === "GB" ? "GB" : undefined,
  async read(ask, { nowMs }) {
    const from = new Date(nowMs - 4 * HALF_HOUR_MS).toISOString().slice(0, 16);
    const answer = await ask(`https://api.carbonintensity.org.uk/intensity/${from}Z/fw48h`);
    return pointsOf(
      recordsOf(answer, "data").map(({ from, to, intensity }) => {
        const { actual, forecast } = fieldsOf(intensity);
        const measured = typeof actual === "number";
        return {
          from,
          until: to,
          grams: measured ? actual : forecast,
          state: measured ? "measured" as const : "forecast" as const,
        };
      }),
      HALF_HOUR_MS,
    );
  },
};
