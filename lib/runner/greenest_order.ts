import { formatNumber } from "../units.ts";
import type { ServerPlace } from "./server_place.ts";

/**
 * Servers with the cleanest grid first, by the year's figure of their places; of equals the one that was named first.
 * A server whose place nobody knows comes last.
 */
export function greenestOrder(places: readonly ServerPlace[]): ServerPlace[] {
  return places.toSorted((a, b) =>
    (a.intensity?.gramsPerKwh ?? Infinity) - (b.intensity?.gramsPerKwh ?? Infinity) || 0
  );
}

/** That order and its reason, a line for each server. */
export function orderLines(places: readonly ServerPlace[]): string[] {
  return places.map(({ server, intensity, why }, index) => {
    const rank = `${index + 1}. ${server.name}: `;
    if (intensity === undefined) {
      return `${rank}place not known (${why}), so it comes last; say it with --place ${server.name}=ZONE`;
    }
    const { zoneName, gramsPerKwh, low, high, source, year } = intensity;
    const [value, from, to] = [gramsPerKwh, low, high].map((grams) => formatNumber(grams));
    return `${rank}${zoneName}, ${value} g/kWh (${from} – ${to}), ${source} ${year}, place ${why}`;
  });
}
