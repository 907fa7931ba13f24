import { addFigures, type Figure } from "../units.ts";
import { chargeRuns } from "./fleet_charge.ts";

/** A run as a fleet view knows it: who ran what where, and what it used. */
export interface FleetRun {
  /** Its id in the store. */
  readonly id: string;
  /** The run of which it is a part. */
  readonly parentId: string | undefined;
  /** Its experiment. */
  readonly experiment: string;
  /** The server that ran it. */
  readonly server?: string | undefined;
  /** Its notebook or program. */
  readonly notebook?: string | undefined;
  /** Its model: the name of the run. */
  readonly model: string;
  /** Who ran it. */
  readonly user?: string | undefined;
  /** Joules. */
  readonly energyJ?: Figure | undefined;
  /** Grams CO2eq. */
  readonly emissionsG?: Figure | undefined;
  /** It stands over the runs of a notebook or a sweep and has no model of its own. */
  readonly isOver: boolean;
}

/** By what a fleet is divided. */
export const DIMENSIONS = ["server", "notebook", "model", "user", "experiment"] as const;

/** One of those. */
export type Dimension = typeof DIMENSIONS[number];

/** Runs that have something in common. */
export interface FleetGroup {
  /** What they have in common; `undefined` where the runs do not say it. */
  readonly name: string | undefined;
  /** How many. */
  readonly runs: number;
  /** How many of them say what they emitted. */
  readonly withEmissions: number;
  /** How many of those say nothing of its upper end. */
  readonly withoutEnd: number;
  /** How many of them say what energy they used. */
  readonly withEnergy: number;
  /** Joules of these. */
  readonly energyJ: Figure | undefined;
  /** Grams CO2eq of these. */
  readonly emissionsG: Figure | undefined;
}

/** What a fleet of runs has used. */
export interface Fleet {
  /** All of it. */
  readonly sum: FleetGroup;
  /** The same divided: most emissions first, what is not known last. */
  readonly by: Readonly<Record<Dimension, readonly FleetGroup[]>>;
}

/**
 * Adds runs up by server, notebook, model, user and experiment. A run and the run of which it is a part are not both
 * counted: of the whole only what its parts do not hold. Values and both ends of the intervals add, because errors of
 * the same meters and the same grid do not cancel.
 *
 * @param runs Runs of one store.
 */
export function fleetOf(runs: readonly FleetRun[]): Fleet {
  const charged = chargeRuns(runs);
  const divided = (dimension: Dimension) =>
    Array.from(
      Map.groupBy(charged, (run) => run[dimension] || undefined),
      ([name, same]) => group(name, same),
    ).toSorted(mostFirst);
  return {
    sum: group(undefined, charged),
    by: {
      server: divided("server"),
      notebook: divided("notebook"),
      model: divided("model"),
      user: divided("user"),
      experiment: divided("experiment"),
    },
  };
}

function group(name: string | undefined, runs: readonly FleetRun[]): FleetGroup {
  const energies = runs.flatMap(({ energyJ }) => energyJ ?? []);
  const emissions = runs.flatMap(({ emissionsG }) => emissionsG ?? []);
  return {
    name,
    runs: runs.length,
    withEnergy: energies.length,
    withEmissions: emissions.length,
    withoutEnd: emissions.filter(({ high }) => high === Infinity).length,
    energyJ: addFigures(energies),
    emissionsG: addFigures(emissions),
  };
}

function mostFirst(a: FleetGroup, b: FleetGroup): number {
  const isKnown = Number(b.name !== undefined) - Number(a.name !== undefined);
  return isKnown || (b.emissionsG?.value ?? 0) - (a.emissionsG?.value ?? 0) ||
    (b.energyJ?.value ?? 0) - (a.energyJ?.value ?? 0) || b.runs - a.runs;
}
