import { finiteNumber, largest } from "./labels.ts";
import type { ModelTask, Predictions } from "./model_adapter.ts";

/**
 * Answers of a neural net from the numbers of its last layer: of `k` columns the largest wins; one column is a
 * value, or for a classifier the probability of class 1.
 *
 * @param outputs Row after row.
 * @param rows Number of rows.
 * @param task What the net predicts.
 * @throws {RangeError} When the numbers are not as many per row, or one is no number.
 */
export function netPredictions(outputs: ArrayLike<number>, rows: number, task: ModelTask): Predictions {
  const columns = outputs.length / rows;
  if (!Number.isInteger(columns) || columns === 0) {
    throw new RangeError(
      `Cannot read the predictions: the model returned ${outputs.length} numbers for ${rows} rows, expected as many per row`,
    );
  }
  const table = Array.from({ length: rows }, (_, row) => {
    return Array.from({ length: columns }, (_, column) => finiteNumber(outputs[row * columns + column], row));
  });
  if (columns > 1) {
    const classes = Array.from({ length: columns }, (_, column) => column);
    return { labels: table.map(largest), probabilities: { classes, rows: asProbabilities(table) } };
  }
  const values = table.map(([value = NaN]) => value);
  if (task !== "classification") return { labels: values };
  return {
    labels: values.map((value) => value > 0.5 ? 1 : 0),
    probabilities: { classes: [0, 1], rows: values.map((value) => [1 - value, value]) },
  };
}

/** A last layer without softmax gives logits: a loss such as cross entropy takes them, a probability needs the softmax. */
function asProbabilities(table: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const are = table.every((row) => row.every((value) => value >= 0) && Math.abs(sum(row) - 1) < 1e-3);
  return are ? table : table.map((row) => {
    const top = Math.max(...row);
    const powers = row.map((value) => Math.exp(value - top));
    const total = sum(powers);
    return powers.map((power) => power / total);
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
