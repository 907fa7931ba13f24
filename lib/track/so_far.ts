import type { Intensity } from "../carbon/intensity.ts";
import type { LedgerMark } from "../meter/ledger.ts";
import type { ResolvedInfo } from "../record/info.ts";
import { type Figure, type Grams, gramsFor, kilowattHours, type Seconds } from "../units.ts";
import type { RunWorld } from "./run_world.ts";

/** What a run has used while it is open. */
export interface SoFar {
  /** The headline's energy. */
  readonly energyJ: Figure | undefined;
  /** Grams CO2eq of it. */
  readonly grams: Grams;
  /** The same energy in watt hours. */
  readonly wattHours: number;
  /** Since its begin. */
  readonly seconds: Seconds;
}

/** Energy, grams and time since a run began, by the method that its user asked for. */
export function soFarSince(
  start: LedgerMark,
  { gauge, beside }: RunWorld,
  info: ResolvedInfo,
  intensity: Intensity,
): SoFar {
  const { durationS, energyJ: own } = gauge.since(start);
  const by = info.method === "wattbook" ? undefined : beside(info, intensity);
  const end = by && gauge.mark();
  const said = end && by.charged(gauge.measure(start, end).span, gauge.samples(start, end));
  const energyJ = said?.energyJ[info.figure] ?? own[info.figure] ?? own.share;
  const joules = energyJ?.value ?? 0;
  return {
    energyJ,
    grams: said?.emissionsG[info.figure]?.value ?? gramsFor(joules * info.pue, intensity.gramsPerKwh),
    wattHours: kilowattHours(joules) * 1000,
    seconds: durationS,
  };
}
