import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { keepSource, newSourceMemory, readSource, SOURCE } from "../../lib/notebook/cell_source.ts";

/** The worker's function, in this thread. */
const keep: (memory: SharedArrayBuffer, cell: Record<string, unknown>) => void = new Function(
  `return ${keepSource}`,
)();

Deno.test("readSource() reads what the worker kept, any text and size; the newest cell stays", () => {
  const memory = newSourceMemory();
  strictEqual(readSource(memory), undefined);
  const codes = ["a", "", "é 🌱 \u2028", "x".repeat(1 << 20), "short again"];
  for (const [index, code] of codes.entries()) {
    const cell = { cell: index + 1, count: index + 10, code, startMs: 1_790_000_000_123.5 };
    keep(memory, cell);
    deepStrictEqual(readSource(memory), cell);
  }
  ok(memory.byteLength > 1 << 20 && memory.byteLength < 1 << 21, "it grew as far as needed");
});

Deno.test("readSource() has nothing while the worker writes", () => {
  const memory = newSourceMemory();
  keep(memory, { cell: 1, count: 1, code: "a", startMs: 0 });
  const words = new Int32Array(memory, 0, 4);
  Atomics.store(words, SOURCE.cell, 0);
  strictEqual(readSource(memory), undefined);
  Atomics.store(words, SOURCE.cell, 1);
  strictEqual(readSource(memory)?.code, "a");
});

Deno.test("readSource() of a source that does not fit has its head", () => {
  const memory = newSourceMemory();
  keep(memory, { cell: 1, count: 1, code: "x".repeat(SOURCE.mostBytes), startMs: 0 });
  strictEqual(readSource(memory)?.code.length, SOURCE.mostBytes - SOURCE.text);
});
