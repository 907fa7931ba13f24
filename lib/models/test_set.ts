/** A class label or a number to be predicted. */
export type Label = number | string;

/** A matrix that gives its rows, as ml-matrix does. */
export interface RowMatrix {
  /** The numbers, row by row. */
  to2DArray(): readonly (readonly number[])[];
}

/** Values by column: `{ age: [31, 45], city: ["Gent", "Brugge"] }`; `null` where a value is missing. */
export type Columns = Readonly<Record<string, readonly (number | string | null)[]>>;

/** A tensor of a machine learning library; its first axis are the rows. Only models of the same library take it. */
export interface TensorInput {
  /** Length of each axis. */
  readonly shape: readonly number[];
}

/** A tensor of onnxruntime. */
export interface OnnxTensorInput {
  /** Length of each axis. */
  readonly dims: readonly number[];
}

/** What a model predicts from: rows of numbers, a matrix, columns by name, or the tensor that its library wants. */
export type Inputs = readonly ArrayLike<number>[] | RowMatrix | Columns | TensorInput | OnnxTensorInput;

/** Data that the model has not seen in training. */
export interface TestSet {
  /** What to predict from. Columns by name must not hold the answers. */
  readonly x: Inputs;
  /** The right answers, one per row. */
  readonly y: readonly Label[];
}

/**
 * Checks that inputs and answers have the same number of rows.
 *
 * @returns The number of rows.
 * @throws {TypeError} When a part is missing or has another form.
 * @throws {RangeError} When lengths differ or no row is there.
 */
export function checkTestSet(test: TestSet): number {
  if (typeof test !== "object" || test === null || !("x" in test) || !("y" in test)) {
    throw new TypeError("Cannot read the test set: expected { x, y }");
  }
  if (!Array.isArray(test.y)) {
    throw new TypeError(`Cannot read the test set: y is ${describe(test.y)}, expected an array of labels`);
  }
  const rows = rowCount(test.x);
  if (test.y.length !== rows) {
    throw new RangeError(
      `Cannot read the test set: x has ${rows} rows and y has ${test.y.length} answers, expected as many`,
    );
  }
  return rows;
}

/**
 * Number of rows of `inputs`, after checking that all rows or all columns are equally long.
 *
 * @throws {TypeError} When they have another form.
 * @throws {RangeError} When lengths differ or there is no row.
 */
export function rowCount(inputs: Inputs): number {
  if (isTensor(inputs)) {
    const [rows = 0] = "shape" in inputs ? inputs.shape : inputs.dims;
    if (rows === 0) {
      throw new RangeError("Cannot read the inputs: the tensor has no row, expected at least one");
    }
    return rows;
  }
  const entries: [string, ArrayLike<unknown>][] = isColumns(inputs)
    ? Object.entries(inputs).map(([name, values]) => [`column "${name}"`, values])
    : asRows(inputs).map((row, index) => [`row ${index}`, row]);
  const [first] = entries;
  for (const [what, values] of entries) {
    if (!isList(values)) {
      throw new TypeError(`Cannot read the inputs: ${what} is ${describe(values)}, expected an array`);
    }
    if (first !== undefined && values.length !== first[1].length) {
      throw new RangeError(
        `Cannot read the inputs: ${what} has ${values.length} values, expected ${first[1].length} as in ${
          first[0]
        }`,
      );
    }
  }
  const rows = isColumns(inputs) ? first?.[1].length ?? 0 : entries.length;
  if (rows === 0) throw new RangeError("Cannot read the inputs: there is no row, expected at least one");
  return rows;
}

/** True when `inputs` are columns by name. */
export function isColumns(inputs: Inputs): inputs is Columns {
  if (typeof inputs !== "object" || inputs === null) {
    throw new TypeError(
      `Cannot read the inputs: they are ${describe(inputs)}, expected rows or columns by name`,
    );
  }
  return !Array.isArray(inputs) && !isTensor(inputs) &&
    !("to2DArray" in inputs && typeof inputs.to2DArray === "function");
}

/** True when `inputs` are a tensor: an object of a class, with a shape. Columns are a plain object. */
export function isTensor(inputs: unknown): inputs is TensorInput | OnnxTensorInput {
  if (typeof inputs !== "object" || inputs === null || Array.isArray(inputs)) return false;
  const prototype: unknown = Object.getPrototypeOf(inputs);
  if (prototype === Object.prototype || prototype === null) return false;
  const shape = "shape" in inputs ? inputs.shape : "dims" in inputs ? inputs.dims : undefined;
  return Array.isArray(shape) && shape.every(Number.isInteger);
}

/**
 * `inputs` row by row; columns are taken in the order of their names in the object.
 *
 * @throws {TypeError} When a column holds something other than numbers, or for a tensor: only its library reads it.
 */
export function asRows(inputs: Inputs): readonly ArrayLike<number>[] {
  if (isTensor(inputs)) {
    throw new TypeError(
      "Cannot make rows of the inputs: they are a tensor, expected rows of numbers or columns",
    );
  }
  if (!isColumns(inputs)) return "to2DArray" in inputs ? inputs.to2DArray() : inputs;
  const columns = Object.entries(inputs);
  const length = columns[0]?.[1].length ?? 0;
  return Array.from({ length }, (_, row) => columns.map(([name, values]) => numberIn(name, values[row])));
}

/** The first `count` rows of `inputs`, in the same form; a matrix becomes rows. */
export function firstRows(inputs: Inputs, count: number): Inputs {
  if (!isColumns(inputs)) return asRows(inputs).slice(0, count);
  return Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, values.slice(0, count)]));
}

function numberIn(column: string, value: unknown): number {
  if (typeof value === "number") return value;
  throw new TypeError(
    `Cannot make rows of the columns: column "${column}" holds ${describe(value)}, expected numbers`,
  );
}

function isList(value: unknown): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value) && "length" in value;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "string" ? `the text "${value.slice(0, 40)}"` : `a value of type ${typeof value}`;
}
