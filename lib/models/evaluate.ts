import { type ConfusionMatrix, confusionMatrix } from "./confusion_matrix.ts";
import type { ClassProbabilities, ModelAdapter, Predictions } from "./model_adapter.ts";
import { rocAuc } from "./roc_auc.ts";
import { accuracyScore, f1Score, logLoss, precisionScore, r2Score, recallScore } from "./scores.ts";
import { checkTestSet, type Label, type TestSet } from "./test_set.ts";

/** How well a model does on data that it has not seen. */
export type Evaluation = ClassificationScores | RegressionScores;

/** Scores of a classifier; those of classes are weighted by their rows, as in MLflow's autologging. */
export interface ClassificationScores {
  /** The model gives labels. */
  readonly task: "classification";
  /** Rows of the test set. */
  readonly rows: number;
  /** Part of the labels that are right, 0 to 1. */
  readonly accuracy: number;
  /** Weighted precision. */
  readonly precision: number;
  /** Weighted recall. */
  readonly recall: number;
  /** Weighted F1. */
  readonly f1: number;
  /** Mean −ln of the probability of the right class; `undefined` where the model gives labels only. */
  readonly logLoss?: number | undefined;
  /** Area under the ROC curve; `undefined` without probabilities, or where the test set has one class. */
  readonly rocAuc?: number | undefined;
  /** What was taken for what. */
  readonly confusion: ConfusionMatrix;
}

/** Scores of a regression. */
export interface RegressionScores {
  /** The model gives numbers. */
  readonly task: "regression";
  /** Rows of the test set. */
  readonly rows: number;
  /** Coefficient of determination. */
  readonly r2: number;
  /** Mean of the squared errors. */
  readonly meanSquaredError: number;
  /** Mean of the errors' sizes. */
  readonly meanAbsoluteError: number;
}

/**
 * Predicts the test set and scores the answers. A model that does not tell its task is taken for a regression
 * when the right answers are numbers of which some are not whole.
 *
 * @throws {TypeError | RangeError} When test set or predictions have the wrong form, or a prediction is NaN.
 */
export async function evaluate(model: ModelAdapter, test: TestSet): Promise<Evaluation> {
  const rows = checkTestSet(test);
  const { labels, probabilities } = await model.answer(test.x);
  if (model.task === "regression" || model.task === "unknown" && isMeasured(test.y)) {
    return { task: "regression", rows, ...regressionScores(test.y.map(Number), labels.map(Number)) };
  }
  return {
    task: "classification",
    rows,
    ...classScores(test.y, withProbability(test.y, labels, probabilities)),
  };
}

/** An evaluation's numbers by the names that MLflow's own evaluation logs. */
export function mlflowScores(evaluation: Evaluation): Readonly<Record<string, number>> {
  const named = evaluation.task === "regression"
    ? {
      r2_score: evaluation.r2,
      mean_squared_error: evaluation.meanSquaredError,
      root_mean_squared_error: Math.sqrt(evaluation.meanSquaredError),
      mean_absolute_error: evaluation.meanAbsoluteError,
    }
    : {
      accuracy_score: evaluation.accuracy,
      precision_score: evaluation.precision,
      recall_score: evaluation.recall,
      f1_score: evaluation.f1,
      log_loss: evaluation.logLoss,
      roc_auc: evaluation.rocAuc,
    };
  const known = Object.entries({ ...named, example_count: evaluation.rows })
    .flatMap(([name, value]) => value === undefined ? [] : [[name, value] as const]);
  return Object.fromEntries(known);
}

function classScores(actual: readonly Label[], { labels, probabilities }: Predictions) {
  const sure = probabilities && knowsAll(actual, probabilities) ? probabilities : undefined;
  return {
    accuracy: accuracyScore(actual, labels),
    precision: precisionScore(actual, labels, "weighted"),
    recall: recallScore(actual, labels, "weighted"),
    f1: f1Score(actual, labels, "weighted"),
    ...sure && {
      logLoss: logLoss(actual, sure.rows, sure.classes),
      rocAuc: rocAuc(actual, sure.rows, sure.classes),
    },
    confusion: confusionMatrix(actual, labels),
  };
}

function regressionScores(actual: readonly number[], predicted: readonly number[]) {
  const errors = actual.map((value, row) => value - (predicted[row] ?? NaN));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    r2: r2Score(actual, predicted),
    meanSquaredError: mean(errors.map((error) => error ** 2)),
    meanAbsoluteError: mean(errors.map(Math.abs)),
  };
}

/** A label that is no class of the model has no probability. */
function knowsAll(actual: readonly Label[], { classes }: ClassProbabilities): boolean {
  const names = new Set(classes.map(String));
  return actual.every((label) => names.has(String(label)));
}

function isMeasured(answers: readonly Label[]): boolean {
  return answers.every((answer) => typeof answer === "number") &&
    answers.some((answer) => !Number.isInteger(answer));
}

/** One column of a two-class model: its answers are 0 or 1, its predictions lie between. */
function withProbability(
  answers: readonly Label[],
  labels: readonly Label[],
  probabilities: ClassProbabilities | undefined,
): Predictions {
  const are = answers.every((answer) => answer === 0 || answer === 1) &&
    labels.every((value) => typeof value === "number" && value >= 0 && value <= 1) &&
    labels.some((value) => !Number.isInteger(value));
  if (!are) return { labels, probabilities };
  const numbers = labels.map(Number);
  return {
    labels: numbers.map((value) => value > 0.5 ? 1 : 0),
    probabilities: { classes: [0, 1], rows: numbers.map((value) => [1 - value, value]) },
  };
}
