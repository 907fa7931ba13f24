import { embodiedFor } from "../carbon/embodied.ts";
import { type Facility, facilityOf } from "../carbon/facility.ts";
import { findPlace } from "../carbon/place.ts";
import type { Range } from "../carbon/range.ts";
import { waterFor } from "../carbon/water.ts";
import type { Host } from "../host.ts";
import type { EmbodiedOption, ResolvedInfo } from "../record/info.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { Seconds } from "../units.ts";

/** What a maker declares without a range is good to this, either way (our estimate). */
const DECLARED = 0.3;

/**
 * Litres of water that the headline's energy took, in power plants and on site; `undefined` where the energy is not
 * known. The range holds that of the energy.
 */
export function waterOf(record: RunRecord, info: ResolvedInfo, host: Host): Range | undefined {
  const energy = record.energyJ[record.headline] ?? record.energyJ.share;
  if (energy === undefined) return undefined;
  const facility = facilityFor(info, host);
  const of = (energyJ: number) => waterFor(energyJ, record.intensity.zone, facility);
  return { ...of(energy.value), low: of(energy.low).low, high: of(energy.high).high };
}

/** Grams CO2eq of making a device that fall on a run. */
export function embodiedOf(option: EmbodiedOption, durationS: Seconds): Range {
  if (typeof option === "string") return embodiedFor(option, durationS);
  const { device, part, count } = option;
  if (typeof device === "string") return embodiedFor(device, durationS, { part, count });
  const { kg, lowKg = kg * (1 - DECLARED), highKg = kg * (1 + DECLARED), source = "as given" } = device;
  return embodiedFor({ kg, lowKg, highKg, source }, durationS, { part, count });
}

/** The building: that of the cloud region, else what the user's PUE says of it. */
function facilityFor(info: ResolvedInfo, host: Host): Facility {
  const place = findPlace(info.place, host);
  const region = place.kind === "zone" ? place.region : undefined;
  const facility = facilityOf(region ?? (info.pue === 1 ? "own machine" : "data centre"));
  return info.pue === 1
    ? facility
    : { ...facility, pue: info.pue, source: `${facility.source}; PUE as given` };
}
