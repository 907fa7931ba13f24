import { addFigures, type Figure } from "../units.ts";
import type { FleetRun } from "./fleet.ts";

/** Stored figures have four digits: what is left of a whole below this part of it is their rounding. */
const ROUNDING = 1e-3;

type Part = "energyJ" | "emissionsG";

/**
 * Each run with only that of its figures which no part of it holds; the others are left out. A part takes server,
 * notebook and user from its whole where it does not say them itself.
 *
 * @param runs Runs of one store, wholes and parts.
 */
export function chargeRuns(runs: readonly FleetRun[]): FleetRun[] {
  const known = new Map(runs.map((run) => [run.id, run]));
  const parentOf = (run: FleetRun) => run.parentId === run.id ? undefined : known.get(run.parentId ?? "");
  const parts = Map.groupBy(runs, (run) => parentOf(run)?.id);
  const charged: FleetRun[] = [], seen = new Set<string>();

  /** What a run and all its parts have used. */
  const charge = (run: FleetRun, whole: FleetRun | undefined): Pick<FleetRun, Part> => {
    seen.add(run.id);
    const said = {
      ...run,
      server: run.server ?? whole?.server,
      notebook: run.notebook ?? whole?.notebook,
      user: run.user ?? whole?.user,
    };
    const below = (parts.get(run.id) ?? []).filter(({ id }) => !seen.has(id));
    const used = below.map((part) => charge(part, said));
    const figures = (part: Part) => {
      const inParts = addFigures(used.flatMap((each) => each[part] ?? []));
      const own = beyond(run[part], inParts);
      return { own, all: addFigures([own, inParts].filter((figure) => figure !== undefined)) };
    };
    const energy = figures("energyJ"), emissions = figures("emissionsG");
    // One that only stands over others is no run by itself.
    if (below.length === 0 && !run.isOver || energy.own || emissions.own) {
      charged.push({ ...said, energyJ: energy.own, emissionsG: emissions.own });
    }
    return { energyJ: energy.all, emissionsG: emissions.all };
  };
  for (const run of runs) if (parentOf(run) === undefined) charge(run, undefined);
  // Runs that are parts of each other, in a store that somebody wrote by hand.
  for (const run of runs) if (!seen.has(run.id)) charge(run, undefined);
  return charged;
}

/** What a whole has used beyond its parts; the same methods made both, so that their ends subtract. */
function beyond(whole: Figure | undefined, parts: Figure | undefined): Figure | undefined {
  if (whole === undefined || parts === undefined) return whole;
  const value = whole.value - parts.value;
  if (value <= whole.value * ROUNDING) return undefined;
  // Ends that nobody stored are open on both sides.
  const high = whole.high === Infinity
    ? Infinity
    : Math.max(value, whole.high - finite(parts.high, parts.value));
  const low = Math.min(value, Math.max(0, whole.low - parts.low));
  return { value, low, high, grade: whole.grade, how: `${whole.how}, without its parts` };
}

function finite(end: number, value: number): number {
  return Number.isFinite(end) ? end : value;
}
