import type { OnnxGraph, OnnxNode } from "./onnx_graph.ts";

/** A node of a decision tree: a question about one column, or what a leaf says. */
export type DecisionNode = Question | Leaf;

/** Whether the value of a column is less than a number. */
export interface Question {
  /** Number of the column. */
  readonly column: number;
  /** The number. */
  readonly value: number;
  /** Where it is less. */
  readonly less: DecisionNode;
  /** Where it is not. */
  readonly notLess: DecisionNode;
}

/** What a leaf adds to each class, or to the one value of a regression. */
export interface Leaf {
  /** One number per class, or one in all. */
  readonly weights: readonly number[];
}

/** Decision trees whose leaves are added up. */
export interface TreeEnsemble {
  /** The roots. */
  readonly trees: readonly DecisionNode[];
  /** Number of columns. */
  readonly columns: number;
  /** Names of the classes; absent for a regression. */
  readonly classes?: readonly (number | string)[];
  /** What makes probabilities of the sums. Default `"NONE"`: they are. */
  readonly transform?: "NONE" | "SOFTMAX";
}

/** The same trees as `TreeEnsembleClassifier` or `TreeEnsembleRegressor` of `ai.onnx.ml`. */
export function treeGraph(ensemble: TreeEnsemble): OnnxGraph {
  const { columns, classes } = ensemble;
  const input = { name: "input", type: "float", axes: [columns] } as const;
  const attributes = { ...nodeAttributes(ensemble), ...leafAttributes(ensemble) };
  const node = { inputs: [input.name], attributes, domain: "ai.onnx.ml" } as const;
  if (classes === undefined) {
    const output = { name: "output", type: "float", axes: [1] } as const;
    return {
      name: "trees",
      input,
      outputs: [output],
      nodes: [{ ...node, op: "TreeEnsembleRegressor", outputs: [output.name] }],
      weights: [],
    };
  }
  const label = { name: "label", type: isText(classes) ? "string" : "int64", axes: [] } as const;
  const probabilities = { name: "probabilities", type: "float", axes: [classes.length] } as const;
  return {
    name: "trees",
    input,
    outputs: [label, probabilities],
    nodes: [{ ...node, op: "TreeEnsembleClassifier", outputs: [label.name, probabilities.name] }],
    weights: [],
  };
}

type Attributes = NonNullable<OnnxNode["attributes"]>;

function nodeAttributes({ trees }: TreeEnsemble): Attributes {
  const rows = trees.flatMap((tree, id) => numbered(tree).map((node) => ({ ...node, tree: id })));
  const all = (value: (row: typeof rows[number]) => number) => rows.map(value);
  return {
    nodes_treeids: all(({ tree }) => tree),
    nodes_nodeids: all(({ id }) => id),
    nodes_featureids: all(({ node }) => "column" in node ? node.column : 0),
    nodes_values: { floats: all(({ node }) => "column" in node ? atLeast(node.value) : 0) },
    nodes_modes: rows.map(({ node }) => "column" in node ? "BRANCH_LT" : "LEAF"),
    nodes_truenodeids: all(({ less }) => less),
    nodes_falsenodeids: all(({ notLess }) => notLess),
  };
}

function leafAttributes(ensemble: TreeEnsemble): Attributes {
  const { trees, classes, transform = "NONE" } = ensemble;
  const leaves = trees.flatMap((tree, id) =>
    numbered(tree).flatMap(({ node, id: at }) =>
      "column" in node ? [] : node.weights.flatMap((weight, target) =>
        // Of two classes both are always named: one alone would be read as a score for and against it.
        weight === 0 && node.weights.length > 2 ? [] : [{ tree: id, at, target, weight }]
      )
    )
  );
  const kind = classes === undefined ? "target" : "class";
  return {
    [`${kind}_treeids`]: leaves.map(({ tree }) => tree),
    [`${kind}_nodeids`]: leaves.map(({ at }) => at),
    [`${kind}_ids`]: leaves.map(({ target }) => target),
    [`${kind}_weights`]: { floats: leaves.map(({ weight }) => weight) },
    post_transform: transform,
    ...(classes === undefined
      ? { n_targets: 1 }
      : isText(classes)
      ? { classlabels_strings: classes }
      : { classlabels_int64s: classes.map(Number) }),
  };
}

/** Nodes of a tree with their numbers, the root first. */
function numbered(root: DecisionNode) {
  const rows: { id: number; node: DecisionNode; less: number; notLess: number }[] = [];
  const nodes: DecisionNode[] = [root];
  for (let id = 0; id < nodes.length; id++) {
    const node = nodes[id];
    if (node === undefined) break;
    const asks = "column" in node;
    const less = asks ? nodes.push(node.less) - 1 : 0, notLess = asks ? nodes.push(node.notLess) - 1 : 0;
    rows.push({ id, node, less, notLess });
  }
  return rows;
}

/** The smallest number of 32 bits that is not less: numbers of 32 bits then fall on the same side as before. */
function atLeast(value: number): number {
  const near = Math.fround(value);
  if (near >= value || !Number.isFinite(near)) return near;
  const bits = new Int32Array(1), float = new Float32Array(bits.buffer);
  float[0] = near;
  bits[0] = (bits[0] ?? 0) + (near < 0 ? -1 : 1);
  return near === 0 ? 2 ** -149 : float[0] ?? near;
}

function isText(classes: readonly (number | string)[]): classes is readonly string[] {
  return typeof classes[0] === "string";
}
