import { asRows, type Inputs, isTensor } from "./test_set.ts";

/** A tensor of tfjs, as far as adapters look at it. */
export interface TfjsTensor {
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** Its numbers. */
  data(): Promise<ArrayLike<number>>;
  /** Gives its memory back. */
  dispose(): void;
}

/** A tensor in use; one that was made for this use is freed afterwards, the user's own is not. */
export interface BorrowedTensor extends Disposable {
  /** The tensor. */
  readonly tensor: unknown;
}

/** tfjs keeps one engine per process, under this name, whichever way it was imported. */
interface TfjsEngine {
  makeTensor(values: Float32Array, shape: readonly number[], dtype: "float32"): TfjsTensor;
}

/**
 * A maker of the tensor that a tfjs model wants. Rows are brought into the model's own shape, so that a picture may
 * be a flat row of pixels.
 *
 * @param inputs The user's tensor, or rows.
 * @param wanted Shape of the model's input; `null` where any length will do.
 * @throws {RangeError} When a row does not fit the shape.
 */
export function inputTensor(
  inputs: Inputs,
  wanted: readonly (number | null)[] | undefined,
): () => BorrowedTensor {
  if (isTensor(inputs)) return () => ({ tensor: inputs, [Symbol.dispose]() {} });
  const rows = asRows(inputs);
  const width = rows[0]?.length ?? 0;
  const shape = [rows.length, ...shapeOfRow(width, wanted)];
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, index) => values.set(row, index * width));
  const engine = Reflect.get(globalThis, "_tfengine") as TfjsEngine | undefined;
  if (typeof engine?.makeTensor !== "function") {
    throw new TypeError(
      "Cannot make a tensor of the rows: tfjs has no engine in this process, expected a tensor as x",
    );
  }
  return () => {
    const tensor = engine.makeTensor(values, shape, "float32");
    return { tensor, [Symbol.dispose]: () => tensor.dispose() };
  };
}

/** The numbers of a model's first output, which is freed. */
export async function outputData(returned: TfjsTensor | readonly TfjsTensor[]): Promise<ArrayLike<number>> {
  const outputs: readonly TfjsTensor[] = "data" in returned ? [returned] : returned;
  try {
    return await outputs[0]?.data() ?? [];
  } finally {
    for (const output of outputs) output.dispose();
  }
}

function shapeOfRow(width: number, wanted: readonly (number | null)[] | undefined): readonly number[] {
  const axes = wanted?.slice(1) ?? [];
  const known = axes.filter((axis) => axis !== null && axis > 0);
  if (axes.length === 0 || known.length < axes.length) return [width];
  const size = known.reduce<number>((product, axis) => product * (axis ?? 1), 1);
  if (size === width) return known.map(Number);
  throw new RangeError(
    `Cannot make a tensor of the rows: they have ${width} values, expected ${size} (${axes.join(" × ")})`,
  );
}
