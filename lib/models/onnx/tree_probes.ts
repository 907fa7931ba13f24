import { probeRows } from "../probe_rows.ts";
import type { DecisionNode, Question } from "./tree_ensemble.ts";

/** Rows that are asked at most, and how far from a split they lie, as a part of its value. */
const MOST_ROWS = 200, NEAR = 1e-3;

/**
 * Rows that try the splits of trees: each is on a way to a split that was picked evenly, and just beside or exactly on it.
 *
 * @param trees The roots.
 * @param columns Number of columns.
 */
export function treeProbes(trees: readonly DecisionNode[], columns: number): Float32Array[] {
  const splits = trees.flatMap(questions);
  const rows = probeRows(Math.min(MOST_ROWS, Math.max(16, splits.length)), columns);
  const step = Math.max(1, Math.floor(splits.length / MOST_ROWS));
  return rows.map((row, at) => {
    const probe = Float32Array.from(row);
    // Each row touches several splits, so that deep ones are reached too.
    for (let column = 0; column <= columns * 2; column++) {
      const split = splits[(at * step + column * 7919) % Math.max(1, splits.length)];
      if (split === undefined) break;
      const side = (at + column) % 3 - 1;
      probe[split.column] = split.value + side * NEAR * Math.max(1, Math.abs(split.value));
    }
    return probe;
  });
}

function questions(node: DecisionNode): Question[] {
  return "column" in node ? [node, ...questions(node.less), ...questions(node.notLess)] : [];
}
