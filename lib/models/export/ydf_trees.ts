import type { DecisionNode } from "../onnx/tree_ensemble.ts";
import { floatsIn, intIn, messageIn, type ProtobufField, readProtobuf } from "./protobuf_reader.ts";

/** What a leaf says. */
export interface YdfLeaf {
  /** Number of the class with the most rows, from 1. */
  readonly top: number;
  /** Rows of each class; 0 stands for labels that are none. */
  readonly counts: readonly number[];
  /** The value of a regression. */
  readonly value: number;
}

/**
 * Reads the trees of a YDF model. Field numbers are those of Yggdrasil Decision Forests (Apache-2.0,
 * `decision_tree.proto`); a node comes before its two children, the one whose condition does not hold first.
 *
 * @param files The model's files.
 * @param columnOf Number of the input column that a column of the data is.
 * @param leafOf Weights of a leaf of a tree.
 * @throws {TypeError} When a tree asks anything but whether a number is large enough.
 */
export function ydfTrees(
  files: ReadonlyMap<string, Uint8Array>,
  columnOf: (attribute: number) => number,
  leafOf: (leaf: YdfLeaf, tree: number) => readonly number[],
): DecisionNode[] {
  const records = [...files.keys()].filter((name) => /^nodes-\d+/.test(name)).sort()
    .flatMap((name) => recordsOf(files.get(name) ?? new Uint8Array()));
  let at = 0;
  const next = (tree: number): DecisionNode => {
    const fields = readProtobuf(records[at++] ?? new Uint8Array());
    const condition = messageIn(fields, 3);
    if (condition === undefined) return { weights: leafOf(leafIn(fields), tree) };
    const value = thresholdIn(condition), column = columnOf(intIn(condition, 2) ?? 0);
    const less = next(tree);
    return { column, value, less, notLess: next(tree) };
  };
  const trees: DecisionNode[] = [];
  while (at < records.length) trees.push(next(trees.length));
  return trees;
}

/** A "blob sequence": eight bytes in front, then each record behind its length. */
function recordsOf(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file[0] !== 0x42 || file[1] !== 0x53 || view.getUint16(2, true) > 1 || file[4] !== 0) {
    throw new TypeError(
      "Cannot export the YDF model: its nodes are in another format, expected a blob sequence",
    );
  }
  const records: Uint8Array[] = [];
  for (let at = 8; at + 4 <= file.length;) {
    const length = view.getUint32(at, true);
    records.push(file.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return records;
}

function thresholdIn(condition: readonly ProtobufField[]): number {
  const type = messageIn(condition, 3) ?? [];
  const higher = messageIn(type, 2);
  if (higher === undefined) {
    throw new TypeError(
      "Cannot export the YDF model: a tree asks for a category or a set, expected columns of numbers only",
    );
  }
  return floatsIn(higher, 1, 4)[0] ?? 0;
}

function leafIn(fields: readonly ProtobufField[]): YdfLeaf {
  const classifier = messageIn(fields, 1) ?? [], regressor = messageIn(fields, 2) ?? [];
  return {
    top: intIn(classifier, 1) ?? 0,
    counts: floatsIn(messageIn(classifier, 2) ?? [], 1, 8),
    value: floatsIn(regressor, 1, 4)[0] ?? 0,
  };
}
