import type { Host } from "../host.ts";
import { type Intensity, knownIntensity, loadIntensity } from "../carbon/intensity.ts";
import { findPlace, type PlaceOption } from "../carbon/place.ts";

/**
 * Grid intensity where the electricity of this machine comes from.
 *
 * @param place What the user said; `undefined` to find it out offline.
 * @param host The machine.
 * @throws {RangeError} When the place is unknown; the message names the nearest right ones.
 */
export function intensityFor(place: PlaceOption | undefined, host: Host): Promise<Intensity> {
  return loadIntensity(findPlace(place, host));
}

/** The same without waiting; `undefined` while the tables are not loaded. */
export function knownIntensityFor(place: PlaceOption | undefined, host: Host): Intensity | undefined {
  return knownIntensity(findPlace(place, host));
}
