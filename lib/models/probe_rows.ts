/**
 * Rows to ask a model and its ONNX, the same ones every time: numbers between −2 and 2, spread evenly.
 *
 * @param count How many.
 * @param width Numbers per row.
 */
export function probeRows(count: number, width: number): Float32Array[] {
  // A linear congruential generator with the constants of Numerical Recipes (2007).
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 30 - 2;
  };
  return Array.from({ length: count }, () => Float32Array.from({ length: width }, next));
}
