import type { FleetRun } from "../../record/fleet.ts";
import { SESSION_TAG } from "../session_tag.ts";
import { latestValues } from "./latest_values.ts";
import type { SourceRun } from "./source.ts";
import { storedFigures } from "./stored_figures.ts";

/** Tag of a run in a notebook of a sweep: our id of the run of that whole notebook. */
const PART_TAG = "wattbook.part_of";

/** Runs of a store for a fleet view, and how many still go on. */
export interface StoredFleet {
  /** Those that have ended. */
  readonly runs: readonly FleetRun[];
  /** Those that go on, or that nobody has ended: what they use is not known yet. */
  readonly going: number;
}

/**
 * Runs of any MLflow store as a fleet view knows them: server from our tag, notebook or program and user from MLflow's.
 *
 * @param runs Runs of one store.
 */
export async function storedFleet(runs: readonly SourceRun[]): Promise<StoredFleet> {
  const found: (FleetRun & { readonly partOf: string | undefined; readonly key: string | undefined })[] = [];
  let going = 0;
  for (const run of runs) {
    if (run.status === "RUNNING" || run.status === "SCHEDULED") {
      going++;
      continue;
    }
    const content = await run.load(), { tags } = content, latest = await latestValues(content);
    const { energyJ, emissionsG } = storedFigures(run, (key) => latest.get(key), tags);
    const isOver = tags[SESSION_TAG] !== undefined;
    const server = tags["wattbook.server"];
    found.push({
      id: run.id,
      parentId: run.parentId,
      partOf: tags[PART_TAG],
      key: tags["wattbook.run_id"],
      experiment: run.experimentName,
      server: server === "none" ? undefined : server,
      notebook: tags["mlflow.source.name"],
      model: isOver ? "between runs" : run.runName || run.id.slice(0, 8),
      user: tags["mlflow.user"],
      energyJ,
      emissionsG,
      isOver,
    });
  }
  // On a server a run has an id of MLflow's besides ours.
  const ids = new Map(found.map(({ id, key }) => [key ?? id, id])),
    there = new Set(found.map(({ id }) => id));
  return {
    going,
    runs: found.map(({ partOf, key: _, ...run }) => ({
      ...run,
      // The session between may have died with its kernel, and nobody ended it.
      parentId: there.has(run.parentId ?? "") ? run.parentId : ids.get(partOf ?? ""),
    })),
  };
}
