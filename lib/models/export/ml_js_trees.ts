import { type DecisionNode, type TreeEnsemble, treeGraph } from "../onnx/tree_ensemble.ts";
import { treeProbes } from "../onnx/tree_probes.ts";
import type { MlJsExport, Predicts } from "./ml_js.ts";

/** A node of ml-cart. */
interface CartNode {
  readonly kind: "classifier" | "regression";
  readonly splitColumn?: number;
  readonly splitValue?: number;
  readonly left?: CartNode;
  readonly right?: CartNode;
  /** Probabilities of the classes as a matrix of one row, or a mean. */
  readonly distribution?: number | { to1DArray(): readonly number[] } | readonly (readonly number[])[];
}

/** A tree of ml-cart. */
export interface TreeModel extends Predicts {
  readonly root: CartNode;
}

/** A forest of ml-random-forest. */
export interface ForestModel extends Predicts {
  readonly isClassifier: boolean;
  readonly selectionMethod?: string;
  readonly numberFeatures?: number;
  readonly indexes: readonly (readonly number[])[];
  readonly estimators: readonly TreeModel[];
  /** What each tree says, one row per row of the inputs. */
  predictionValues(inputs: readonly (readonly number[])[]): { to2DArray(): readonly (readonly number[])[] };
}

/** One tree, which knows only the columns that it asks about. */
export function treeModel(model: TreeModel, width = 0): MlJsExport {
  const columns = Math.max(width, 1, ...columnsOf(model.root).map((column) => column + 1));
  const isClassifier = model.root.kind === "classifier";
  const tree = nodeOf(model.root, (column) => column, (weights) => weights);
  const classes = isClassifier ? classesOf([tree]) : undefined;
  return {
    ...asGraph({ trees: [padded(tree, classes?.length ?? 1)], columns, ...(classes ? { classes } : {}) }),
    answer: isClassifier ? "label" : "output",
    predict: (rows) => Promise.resolve(model.predict(rows.map((row) => Array.from(row))) as number[]),
  };
}

/** A forest: its classifiers vote, its regressions are averaged. */
export function forestModel(model: ForestModel, width = 0): MlJsExport {
  const { estimators, indexes, isClassifier, selectionMethod = "mean" } = model;
  if (!isClassifier && selectionMethod !== "mean") {
    throw new TypeError(
      `Cannot export the forest: its trees are joined by their ${selectionMethod}, expected selectionMethod "mean"`,
    );
  }
  const part = 1 / estimators.length;
  const trees = estimators.map(({ root }, at) =>
    nodeOf(
      root,
      (column) => indexes[at]?.[column] ?? 0,
      (weights) => isClassifier ? vote(weights, part) : weights.map((weight) => weight * part),
    )
  );
  const columns = model.numberFeatures ?? Math.max(width, 1, ...indexes.flat().map((column) => column + 1));
  const classes = isClassifier ? classesOf(trees) : undefined;
  return {
    ...asGraph({
      trees: trees.map((tree) => padded(tree, classes?.length ?? 1)),
      columns,
      ...(classes ? { classes } : {}),
    }),
    answer: isClassifier ? "probabilities" : "output",
    predict(rows) {
      const inputs = rows.map((row) => Array.from(row));
      if (classes === undefined) return Promise.resolve(model.predict(inputs) as number[]);
      // Where two classes have as many votes, either may be the label: the votes themselves are compared.
      const votes = model.predictionValues(inputs).to2DArray();
      return Promise.resolve(
        votes.flatMap((row) => classes.map((label) => row.filter((vote) => vote === label).length * part)),
      );
    },
  };
}

function asGraph(ensemble: TreeEnsemble): Pick<MlJsExport, "graph" | "probes"> {
  return { graph: treeGraph(ensemble), probes: treeProbes(ensemble.trees, ensemble.columns) };
}

function nodeOf(
  node: CartNode,
  column: (own: number) => number,
  leaf: (weights: readonly number[]) => readonly number[],
): DecisionNode {
  const { left, right, splitColumn, splitValue, distribution } = node;
  if (left && right && splitColumn !== undefined && splitValue !== undefined) {
    return {
      column: column(splitColumn),
      value: splitValue,
      less: nodeOf(left, column, leaf),
      notLess: nodeOf(right, column, leaf),
    };
  }
  if (distribution === undefined) {
    throw new TypeError("Cannot export the tree: a leaf says nothing, expected a trained model");
  }
  if (typeof distribution === "number") return { weights: leaf([distribution]) };
  return { weights: leaf("to1DArray" in distribution ? distribution.to1DArray() : distribution.flat()) };
}

/** A tree of a forest names one class: that of the largest part, the first of several. */
function vote(weights: readonly number[], part: number): readonly number[] {
  const winner = weights.indexOf(Math.max(...weights));
  return weights.map((_, at) => at === winner ? part : 0);
}

/** Leaves name as many classes as they have seen; the longest knows all. */
function classesOf(trees: readonly DecisionNode[]): readonly number[] {
  const most = (node: DecisionNode): number =>
    "column" in node ? Math.max(most(node.less), most(node.notLess)) : node.weights.length;
  return Array.from({ length: Math.max(2, ...trees.map(most)) }, (_, label) => label);
}

function padded(node: DecisionNode, length: number): DecisionNode {
  if ("column" in node) {
    return { ...node, less: padded(node.less, length), notLess: padded(node.notLess, length) };
  }
  return { weights: Array.from({ length }, (_, at) => node.weights[at] ?? 0) };
}

function columnsOf(node: CartNode): number[] {
  const { left, right, splitColumn } = node;
  if (!left || !right || splitColumn === undefined) return [];
  return [splitColumn, ...columnsOf(left), ...columnsOf(right)];
}
