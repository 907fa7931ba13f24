import type { Label } from "./test_set.ts";

/**
 * Area under the ROC curve: how often a row of a class gets a higher score for it than a row that is not. Of two
 * classes it is that of the second; of more the mean of each against the rest, weighted by its rows, as MLflow's
 * evaluation computes it. 1 is perfect, 0.5 is chance.
 *
 * @param actual Right labels.
 * @param scores One row per label, one score per class.
 * @param classes Names of the classes in the order of the columns.
 * @returns The area, or `undefined` when all rows are of one class: there is nothing to tell apart.
 */
export function rocAuc(
  actual: readonly Label[],
  scores: readonly ArrayLike<number>[],
  classes: readonly Label[],
): number | undefined {
  const labels = actual.map(String);
  if (new Set(labels).size < 2) return undefined;
  const judged = classes.length === 2 ? [1] : classes.map((_, column) => column);
  let area = 0, rows = 0;
  for (const column of judged) {
    const hits = labels.map((label) => label === String(classes[column]));
    const positives = hits.filter(Boolean).length;
    if (positives === 0) continue;
    area += positives * areaOf(hits, scores.map((row) => row[column] ?? NaN));
    rows += positives;
  }
  return rows === 0 ? undefined : area / rows;
}

/** By the ranks of the positives; equal scores share theirs. */
function areaOf(hits: readonly boolean[], scores: readonly number[]): number {
  const order = scores.map((score, row) => ({ score, hit: hits[row] === true })).sort((a, b) =>
    a.score - b.score
  );
  let rankSum = 0, positives = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && order[to]?.score === order[from]?.score) to++;
    const found = order.slice(from, to).filter(({ hit }) => hit).length;
    rankSum += found * (from + 1 + to) / 2;
    positives += found;
    from = to;
  }
  return (rankSum - positives * (positives + 1) / 2) / (positives * (order.length - positives));
}
