import type { Intensity } from "../carbon/intensity.ts";
import type { LedgerMark } from "../meter/ledger.ts";
import type { ResolvedInfo } from "../record/info.ts";
import { type Ending, openEnding } from "./ending.ts";
import { Run } from "./run.ts";
import type { World } from "./world.ts";

/** A run of a whole cell, which has begun before anybody could call `track()`. */
export interface CellRunOptions {
  /** What the run is. */
  readonly info: ResolvedInfo;
  /** Where its electricity comes from. */
  readonly intensity: Intensity;
  /** The meter at the cell's begin. */
  readonly begin: LedgerMark;
  /** The meter at its end, for a run that is opened only then. */
  readonly end?: LedgerMark | undefined;
  /** When the kernel announced the cell, milliseconds since 1970. */
  readonly announcedMs: number;
  /** The session's run. */
  readonly parent?: Run | undefined;
}

/**
 * Opens the run of the cell that runs now. Synchronous, so that it can be done at the end of a cell that fails; it then
 * ends with the cell like any other.
 *
 * @param world The process.
 * @param options Which run.
 */
export function openCellRun(
  world: World,
  { info, intensity, begin, end, announcedMs, parent }: CellRunOptions,
): { run: Run; ending: Ending } {
  const lateMs = Math.max(1, Math.round(begin.bracket.wallMs - announcedMs));
  const notes = [
    ...world.notes(),
    `Begins where the kernel announced the cell, known to within ${lateMs} ms`,
  ];
  // A Stop that came since the cell's begin is meant for this run.
  const stopWatch = world.notebook?.watchStop();
  const run = new Run(world, info, intensity, notes, { start: begin, end, parent });
  void world.prepare(run);
  const ending = openEnding(world, run, stopWatch);
  world.started(run);
  stopWatch?.settle();
  return { run, ending };
}
