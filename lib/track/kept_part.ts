import type { Evaluated } from "../record/compare_records.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { KeptPart } from "../record/session_ledger.ts";
import { addFigures, type Joules } from "../units.ts";

/** Clocks of one run's end and the next one's start may be this far apart the wrong way. Milliseconds. */
const TOLERANCE_MS = 5;

/**
 * What the models that were kept cost: of each name (and experiment) the latest run that finished; the others are
 * tries. A run that lies inside another kept one is part of it.
 *
 * @param runs Runs of the session, oldest first.
 * @param totalJ Joules of the whole session.
 */
export function keptPart(runs: readonly Evaluated[], totalJ: Joules | undefined): KeptPart {
  const kept = keptRuns(runs);
  const outer = kept.filter((run) => !kept.some((other) => isInside(run, other)));
  const names = { runNames: kept.map(({ runName }) => runName), tries: runs.length };
  if (anyOverlap(outer)) return names;
  const energyJ = addFigures(outer.flatMap(({ energyJ, headline }) => energyJ[headline] ?? []));
  const emissionsG = addFigures(outer.flatMap(({ emissionsG, headline }) => emissionsG[headline] ?? []));
  return {
    ...names,
    ...(energyJ ? { energyJ } : {}),
    ...(emissionsG ? { emissionsG } : {}),
    ...(energyJ && totalJ !== undefined && totalJ > 0 ? { part: Math.min(1, energyJ.value / totalJ) } : {}),
  };
}

/** Of each name (and experiment) the latest run that finished. */
export function keptRuns(runs: readonly Evaluated[]): RunRecord[] {
  const finished = runs.map(({ record }) => record).filter(({ status }) => status === "FINISHED");
  return [...new Map(finished.map((run) => [`${run.experimentName}\n${run.runName}`, run])).values()];
}

/** Whether runs share time: their energies then do not add up. */
export function anyOverlap(runs: readonly RunRecord[]): boolean {
  return runs.some((run) => runs.some((other) => overlap(run, other)));
}

function isInside(run: RunRecord, other: RunRecord): boolean {
  if (run === other) return false;
  const isWithin = run.startMs >= other.startMs && run.endMs <= other.endMs;
  const isSame = run.startMs === other.startMs && run.endMs === other.endMs;
  // Of two with the same begin and end one stays.
  return isWithin && (!isSame || run.runId > other.runId);
}

function overlap(run: RunRecord, other: RunRecord): boolean {
  return run !== other && run.startMs < other.endMs - TOLERANCE_MS &&
    other.startMs < run.endMs - TOLERANCE_MS;
}
