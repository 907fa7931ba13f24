import type { Figure } from "../units.ts";
import type { RunStatus } from "./run_record.ts";

/** What was found out about a model. */
export interface FoundOut {
  /** Accuracy on test data, 0 to 1. */
  readonly accuracy?: number | undefined;
  /** Weighted precision, 0 to 1. */
  readonly precision?: number | undefined;
  /** Weighted recall, 0 to 1. */
  readonly recall?: number | undefined;
  /** Weighted F1, 0 to 1. */
  readonly f1?: number | undefined;
  /** Number of parameters. */
  readonly parameters?: number | undefined;
  /** Grams CO2eq of ten predictions. */
  readonly emissionsPer10InferencesG?: Figure | undefined;
}

/** One training of a model, with what was found out about it. */
export interface TriedModel extends FoundOut {
  /** Name of the run, any text. */
  readonly name: string;
  /** How the run ended. */
  readonly status: RunStatus;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Training time in seconds. */
  readonly durationS: number;
  /** Joules of the training, the headline figure. */
  readonly energyJ?: Figure | undefined;
  /** Joules of the training, without the neighbours' influence. */
  readonly activeJ?: Figure | undefined;
  /** True when the energy was too small to be resolved: only the upper ends say something. */
  readonly belowResolution?: boolean | undefined;
  /** Grams CO2eq of the training, the headline figure. */
  readonly emissionsG?: Figure | undefined;
  /** Where its electricity comes from, and who says so. */
  readonly electricity?: string | undefined;
  /** The benchmark of which it is a repeat; `undefined` for a try of its own. */
  readonly benchmark?: string | undefined;
}

/** Tag of a run that a benchmark repeats: runs of one name with the same value are averaged. */
export const BENCHMARK_TAG = "wattbook.benchmark";
