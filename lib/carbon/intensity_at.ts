import { realHost } from "../host.ts";
import { type Intensity, loadIntensity } from "./intensity.ts";
import { findPlace, type PlaceOption } from "./place.ts";

/**
 * Grid intensity at a place from the tables that come with this package: nothing leaves the machine.
 *
 * @param place Country, grid zone or cloud region; where this machine is when left out.
 * @throws {RangeError} When the place is unknown; the message names the nearest one.
 */
export function intensityAt(place?: PlaceOption): Promise<Intensity> {
  return loadIntensity(findPlace(place, realHost()));
}
