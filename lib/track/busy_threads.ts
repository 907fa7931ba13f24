/** Work like a training's inner loop: products and sums over a few kilobytes, without an end. */
const WORK = `
  const size = 48, a = new Float64Array(size * size).fill(1.01), b = a.slice(), c = a.slice();
  for (;;) {
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += a[i * size + k] * b[k * size + j];
      c[i * size + j] = sum * 1e-9;
    }
  }
`;

/**
 * Keeps threads busy until it is disposed.
 *
 * @param count How many.
 */
export function keepBusy(count: number): Disposable {
  const url = URL.createObjectURL(new Blob([WORK], { type: "text/javascript" }));
  const workers = Array.from({ length: count }, () => new Worker(url, { type: "module" }));
  return {
    [Symbol.dispose]() {
      for (const worker of workers) worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
