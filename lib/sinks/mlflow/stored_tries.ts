import { BENCHMARK_TAG, type TriedModel } from "../../record/tried_model.ts";
import { SESSION_TAG } from "../session_tag.ts";
import { latestValues } from "./latest_values.ts";
import type { SourceRun } from "./source.ts";
import { storedFigure, storedFigures } from "./stored_figures.ts";

/** Tag of a run that only says what a cell cost. */
const UNASKED_TAG = "wattbook.autotrack";

/** How a run ended, as a comparison knows it. */
const ENDED = ["FINISHED", "FAILED", "KILLED"] as const;

/**
 * Runs of any MLflow store as tries of models: ours with their intervals, and those of others as far as their metrics
 * are known by the usual names (`emissions` in grams, `accuracy_on_test_data` or `accuracy_score`, `f1_score`, …).
 *
 * @param runs Runs of one experiment, oldest first; those that go on, and our sessions, are left out.
 */
export async function storedTries(runs: readonly SourceRun[]): Promise<TriedModel[]> {
  const tries: TriedModel[] = [];
  for (const run of runs) {
    const status = ENDED.find((one) => one === run.status);
    if (status === undefined) continue;
    const content = await run.load();
    if (content.tags[SESSION_TAG] !== undefined || content.tags[UNASKED_TAG] !== undefined) continue;
    const latest = await latestValues(content);
    tries.push(triedModel(run, status, (key) => latest.get(key), content.tags));
  }
  return tries;
}

function triedModel(
  run: SourceRun,
  status: TriedModel["status"],
  metric: (key: string) => number | undefined,
  tags: Readonly<Record<string, string>>,
): TriedModel {
  const { grade, emissionsG, energyJ, activeJ, durationS } = storedFigures(run, metric, tags);
  const per10 = metric("emissions_per_10_inferences") ?? metric("emissions_per_10_predictions");
  return {
    name: run.runName || run.id.slice(0, 8),
    status,
    startMs: run.startMs,
    durationS,
    energyJ,
    activeJ,
    belowResolution: tags["wattbook.below_resolution"] === "true",
    emissionsG,
    accuracy: metric("accuracy_on_test_data") ?? metric("accuracy_score"),
    precision: metric("precision_score"),
    recall: metric("recall_score"),
    f1: metric("f1_score"),
    parameters: metric("measure/parameters"),
    emissionsPer10InferencesG: storedFigure(per10, {
      low: metric("emissions_per_10_inferences_low"),
      high: metric("emissions_per_10_inferences_high"),
    }, grade),
    // Without the words on how the place was found.
    electricity: tags["wattbook.place"]?.replace(/, from [^,;]*(;.*)?$/, ""),
    benchmark: tags[BENCHMARK_TAG],
  };
}
