import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { openFence } from "../../lib/notebook/fence.ts";
import type { CellInput, Observer } from "../../lib/notebook/observer.ts";
import { SHARED } from "../../lib/notebook/observer_worker.ts";

/** A kernel by hand: what is published is kept, and `arrive()` lets it come back to the observer. */
function open() {
  const published: string[] = [];
  const waiting: { number: number; arrived: (cell: number | undefined) => void }[] = [];
  const clock = { nowMs: 100 };
  let running: CellInput | undefined;
  const observer = {
    ready: true,
    shared: new Int32Array(new SharedArrayBuffer(4 * SHARED.length)),
    fencePrefix: "fence-",
    problem: () => undefined,
    cell: () => running,
    onFence(number: number, arrived: (cell: number | undefined) => void) {
      waiting.push({ number, arrived });
      return { [Symbol.dispose]() {} };
    },
  } as unknown as Observer;
  const publish = (_type: string, content: Record<string, unknown>) => {
    published.push(String((content["transient"] as { display_id: string }).display_id));
    return true;
  };
  return {
    published,
    clock,
    fence: openFence(observer, { nowMs: () => clock.nowMs, publish }),
    begin: (cell: number, startMs: number) => void (running = { cell, count: cell, code: "", startMs }),
    see: (number: number) => void Atomics.store(observer.shared, SHARED.fence, number),
    arrive(number: number) {
      Atomics.store(observer.shared, SHARED.fence, number);
      for (const entry of waiting.splice(0)) {
        if (entry.number <= number) entry.arrived(running?.cell);
        else waiting.push(entry);
      }
    },
  };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("fence.stamp() sends nothing by itself: the marker of the cell's end answers", async () => {
  const { published, fence, begin, arrive } = open();
  begin(7, 90);
  const cells: (number | undefined)[] = [];
  fence.stamp((cell) => cells.push(cell));
  fence.stamp((cell) => cells.push(cell));
  deepStrictEqual(published, []);
  const passed = fence.wait(false);
  await turn();
  deepStrictEqual(published, ["fence-1"]);
  arrive(1);
  strictEqual(await passed, true);
  deepStrictEqual(cells, [7, 7]);
});

Deno.test("fence.ask() sends a marker only when somebody asked", () => {
  const { published, fence, begin, arrive } = open();
  begin(7, 90);
  fence.ask();
  deepStrictEqual(published, []);
  const cells: (number | undefined)[] = [];
  fence.stamp((cell) => cells.push(cell));
  fence.ask();
  fence.ask();
  deepStrictEqual(published, ["fence-1"]);
  arrive(1);
  deepStrictEqual(cells, [7]);
});

Deno.test("fence.stamp() of a cell that ended without a marker is not answered with the next one's number", async () => {
  const { fence, clock, begin, arrive } = open();
  begin(7, 90);
  const cells: (number | undefined)[] = [];
  fence.stamp((cell) => cells.push(cell));
  begin(8, 110);
  clock.nowMs = 120;
  const passed = fence.wait(false);
  await turn();
  arrive(1);
  await passed;
  deepStrictEqual(cells, [undefined]);
});

Deno.test("fence.wait() does its work while the marker is on its way, and waits for both", async () => {
  const { published, fence, begin, arrive } = open();
  begin(1, 90);
  const log: string[] = [];
  const work = Promise.withResolvers<void>();
  const passed = fence.wait(false, () => {
    log.push(`works after ${published}`);
    return work.promise;
  }).then((all) => log.push(`passed ${all}`));
  await turn();
  arrive(1);
  await turn();
  deepStrictEqual(log, ["works after fence-1"]);
  work.resolve();
  await passed;
  deepStrictEqual(log, ["works after fence-1", "passed true"]);
});

Deno.test("fence.wait() takes a marker that is back when the work is done for seen, and its message may come later", async () => {
  const { fence, begin, arrive, see } = open();
  begin(7, 90);
  const cells: (number | undefined)[] = [];
  fence.stamp((cell) => cells.push(cell));
  // deno-lint-ignore require-await -- what is done meanwhile may wait
  strictEqual(await fence.wait(false, async () => see(1)), true);
  deepStrictEqual(cells, []);
  arrive(1);
  deepStrictEqual(cells, [7]);
});

Deno.test("fence.wait() does its work where there is no observer", async () => {
  let isDone = false;
  strictEqual(await openFence(undefined).wait(true, () => Promise.resolve(void (isDone = true))), false);
  strictEqual(isDone, true);
});
