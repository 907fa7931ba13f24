import { comparedModel, compareModels } from "./compare_models.ts";
import type { ComparedModel } from "./comparison.ts";
import type { TriedModel } from "./tried_model.ts";

/** The models of an experiment. */
export interface ComparedExperiment {
  /** Its name. */
  readonly experiment: string;
  /** One per name. */
  readonly models: readonly ComparedModel[];
  /** All tries in their order, where they were a search for a model. */
  readonly tries: readonly ComparedModel[];
}

/** The tries of an experiment side by side; the repeats of a benchmark are no search. */
export function comparedExperiment(experiment: string, tries: readonly TriedModel[]): ComparedExperiment {
  const searched = tries.filter(({ benchmark }) => benchmark === undefined);
  return { experiment, models: compareModels(tries), tries: searched.map((tried) => comparedModel(tried)) };
}
