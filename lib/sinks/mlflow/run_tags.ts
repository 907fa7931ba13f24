import { electricityOf } from "../../record/electricity.ts";
import type { RunRecord } from "../../record/run_record.ts";
import type { JournalledRun } from "../journal_read.ts";
import { FIGURES_PATH } from "../figures_table.ts";
import { CUT } from "./limits.ts";
import { runNote } from "./run_note.ts";
import { storedText } from "./stored_rows.ts";
import { uniqueNames } from "./unique_names.ts";

/** MLflow's own tags that a user may set; with any other a run could be renamed, moved or hidden. */
const SETTABLE = [
  "mlflow.note.content",
  "mlflow.parentRunId",
  "mlflow.runColor",
  "mlflow.user",
  "mlflow.autologging",
  "mlflow.source.name",
  "mlflow.source.type",
  "mlflow.source.git.commit",
  "mlflow.source.git.branch",
  "mlflow.source.git.repoURL",
  "mlflow.source.git.dirty",
];

/** The run as far as its tags need it. */
export type TaggedRun = Pick<JournalledRun, "run" | "tags" | "record" | "closed">;

/**
 * Tags of a run: the user's, and ours (`mlflow.runName`, `mlflow.note.content`, `wattbook.…`). A user's tag that
 * begins with `mlflow.` and is not for users becomes `mlflow_…`.
 *
 * @param run The run.
 */
export function runTags({ run, tags, record, closed }: TaggedRun): Record<string, string> {
  const given = Object.entries(tags).map(([key, value]) => [userKey(key), value] as const);
  const names = uniqueNames(given.map(([key]) => key));
  const note = tags["mlflow.note.content"];
  return {
    ...Object.fromEntries(given.map(([key, value]) => [names.get(key) ?? key, storedText(value, CUT.tag)])),
    "mlflow.runName": storedText(run.runName, CUT.name),
    ...(run.flavor ? { "mlflow.autologging": run.flavor } : {}),
    "wattbook.run_id": run.runId,
    ...(record ? recordTags(record, note) : {}),
    ...(closed && !record ? { "wattbook.closed": storedText(closed.why, CUT.tag) } : {}),
  };
}

function recordTags(record: RunRecord, note: string | undefined): Record<string, string> {
  const { intensity, headline, error } = record;
  const figure = record.energyJ[headline] ?? record.energyJ.share;
  const tags = {
    "mlflow.note.content": runNote(record, note),
    "mlflow.loggedArtifacts": JSON.stringify([{ path: FIGURES_PATH, type: "table" }]),
    "wattbook.version": record.wattbook,
    "wattbook.figure": headline,
    "wattbook.place": `${electricityOf(intensity)}, from ${intensity.placeFrom}; ${intensity.kind}`,
    "wattbook.unit.accuracy_per_emission": "percent per gram",
    ...(figure ? { "wattbook.grade": figure.grade, "wattbook.how": figure.how } : {}),
    ...(record.method ? { "wattbook.method": record.method } : {}),
    ...(record.belowResolution ? { "wattbook.below_resolution": "true" } : {}),
    ...(error ? { "wattbook.error": `${error.name}: ${error.message}` } : {}),
  };
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, storedText(value, CUT.tag)]));
}

function userKey(key: string): string {
  return key.startsWith("mlflow.") && !SETTABLE.includes(key) ? `mlflow_${key.slice("mlflow.".length)}` : key;
}
