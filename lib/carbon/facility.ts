import { FACILITIES } from "./data/facilities.ts";
import type { CloudRegion } from "./place.ts";

/** The building around a machine. */
export interface Facility {
  /** Power usage effectiveness: all energy of the building over that of its machines. */
  readonly pue: number;
  /** Litres of water on site per kWh of the machines; `undefined` where nobody tells. */
  readonly wueLPerKwh: number | undefined;
  /** Who says so, and of which year. */
  readonly source: string;
  /** Whether it is the region's own figure, and not its provider's or everybody's average. */
  readonly own: boolean;
}

/** A building of which nothing else is known. */
export type FacilityKind = "data centre" | "own machine";

/**
 * Averages where nobody tells more. Uptime Institute 2024 (1.56) through Green Algorithms (CC BY 4.0); water: industry
 * average as quoted by Amazon (0.84 L/kWh); an own laptop or desktop has no building to pay for.
 */
const AVERAGES = {
  "data centre": {
    pue: 1.56,
    wueLPerKwh: 0.84,
    source: "Uptime Institute 2024, any data centre",
    own: false,
  },
  "own machine": { pue: 1, wueLPerKwh: undefined, source: "no data centre", own: false },
} as const satisfies Record<FacilityKind, Facility>;

/**
 * Power usage effectiveness and water of a cloud region, as its provider publishes them.
 *
 * @param place A cloud region, `"data centre"` or `"own machine"`.
 */
export function facilityOf(place: CloudRegion | FacilityKind): Facility {
  if (typeof place === "string") return AVERAGES[place];
  const { source, pue, wue } = FACILITIES[place.cloud];
  const ownPue = wordAfter(pue, place.name);
  return {
    pue: ownPue ?? wordAfter(pue, "_") ?? AVERAGES["data centre"].pue,
    wueLPerKwh: wordAfter(wue, place.name) ?? wordAfter(wue, "_"),
    source,
    own: ownPue !== undefined,
  };
}

function wordAfter(text: string, name: string): number | undefined {
  const words = text.trim().split(/\s+/), at = words.indexOf(name);
  return at < 0 ? undefined : Number(words[at + 1]);
}
