import { asRows, type Inputs, isTensor } from "./test_set.ts";

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
 * @throws {RangeError} When a row has another number of values.
 */
export function exampleRows(inputs: Inputs, width: number): Float32Array[] {
  const rows = isTensor(inputs)
    ? tensorRows(inputs as unknown as ReadableTensor, width)
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
  if (!isTensor(inputs)) return asRows(inputs)[0]?.length ?? 0;
  const [, ...axes] = "shape" in inputs ? inputs.shape : inputs.dims;
  return axes.reduce((product, axis) => product * axis, 1);
}

function tensorRows(tensor: ReadableTensor, width: number): Float32Array[] {
  // A tensor of jax-js is used up by the call unless it is lent.
  const numbers = tensor.dataSync ? (tensor.ref ?? tensor).dataSync?.() ?? [] : tensor.data;
  const count = Math.min(MOST_ROWS, Math.floor(numbers.length / width));
  return Array.from(
    { length: count },
    (_, row) => Float32Array.from({ length: width }, (_, at) => numbers[row * width + at] ?? NaN),
  );
}
