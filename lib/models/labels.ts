import type { Label } from "./test_set.ts";

/**
 * Labels from the flat scores of a classifier: of `k` columns the largest wins, one column is the probability
 * of the second class.
 *
 * @param scores Row after row, one score per class (or one per row, for two classes).
 * @param rows Number of rows.
 * @param classes Names of the classes, in the order of the columns.
 * @throws {RangeError} When the number of scores fits neither form.
 */
export function labelsFromScores(
  scores: ArrayLike<number>,
  rows: number,
  classes: readonly Label[],
): readonly Label[] {
  const columns = scores.length / rows;
  if (columns === 1 && classes.length === 2) {
    return Array.from(scores, (score, row) => labelAt(classes, finiteNumber(score, row) > 0.5 ? 1 : 0));
  }
  if (columns !== classes.length) {
    throw new RangeError(
      `Cannot read the predictions: ${scores.length} scores for ${rows} rows, expected ${classes.length} a row`,
    );
  }
  return Array.from({ length: rows }, (_, row) => {
    const from = row * columns;
    return labelAt(
      classes,
      largest(Array.from({ length: columns }, (_, column) => finiteNumber(scores[from + column], row))),
    );
  });
}

/**
 * A number that a model gave for a row, as it is.
 *
 * @throws {RangeError} When it is NaN or infinite: a label made of it would be a guess that looks like an answer.
 */
export function finiteNumber(value: number | undefined, row: number): number {
  if (value !== undefined && Number.isFinite(value)) return value;
  throw new RangeError(`Cannot read the predictions: row ${row} holds ${value}, expected numbers`);
}

/** Position of the largest score; the first of equal ones. */
export function largest(scores: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < scores.length; index++) {
    if ((scores[index] ?? -Infinity) > (scores[best] ?? -Infinity)) best = index;
  }
  return best;
}

function labelAt(classes: readonly Label[], index: number): Label {
  return classes[index] ?? index;
}
