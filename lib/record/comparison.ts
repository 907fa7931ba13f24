import type { Figure } from "../units.ts";
import type { RunStatus } from "./run_record.ts";

/** One model in a comparison. */
export interface ComparedModel {
  /** Name of the run, any text. */
  readonly name: string;
  /** How the run ended. */
  readonly status: RunStatus;
  /** Training time in seconds. */
  readonly durationS: number;
  /** Energy of the training in joules, the headline figure. */
  readonly energyJ?: Figure;
  /** Energy of the training in joules, without the neighbours' influence. */
  readonly activeJ?: Figure;
  /** Grams CO2eq of the training, the headline figure. */
  readonly emissionsG?: Figure;
  /** Accuracy on test data, 0 to 1. */
  readonly accuracy?: number;
  /** Precision on test data, weighted by the rows of the classes, 0 to 1. */
  readonly precision?: number;
  /** Recall on test data, weighted likewise, 0 to 1. */
  readonly recall?: number;
  /** F1 on test data, weighted likewise, 0 to 1. */
  readonly f1?: number;
  /** Number of parameters (weights, or nodes of trees). */
  readonly parameters?: number;
  /** Grams CO2eq of ten predictions. */
  readonly emissionsPer10InferencesG?: Figure;
  /** Per cent of accuracy per gram CO2eq. */
  readonly accuracyPerEmission?: Figure;
  /** Where its electricity comes from, and who says so: `"Belgium (BE), Ember yearly (CC BY-SA 4.0) 2024"`. */
  readonly electricity?: string;
  /** How often a benchmark trained it; the figures are means of that many runs. */
  readonly repeats?: number;
  /** Joules of each run of a benchmark whose energy could be resolved. */
  readonly repeatsJ?: readonly number[];
  /** True when no other model is both more accurate and less emitting. */
  readonly onFront: boolean;
}
