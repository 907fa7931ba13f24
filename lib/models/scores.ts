import type { Label } from "./test_set.ts";

/**
 * How the scores of single classes become one: `"macro"` counts every class alike, `"weighted"` by its number
 * of rows.
 */
export type Average = "macro" | "weighted";

/** Part of the predictions that are right, 0 to 1. Labels are compared as text: `3` is `"3"`. */
export function accuracyScore(actual: readonly Label[], predicted: readonly Label[]): number {
  checkLengths("accuracy", actual, predicted);
  return actual.filter((label, row) => String(label) === String(predicted[row])).length / actual.length;
}

/** Of the rows predicted to be of a class, the part that are; averaged over the classes. */
export function precisionScore(
  actual: readonly Label[],
  predicted: readonly Label[],
  average: Average = "macro",
): number {
  checkLengths("precision", actual, predicted);
  return averaged(countClasses(actual, predicted), average, (of) => ratio(of.hits, of.predicted));
}

/** Of the rows that are of a class, the part found; averaged over the classes. */
export function recallScore(
  actual: readonly Label[],
  predicted: readonly Label[],
  average: Average = "macro",
): number {
  checkLengths("recall", actual, predicted);
  return averaged(countClasses(actual, predicted), average, (of) => ratio(of.hits, of.actual));
}

/** Harmonic mean of precision and recall of each class; averaged over the classes. */
export function f1Score(
  actual: readonly Label[],
  predicted: readonly Label[],
  average: Average = "macro",
): number {
  checkLengths("F1", actual, predicted);
  return averaged(
    countClasses(actual, predicted),
    average,
    (of) => ratio(2 * of.hits, of.predicted + of.actual),
  );
}

/**
 * Mean negative logarithm of the probability given to the right class.
 *
 * @param actual Right labels.
 * @param probabilities One row per label, one probability per class.
 * @param classes Names of the classes in the order of the columns.
 * @throws {RangeError} When lengths differ or a label is no class.
 */
export function logLoss(
  actual: readonly Label[],
  probabilities: readonly ArrayLike<number>[],
  classes: readonly Label[],
): number {
  checkLengths("log loss", actual, probabilities);
  const columns = new Map(classes.map((label, column) => [String(label), column]));
  const losses = actual.map((label, row) => {
    const probability = probabilities[row]?.[columns.get(String(label)) ?? -1];
    if (probability === undefined) {
      throw new RangeError(`Cannot compute log loss: row ${row} has no probability for class "${label}"`);
    }
    // a certain but wrong prediction would cost infinitely much
    return -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability)));
  });
  return sum(losses) / losses.length;
}

/**
 * Coefficient of determination R²: 1 is perfect, 0 as good as the mean, negative worse. Where all right answers
 * are equal it is 1 when all are met and 0 otherwise.
 */
export function r2Score(actual: readonly number[], predicted: readonly number[]): number {
  checkLengths("R²", actual, predicted);
  const mean = sum(actual) / actual.length;
  const missed = sum(actual.map((value, row) => (value - (predicted[row] ?? NaN)) ** 2));
  const spread = sum(actual.map((value) => (value - mean) ** 2));
  if (spread === 0) return missed === 0 ? 1 : 0;
  return 1 - missed / spread;
}

interface ClassCount {
  actual: number;
  predicted: number;
  hits: number;
}

function countClasses(actual: readonly Label[], predicted: readonly Label[]): readonly ClassCount[] {
  const counts = new Map<string, ClassCount>();
  const of = (label: string) => {
    const count = counts.get(label) ?? { actual: 0, predicted: 0, hits: 0 };
    counts.set(label, count);
    return count;
  };
  actual.forEach((label, row) => {
    const right = String(label), given = String(predicted[row]);
    of(right).actual++;
    of(given).predicted++;
    if (right === given) of(right).hits++;
  });
  return [...counts.values()];
}

function averaged(
  classes: readonly ClassCount[],
  average: Average,
  score: (of: ClassCount) => number,
): number {
  const weights = classes.map((of) => average === "weighted" ? of.actual : 1);
  return sum(classes.map((of, index) => score(of) * (weights[index] ?? 0))) / sum(weights);
}

/** A class that was never predicted, or never there, scores 0. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function checkLengths(what: string, actual: readonly unknown[], predicted: readonly unknown[]): void {
  if (actual.length === predicted.length && actual.length > 0) return;
  throw new RangeError(
    `Cannot compute ${what}: ${actual.length} answers and ${predicted.length} predictions, expected as many and at least one`,
  );
}
