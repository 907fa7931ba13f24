import { electricityOf } from "./electricity.ts";
import { compareModels } from "./compare_models.ts";
import type { ComparedModel } from "./comparison.ts";
import type { RunRecord } from "./run_record.ts";
import { BENCHMARK_TAG, type FoundOut, type TriedModel } from "./tried_model.ts";

/** A run with what was found out about its model afterwards. */
export interface Evaluated extends FoundOut {
  /** The run. */
  readonly record: RunRecord;
}

/**
 * Models side by side, with the Pareto front: those that no other model beats in both accuracy and emissions.
 *
 * @param runs Evaluated runs; the last one of each name counts, the repeats of a benchmark are averaged.
 * @returns One row per run name, least emissions first.
 */
export function compareRecords(runs: readonly Evaluated[]): ComparedModel[] {
  return compareModels(runs.map(triedModel));
}

/** A run as a try of its model. */
export function triedModel({ record, ...found }: Evaluated): TriedModel {
  return {
    ...found,
    name: record.runName,
    status: record.status,
    startMs: record.startMs,
    durationS: record.durationS,
    energyJ: record.energyJ[record.headline],
    activeJ: record.energyJ.active,
    belowResolution: record.belowResolution,
    emissionsG: record.emissionsG[record.headline],
    electricity: electricityOf(record.intensity),
    benchmark: record.tags[BENCHMARK_TAG],
  };
}
