import type { CellInput } from "./observer.ts";

/** Places in the memory in which the worker keeps the newest cell's source; the text begins at byte `text`. */
export const SOURCE = {
  cell: 0,
  count: 1,
  bytes: 2,
  startMs: 2,
  text: 24,
  mostBytes: 64 << 20,
} as const;

/**
 * Memory for the source of the newest cell: the calling thread reads it at the cell's end, also where a cell that
 * fails or blocks has let no message through. It grows with the largest cell.
 */
export function newSourceMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(1 << 14, { maxByteLength: SOURCE.mostBytes });
}

/** The newest cell that the worker saw begin; `undefined` before the first, and while the worker writes. */
export function readSource(memory: SharedArrayBuffer): CellInput | undefined {
  const words = new Int32Array(memory, 0, 4);
  const cell = Atomics.load(words, SOURCE.cell);
  if (cell === 0) return undefined;
  const count = words[SOURCE.count] ?? 0;
  // A copy: what is shared may not be decoded everywhere.
  const bytes = new Uint8Array(memory, SOURCE.text, words[SOURCE.bytes]).slice();
  const startMs = new Float64Array(memory, 0, 3)[SOURCE.startMs] ?? 0;
  // What was read while the worker began to write belongs to no cell.
  if (Atomics.load(words, SOURCE.cell) !== cell) return undefined;
  return { cell, count, startMs, code: new TextDecoder().decode(bytes) };
}

/** The worker's side, as self-contained text: a function that keeps a cell. A cell that does not fit keeps its head. */
export const keepSource = `(memory, { cell, count, code, startMs }) => {
  const SOURCE = ${JSON.stringify(SOURCE)};
  const words = new Int32Array(memory, 0, 4);
  const bytes = new TextEncoder().encode(code).subarray(0, SOURCE.mostBytes - SOURCE.text);
  if (memory.byteLength < SOURCE.text + bytes.length) memory.grow(SOURCE.text + bytes.length);
  Atomics.store(words, SOURCE.cell, 0);
  new Uint8Array(memory).set(bytes, SOURCE.text);
  words[SOURCE.bytes] = bytes.length;
  words[SOURCE.count] = count;
  new Float64Array(memory, 0, 3)[SOURCE.startMs] = startMs;
  Atomics.store(words, SOURCE.cell, cell);
}`;
