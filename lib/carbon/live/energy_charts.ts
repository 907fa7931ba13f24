import { fieldsOf, pointsOf } from "./points.ts";
import type { LiveService } from "./service.ts";

const QUARTER_MS = 900e3;

/** Countries that it has, as far as known. */
const COUNTRIES = "AT BE BG CH CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV ME NL NO PL PT RO RS SE SI SK";

/** Energy-Charts of Fraunhofer ISE: quarter hours of most European countries, measured, then forecast; no key. */
export const energyCharts: LiveService = {
  name: "energy-charts",
  source: "Energy-Charts, Fraunhofer ISE",
  kind: "average; the service does not say whether life-cycle or direct",
  secrets: [],
  zoneOf(zone) {
    const country = zone.slice(0, 2);
    return /^[A-Z]{2}(-|$)/.test(zone) && COUNTRIES.split(" ").includes(country)
      ? country.toLowerCase()
      : undefined;
  },
  async read(ask, { zone, nowMs }) {
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const answer = fieldsOf(
      await ask(
        `https://api.energy-charts.info/co2eq?country=${zone}&start=${day(nowMs - 3600e3)}&end=${
          day(nowMs + 86_400e3)
        }`,
      ),
    );
    const list = (field: string) => Array.isArray(answer[field]) ? answer[field] as unknown[] : [];
    const measured = list("co2eq"), forecast = list("co2eq_forecast");
    return pointsOf(
      list("unix_seconds").map((from, at) => {
        const isMeasured = typeof measured[at] === "number";
        return {
          from,
          grams: isMeasured ? measured[at] : forecast[at],
          state: isMeasured ? "measured" as const : "forecast" as const,
        };
      }),
      QUARTER_MS,
    );
  },
};
