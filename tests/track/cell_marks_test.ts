import assert from "node:assert/strict";
import { CELL_EVENTS } from "../../lib/notebook/cell_events.ts";
import { openCellMarks } from "../../lib/track/cell_marks.ts";
import { cellMarksWorkerSource } from "../../lib/track/cell_marks_worker.ts";
import type { LedgerMark } from "../../lib/meter/ledger.ts";
import { SAMPLER_EVENTS } from "../../lib/meter/sampler_worker.ts";
import { OUTSIDE_FIELDS } from "../../lib/meter/outside_reading.ts";

/** Stands in for the observer and the sampler of the kernel's worker; each cell reads one number more. */
const NEIGHBOURS = `
let reads = 0;
const samples = [];
self.addEventListener("${SAMPLER_EVENTS.read}", ({ detail }) => {
  detail.numbers = new Array(${OUTSIDE_FIELDS.length + 1}).fill(++reads);
});
self.addEventListener("${SAMPLER_EVENTS.sample}", ({ detail }) => samples.push(detail.on));
self.addEventListener("message", ({ data }) => {
  if (data?.room !== "test") return;
  for (const { cell, code } of data.cells) {
    const detail = { cell, code, watch: false };
    self.dispatchEvent(new CustomEvent("${CELL_EVENTS.input}", { detail }));
    if (detail.watch) samples.push("watch " + cell);
    self.dispatchEvent(new CustomEvent("${CELL_EVENTS.idle}", { detail: { cell } }));
  }
  self.postMessage(samples.splice(0));
});`;

function open() {
  const address = URL.createObjectURL(
    new Blob([cellMarksWorkerSource, NEIGHBOURS], { type: "text/javascript" }),
  );
  const worker = new Worker(address, { type: "module" });
  URL.revokeObjectURL(address);
  const seen: string[] = [];
  const marks = openCellMarks(
    worker,
    1,
    (numbers) => ({ bracket: numbers, accounts: [], samplerS: 0 }) as unknown as LedgerMark,
  );
  marks.onMark(({ cell, kind, mark }) => seen.push(`${cell} ${kind} ${Reflect.get(mark.bracket, 0)}`));
  return {
    marks,
    seen,
    async run(...codes: readonly string[]): Promise<unknown> {
      const cells = codes.map((code, index) => ({ cell: index + 1, code }));
      const { promise, resolve } = Promise.withResolvers<unknown>();
      worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
      worker.postMessage({ room: "test", cells });
      return await promise;
    },
    [Symbol.dispose]: () => worker.terminate(),
  };
}

Deno.test("cell marks: the worker reads at each cell's begin and end, the calling thread takes them in order", async () => {
  using cells = open();
  await cells.run("a", "b");
  assert.deepEqual(cells.seen, []);
  cells.marks.drain();
  assert.deepEqual(cells.seen, ["1 begin 1", "1 end 2", "2 begin 3", "2 end 4"]);
  assert.equal(Reflect.get(cells.marks.beginOf(2)?.bracket ?? {}, 0), 3);
  assert.equal(Reflect.get(cells.marks.beginOf(2)?.bracket ?? {}, "length"), OUTSIDE_FIELDS.length + 1);
  assert.equal(Reflect.get(cells.marks.endOf(1)?.bracket ?? {}, 0), 2);
  cells.marks.drain();
  assert.equal(cells.seen.length, 4);
});

Deno.test("cell marks: nothing is sampled or watched until cells are followed", async () => {
  using cells = open();
  const magic = "\n//%%track a=1\nx", other = "x\n//%%track";
  assert.deepEqual(await cells.run(magic, other), [false, false]);
  cells.marks.follow("magics");
  assert.deepEqual(await cells.run(magic, other, "//%%bench", "//%%trackers", "//%ledger"), [
    true,
    "watch 1",
    false,
    false,
    true,
    "watch 3",
    false,
    false,
    false,
  ]);
  cells.marks.follow("all");
  assert.deepEqual(await cells.run(other), [true, "watch 1", false]);
});

Deno.test("cell marks: of more than fit, the newest are taken", async () => {
  using cells = open();
  await cells.run(...Array.from({ length: 700 }, () => "x"));
  cells.marks.drain();
  // 1,400 marks, 1,024 slots, 8 of them left alone.
  assert.equal(cells.seen.length, 1016);
  assert.equal(cells.seen.at(-1), "700 end 1400");
  assert.equal(cells.marks.beginOf(692), undefined);
  assert.ok(cells.marks.beginOf(693));
});
