import { significant } from "../units.ts";
import type { Intensity } from "./intensity.ts";
import type { UsState } from "./us_states.ts";

/** Two sources for one place differ by as much (see `intensity.ts`). */
const HALF_WIDTH = 0.3;

/** Building and fuel of the plants, which no chimney shows: IPCC 2014 has medians of 11 to 48 g/kWh. */
const UPSTREAM_G = 40;

const DIGITS = 6;

/**
 * Grid intensity of a state of the USA: what its own plants emit, by one source; its neighbours' plants and all that
 * is no chimney are in the interval only.
 *
 * @param state The state.
 * @param placeFrom How the place was found.
 */
export function stateIntensity({ zone, name, gramsPerKwh }: UsState, placeFrom: string): Intensity {
  return {
    gramsPerKwh,
    low: significant(gramsPerKwh * (1 - HALF_WIDTH), DIGITS),
    high: significant(gramsPerKwh * (1 + HALF_WIDTH) + UPSTREAM_G, DIGITS),
    source: "US EPA eGRID (public domain)",
    year: 2023,
    zone,
    zoneName: name,
    kind: "average, direct",
    placeFrom,
  };
}
