import { asRows, type Columns, type Inputs, isColumns, isTensor } from "./test_set.ts";

/** Most rows that an example keeps. */
const MOST_ROWS = 5;

/** A tensor whose numbers can be read. */
interface ReadableTensor {
  readonly data: ArrayLike<number>;
  readonly ref?: ReadableTensor;
  dataSync?(): ArrayLike<number>;
}

/**
 * The first rows of an input example, flat.
 *
 * @param inputs Rows, columns, a matrix or a tensor.
 * @param width Numbers that the model takes per row.
 * @param names Names of the columns in the model's order, where it knows them: columns are laid out by them.
 * @throws {RangeError} When a row has another number of values.
 * @throws {TypeError} When a column is missing, or holds no numbers.
 */
export function exampleRows(
  inputs: Inputs,
  width: number,
  names?: readonly string[],
): Float32Array<ArrayBuffer>[] {
  const rows = isTensor(inputs)
    ? tensorRows(inputs as unknown as ReadableTensor, width)
    : names && isColumns(inputs)
    ? columnRows(inputs, names)
    : asRows(inputs).slice(0, MOST_ROWS).map((row) => Float32Array.from(row));
  for (const row of rows) {
    if (row.length !== width) {
      throw new RangeError(
        `Cannot use the input example: a row has ${row.length} values, expected ${width} as the model takes`,
      );
    }
  }
  return rows;
}

/** Numbers per row of inputs. */
export function rowWidth(inputs: Inputs): number {
  if (isTensor(inputs)) {
    const [, ...axes] = "shape" in inputs ? inputs.shape : inputs.dims;
    return axes.reduce((product, axis) => product * axis, 1);
  }
  return isColumns(inputs) ? Object.keys(inputs).length : asRows(inputs)[0]?.length ?? 0;
}

/** Rows of columns in the order of the model, which may use fewer than there are. */
function columnRows(columns: Columns, names: readonly string[]): Float32Array<ArrayBuffer>[] {
  const used = names.map((name) => {
    // Taken alone: an object of several would put names such as "10" into another order.
    if (Object.hasOwn(columns, name)) return asRows({ [name]: columns[name] ?? [] });
    throw new TypeError(`Cannot use the input example: column "${name}" is missing, as the model takes it`);
  });
  const count = Math.min(MOST_ROWS, used[0]?.length ?? 0);
  return Array.from(
    { length: count },
    (_, row) => Float32Array.from(used, (column) => column[row]?.[0] ?? NaN),
  );
}

function tensorRows(tensor: ReadableTensor, width: number): Float32Array<ArrayBuffer>[] {
  const numbers = numbersOf(tensor);
  const count = Math.min(MOST_ROWS, Math.floor(numbers.length / width));
  return Array.from(
    { length: count },
    (_, row) => Float32Array.from({ length: width }, (_, at) => numbers[row * width + at] ?? NaN),
  );
}

function numbersOf(tensor: ReadableTensor): ArrayLike<number> {
  // A tensor of jax-js is used up by the call unless it is lent; one of js-pytorch has lists of lists.
  if (tensor.dataSync) return (tensor.ref ?? tensor).dataSync?.() ?? [];
  return Array.isArray(tensor.data) ? tensor.data.flat(Infinity) : tensor.data;
}
