import type { Figure } from "../units.ts";
import type { ComparedModel } from "./comparison.ts";
import { accuracyPerGram } from "./figures.ts";
import type { RunRecord } from "./run_record.ts";

/** A run with what was found out about its model afterwards. */
export interface Evaluated {
  /** The run. */
  readonly record: RunRecord;
  /** Accuracy on test data, 0 to 1. */
  readonly accuracy?: number | undefined;
  /** Number of parameters. */
  readonly parameters?: number | undefined;
  /** Grams CO2eq of ten predictions. */
  readonly emissionsPer10InferencesG?: Figure | undefined;
}

/**
 * Models side by side, with the Pareto front: those that no other model beats in both accuracy and emissions.
 *
 * @param runs Evaluated runs; the last one of each name counts.
 * @returns One row per run name, least emissions first.
 */
export function compareRecords(runs: readonly Evaluated[]): ComparedModel[] {
  const latest = new Map(runs.map((run) => [run.record.runName, run]));
  const rows = [...latest.values()].map(row);
  return rows
    .map((model) => ({ ...model, onFront: isOnFront(model, rows) }))
    .sort((a, b) => (a.emissionsG?.value ?? Infinity) - (b.emissionsG?.value ?? Infinity));
}

function row({ record, accuracy, parameters, emissionsPer10InferencesG }: Evaluated): ComparedModel {
  const energyJ = record.energyJ[record.headline];
  const emissionsG = record.emissionsG[record.headline];
  const perEmission = accuracy === undefined ? undefined : accuracyPerGram(accuracy, emissionsG);
  return {
    name: record.runName,
    status: record.status,
    durationS: record.durationS,
    ...(energyJ ? { energyJ } : {}),
    ...(record.energyJ.active ? { activeJ: record.energyJ.active } : {}),
    ...(emissionsG ? { emissionsG } : {}),
    ...(accuracy === undefined ? {} : { accuracy }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(emissionsPer10InferencesG ? { emissionsPer10InferencesG } : {}),
    ...(perEmission ? { accuracyPerEmission: perEmission } : {}),
    onFront: false,
  };
}

function isOnFront(model: ComparedModel, all: readonly ComparedModel[]): boolean {
  const { accuracy, emissionsG } = model;
  if (accuracy === undefined || emissionsG === undefined || model.status !== "FINISHED") return false;
  return !all.some((other) =>
    other !== model && other.status === "FINISHED" && other.accuracy !== undefined &&
    other.emissionsG !== undefined &&
    other.accuracy >= accuracy && other.emissionsG.value <= emissionsG.value &&
    (other.accuracy > accuracy || other.emissionsG.value < emissionsG.value)
  );
}
