import {
  firstRows,
  type Inputs,
  isTensor,
  type Label,
  type TensorInput,
  type TestSet,
} from "../models/test_set.ts";

/** A row with its right answer, or a batch of rows with theirs: what PyTorch and Keras data sets give one by one. */
export type LabelledData =
  | readonly (readonly [row: ArrayLike<number>, label: Label])[]
  | readonly (readonly [rows: readonly ArrayLike<number>[], labels: readonly Label[]])[];

/** Batches without answers, of which one is predicted in one call. */
export type Batches = readonly (readonly ArrayLike<number>[])[] | readonly TensorInput[];

/** What the Python package calls a single inference: a list of ten rows for scikit-learn, else one row. */
const ROWS_PER_CALL = { sklearn: 10, keras: 1, pytorch: 1 };

/**
 * The test set of `(model, x, y)` or of `(model, data)`.
 *
 * @throws {TypeError} When `y` is left out and `x` does not hold the answers.
 */
export function testSetOf(x: Inputs | LabelledData, y?: readonly Label[]): TestSet {
  if (y !== undefined) return { x: x as Inputs, y };
  const pairs = pairsOf(x);
  if (pairs === undefined) {
    throw new TypeError(
      "Cannot read the test set: y is missing, should be given, or x a list of [row, label]",
    );
  }
  return { x: pairs.map(([row]) => row), y: pairs.map(([, label]) => label) };
}

/**
 * The rows that the Python package would predict in one call.
 *
 * @param data Rows, rows with their answers, or batches; a tensor, and of several the first, is taken as it is.
 * @param flavor Kind of training.
 */
export function rowsPerCall(
  data: Inputs | LabelledData | Batches,
  flavor: keyof typeof ROWS_PER_CALL,
): Inputs {
  const [first] = Array.isArray(data) ? data : [];
  if (isTensor(first)) return first;
  const inputs = pairsOf(data)?.map(([row]) => row) ??
    (isBatches(data) ? data.flat() : data as Inputs);
  return isTensor(inputs) ? inputs : firstRows(inputs, ROWS_PER_CALL[flavor]);
}

type Pair = readonly [row: ArrayLike<number>, label: Label];

/** Rows with their answers, one by one; `undefined` when the data has no answers. */
function pairsOf(data: unknown): Pair[] | undefined {
  if (!Array.isArray(data)) return undefined;
  const entries: readonly unknown[] = data;
  const found = entries.map((entry) =>
    isPair(entry) ? [entry] : isLabelledBatch(entry) ? pairsIn(entry) : []
  );
  return found.every(({ length }) => length > 0) ? found.flat() : undefined;
}

function pairsIn([rows, labels]: readonly [readonly ArrayLike<number>[], readonly Label[]]): Pair[] {
  if (rows.length !== labels.length) {
    throw new RangeError(
      `Cannot read the test set: a batch has ${rows.length} rows and ${labels.length} answers, expected as many`,
    );
  }
  return rows.flatMap((row, at) => labels.slice(at, at + 1).map((label): Pair => [row, label]));
}

function isPair(entry: unknown): entry is Pair {
  return Array.isArray(entry) && entry.length === 2 && isRow(entry[0]) && isLabel(entry[1]);
}

function isLabelledBatch(entry: unknown): entry is [ArrayLike<number>[], Label[]] {
  return Array.isArray(entry) && entry.length === 2 && isBatch(entry[0]) && Array.isArray(entry[1]) &&
    entry[1].every(isLabel);
}

function isBatches(data: unknown): data is readonly (readonly ArrayLike<number>[])[] {
  return Array.isArray(data) && data.length > 0 && data.every(isBatch);
}

function isBatch(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isRow);
}

function isRow(value: unknown): boolean {
  return ArrayBuffer.isView(value) || Array.isArray(value) && typeof value[0] === "number";
}

function isLabel(value: unknown): boolean {
  return typeof value === "number" || typeof value === "string";
}
