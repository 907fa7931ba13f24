import { pointsOf, recordsOf } from "./points.ts";
import type { LiveService } from "./service.ts";

const HOUR_MS = 3600e3;

/** Electricity Maps, version 4: every zone, the last 24 hours; with a key. */
export const electricityMaps: LiveService = {
  name: "electricitymaps",
  source: "Electricity Maps API",
  kind: "average, life-cycle",
  secrets: ["ELECTRICITYMAPS_TOKEN"],
  zoneOf: (zone) => zone,
  async read(ask, { zone, env }) {
    const headers = { "auth-token": env("ELECTRICITYMAPS_TOKEN") ?? "" };
    const base = "https://api.electricitymaps.com/v4/carbon-intensity";
    const query = new URLSearchParams({ zone, emissionFactorType: "lifecycle" });
    const answers = await Promise.all([
      ask(`${base}/history?${query}`, headers),
      ask(`${base}/latest?${query}`, headers),
    ]);
    const [history, latest] = answers;
    return pointsOf(
      [...recordsOf(history, "history"), ...recordsOf({ latest: [latest] }, "latest")].map((
        { datetime: from, carbonIntensity: grams, isEstimated },
      ) => ({ from, grams, state: isEstimated === true ? "estimated" as const : "measured" as const })),
      HOUR_MS,
    );
  },
};
