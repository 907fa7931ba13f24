import type { Intensity } from "../carbon/intensity.ts";
import type { ResolvedInfo } from "../record/info.ts";
import { SESSION_TAG } from "../sinks/session_tag.ts";
import { Run } from "./run.ts";
import type { World } from "./world.ts";

/** The run of which a session's cells are parts. */
export interface SessionRun {
  /** The run. */
  readonly run: Run;
  /** A part of it has ended: its journal says how far it is. */
  beat(): void;
  /** Ends it. */
  end(): void;
}

/**
 * Opens the run of a notebook session: it stands over the runs of its cells in MLflow, is stored with the first of
 * them, and ends with the session. It is neither shown nor compared: it holds its cells and the time between them.
 *
 * @param world The process.
 * @param info What its cells have in common.
 * @param intensity Where their electricity comes from.
 */
export function openSessionRun(world: World, info: ResolvedInfo, intensity: Intensity): SessionRun {
  const time = new Date(world.epochMs()).toLocaleString("sv-SE", { timeZone: world.host.timeZone });
  const tags = { ...info.tags, [SESSION_TAG]: "true" };
  const own = {
    runName: `notebook session ${time}`,
    tags,
    budget: {},
    display: "none",
    scope: "manual",
  } as const;
  const run = new Run(world, { ...info, ...own }, intensity, world.notes());
  run.begin();
  const stopBeat = world.every(run, () => {});
  const end = () => {
    if (run.record) return;
    stopBeat();
    world.settling.delete(end);
    run.end("FINISHED");
    world.outbox.push(run);
  };
  world.settling.add(end);
  return { run, beat: () => run.beat(), end };
}

/** The tags of a part of a session. */
export function partOf(session: SessionRun | undefined, info: ResolvedInfo): ResolvedInfo {
  return session ? { ...info, tags: { "mlflow.parentRunId": session.run.id, ...info.tags } } : info;
}
