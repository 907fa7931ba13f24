import type { Label } from "./test_set.ts";

/** How often each class was taken for each. */
export interface ConfusionMatrix {
  /** Names of the classes, numbers in order of size, then texts in order of the alphabet. */
  readonly classes: readonly string[];
  /** Rows are the right classes, columns the predicted ones. */
  readonly counts: readonly (readonly number[])[];
}

/** Counts every pair of right and predicted label; labels are compared as text. */
export function confusionMatrix(actual: readonly Label[], predicted: readonly Label[]): ConfusionMatrix {
  const classes = [...new Set([...actual, ...predicted].map(String))].sort(bySizeThenName);
  const at = new Map(classes.map((label, index) => [label, index]));
  const counts = classes.map(() => classes.map(() => 0));
  actual.forEach((label, row) => {
    const line = counts[at.get(String(label)) ?? -1], column = at.get(String(predicted[row])) ?? -1;
    if (line) line[column] = (line[column] ?? 0) + 1;
  });
  return { classes, counts };
}

function bySizeThenName(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return a < b ? -1 : 1;
}
