import type { ModelAdapter } from "./model_adapter.ts";
import { accuracyScore, f1Score, precisionScore, r2Score, recallScore } from "./scores.ts";
import { checkTestSet, type Label, type TestSet } from "./test_set.ts";

/** How well a model does on data that it has not seen. */
export type Evaluation = ClassificationScores | RegressionScores;

/** Scores of a classifier; those of classes are macro averages. */
export interface ClassificationScores {
  /** The model gives labels. */
  readonly task: "classification";
  /** Rows of the test set. */
  readonly rows: number;
  /** Part of the labels that are right, 0 to 1. */
  readonly accuracy: number;
  /** Macro precision. */
  readonly precision: number;
  /** Macro recall. */
  readonly recall: number;
  /** Macro F1. */
  readonly f1: number;
}

/** Score of a regression. */
export interface RegressionScores {
  /** The model gives numbers. */
  readonly task: "regression";
  /** Rows of the test set. */
  readonly rows: number;
  /** Coefficient of determination. */
  readonly r2: number;
}

/**
 * Predicts the test set and scores the answers. A model that does not tell its task is taken for a regression
 * when the right answers are numbers of which some are not whole.
 *
 * @throws {TypeError | RangeError} When test set or predictions have the wrong form.
 */
export async function evaluate(model: ModelAdapter, test: TestSet): Promise<Evaluation> {
  const rows = checkTestSet(test);
  const predicted = await model.predict(test.x);
  if (model.task === "regression" || model.task === "unknown" && isMeasured(test.y)) {
    return { task: "regression", rows, r2: r2Score(test.y.map(Number), predicted.map(Number)) };
  }
  const labels = isProbability(test.y, predicted) ? predicted.map((p) => Number(p) > 0.5 ? 1 : 0) : predicted;
  return {
    task: "classification",
    rows,
    accuracy: accuracyScore(test.y, labels),
    precision: precisionScore(test.y, labels),
    recall: recallScore(test.y, labels),
    f1: f1Score(test.y, labels),
  };
}

function isMeasured(answers: readonly Label[]): boolean {
  return answers.every((answer) => typeof answer === "number") &&
    answers.some((answer) => !Number.isInteger(answer));
}

/** One column of a two-class model: its answers are 0 or 1, its predictions lie between. */
function isProbability(answers: readonly Label[], predicted: readonly Label[]): boolean {
  return answers.every((answer) => answer === 0 || answer === 1) &&
    predicted.every((value) => typeof value === "number" && value >= 0 && value <= 1) &&
    predicted.some((value) => !Number.isInteger(value));
}
