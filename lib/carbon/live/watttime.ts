import { fieldsOf, pointsOf, recordsOf } from "./points.ts";
import { LiveError, type LiveService } from "./service.ts";

const FIVE_MINUTES_MS = 300e3;

/** Pounds per megawatt hour to grams per kilowatt hour. */
const GRAMS_PER_POUND_MWH = 0.45359237;

/** Grid zones and their regions there; its free plan has the first only. */
const REGIONS: Readonly<Record<string, string>> = {
  "US-CAL-CISO": "CAISO_NORTH",
  "US-TEX-ERCO": "ERCOT_NORTHCENTRAL",
  "US-MIDA-PJM": "PJM_DC",
  "US-NY-NYIS": "NYISO_NYC",
};

/** WattTime, version 3: what one kilowatt hour more changes in the grid, five minutes, a day ahead; with an account. */
export const wattTime: LiveService = {
  name: "watttime",
  source: "WattTime API (values not to be redistributed)",
  kind: "marginal, direct",
  secrets: ["WATTTIME_USER", "WATTTIME_PASSWORD"],
  zoneOf: (zone) => REGIONS[zone] ?? (/^[A-Z0-9]+(_[A-Z0-9]+)+$/.test(zone) ? zone : undefined),
  async read(ask, { zone, nowMs, env }) {
    const base = "https://api.watttime.org";
    const account = new TextEncoder().encode(`${env("WATTTIME_USER")}:${env("WATTTIME_PASSWORD")}`);
    const basic = btoa(String.fromCharCode(...account));
    const { token } = fieldsOf(await ask(`${base}/login`, { authorization: `Basic ${basic}` }));
    if (typeof token !== "string") throw new LiveError("Cannot log in to WattTime: the answer has no token");
    const headers = { authorization: `Bearer ${token}` };
    const query = new URLSearchParams({ region: zone, signal_type: "co2_moer" });
    const past = new URLSearchParams(query);
    past.set("start", new Date(nowMs - 7200e3).toISOString());
    past.set("end", new Date(nowMs).toISOString());
    const [historical, forecast] = await Promise.all([
      ask(`${base}/v3/historical?${past}`, headers),
      ask(`${base}/v3/forecast?${query}&horizon_hours=24`, headers),
    ]);
    const rows = (answer: unknown, state: "measured" | "forecast") => {
      const { units } = fieldsOf(fieldsOf(answer)["meta"]);
      if (units !== "lbs_co2_per_mwh") {
        throw new LiveError(
          `Cannot use WattTime: its unit is ${JSON.stringify(units)}, should be "lbs_co2_per_mwh"`,
        );
      }
      return recordsOf(answer, "data").map(({ point_time: from, value }) => ({
        from,
        grams: typeof value === "number" ? value * GRAMS_PER_POUND_MWH : undefined,
        state,
      }));
    };
    return pointsOf([...rows(forecast, "forecast"), ...rows(historical, "measured")], FIVE_MINUTES_MS);
  },
};
