import type { Host } from "../host.ts";
import { type Intensity, knownIntensity, loadIntensity } from "../carbon/intensity.ts";
import { withLive } from "../carbon/live.ts";
import { findPlace, type Place, type PlaceOption } from "../carbon/place.ts";

/**
 * Grid intensity where the electricity of this machine comes from: a year's, which `intensityDuring()` turns into that
 * of a span where a live service was asked for.
 *
 * @param place What the user said; `undefined` to find it out offline.
 * @param host The machine.
 * @throws {RangeError} When the place is unknown; the message names the nearest right ones.
 */
export async function intensityFor(place: PlaceOption | undefined, host: Host): Promise<Intensity> {
  const found = findPlace(place, host);
  return live(await loadIntensity(found), found, host);
}

/** The same without waiting; `undefined` while the tables are not loaded. */
export function knownIntensityFor(place: PlaceOption | undefined, host: Host): Intensity | undefined {
  const found = findPlace(place, host), known = knownIntensity(found);
  return known && live(known, found, host);
}

/** Asks a live service where the user wants one; never waits for it. */
function live(yearly: Intensity, place: Place, host: Host): Intensity {
  if (place.kind !== "zone" || place.live === undefined) return yearly;
  return withLive(yearly, { service: place.live, zone: yearly.zone }, host);
}
