import { deepStrictEqual } from "node:assert/strict";
import { keepSource, newSourceMemory } from "../../lib/notebook/cell_source.ts";
import { type CellWatcher, openCellWatch } from "../../lib/notebook/cell_watch.ts";
import type { Fence } from "../../lib/notebook/fence.ts";
import type { Observer } from "../../lib/notebook/observer.ts";
import { SHARED } from "../../lib/notebook/observer_worker.ts";

const keep: (memory: SharedArrayBuffer, cell: Record<string, unknown>) => void = new Function(
  `return ${keepSource}`,
)();

/** A kernel by hand. `late`: the worker sees a cell only when somebody waits at the fence. */
function open({ hasHook = true, late = false } = {}) {
  const observer = {
    source: newSourceMemory(),
    shared: new Int32Array(SHARED.length),
  } as unknown as Observer;
  const pending: (() => void)[] = [], log: string[] = [];
  const pass = () => pending.splice(0).forEach((see) => see());
  const fence = {
    wait: () => (log.push("waits"), pass(), Promise.resolve(true)),
    waitSync: pass,
  } as unknown as Fence;
  const watch = openCellWatch(observer, fence, () => hasHook);
  let cell = 0;
  const all: CellWatcher = {
    begun: ({ count, code }) => void log.push(`begun ${count} ${code}`),
    unseen: (outcome) => void log.push(`unseen ${outcome}`),
    ending: ({ count }) => void log.push(`ending ${count}`),
    ended: ({ count }, { status }) => void log.push(`ended ${count} ${status}`),
    over: ({ cell, outcome, error }) =>
      void log.push(`over ${cell} ${outcome}${error ? ` ${error.name}` : ""}`),
  };
  return {
    watch,
    log,
    all,
    /** The kernel begins a cell; returns its number. */
    begin(code: string, count: number) {
      const input = { cell: ++cell, code, count, startMs: 0 };
      const see = () => {
        keep(observer.source, input);
        Atomics.store(observer.shared, SHARED.cell, input.cell);
      };
      if (late) pending.push(see);
      else see();
      return input;
    },
    idle(cell: number, more: { failed?: { name: string; message: string }; stopped?: boolean } = {}) {
      watch.idle({ cell, endMs: 0, failed: undefined, stopped: false, ...more });
    },
  };
}

const FAILED = { name: "TypeError", message: "bad" };

Deno.test("cell watch tells of a cell that ends well: ending before its runs, ended after them, over at last", async () => {
  const { watch, log, all, begin, idle } = open();
  watch.add(all);
  const input = begin("a", 1);
  watch.input(input);
  const ended = await watch.succeeding(1);
  log.push("runs");
  await ended({ status: "ok" });
  idle(1);
  deepStrictEqual(log, ["begun 1 a", "ending 1", "runs", "ended 1 ok", "over 1 ok"]);
});

Deno.test("cell watch announces a cell whose end comes before the kernel's message, once", async () => {
  const { watch, log, all, begin } = open();
  watch.add(all);
  const input = begin("a", 1);
  await watch.succeeding(1);
  watch.input(input);
  deepStrictEqual(log, ["begun 1 a", "ending 1"]);
});

Deno.test("cell watch waits for a worker that has not seen a quick cell yet", async () => {
  const { watch, log, all, begin } = open({ late: true });
  watch.add(all);
  begin("quick", 1);
  await watch.succeeding(1);
  deepStrictEqual(log, ["waits", "begun 1 quick", "ending 1"]);
});

Deno.test("cell watch tells of a cell that fails at once, without a promise", () => {
  const { watch, log, all, begin, idle } = open({ late: true });
  watch.add(all);
  begin("a", 1);
  const ended = watch.failing();
  ended({ status: "error", error: FAILED });
  idle(1, { failed: FAILED });
  deepStrictEqual(log, [
    "begun 1 a",
    "ending 1",
    "ended 1 error",
    "over 1 failed TypeError",
  ]);
});

Deno.test("cell watch knows a cell of which nothing ran, and one that was stopped", async () => {
  const { watch, log, all, begin, idle } = open();
  watch.add({ over: all.over ?? (() => {}) });
  watch.input(begin("const = 1", 1));
  idle(1);
  watch.input(begin("b", 2));
  await watch.succeeding(2);
  idle(2, { stopped: true });
  watch.input(begin("c", 3));
  idle(3, { failed: FAILED, stopped: true });
  deepStrictEqual(log, ["over 1 unparsed", "over 2 stopped", "over 3 stopped TypeError"]);
});

Deno.test("cell watch knows a front-end's silent cells by their number and tells of their end only", async () => {
  const { watch, log, all, begin, idle } = open();
  watch.add(all);
  watch.input(begin("a", 1));
  await (await watch.succeeding(1))({ status: "ok" });
  idle(1);
  watch.input(begin("silent", 1));
  idle(2);
  watch.input(begin("silent and failing", 1));
  watch.failing()({ status: "error", error: FAILED });
  idle(3, { failed: FAILED });
  watch.input(begin("b", 2));
  deepStrictEqual(log, [
    "begun 1 a",
    "ending 1",
    "ended 1 ok",
    "over 1 ok",
    "over 2 silent",
    "over 3 silent TypeError",
    "begun 2 b",
  ]);
});

Deno.test("cell watch knows a silent cell right after the cells that it has not seen", async () => {
  const { watch, log, all, begin, idle } = open();
  watch.add(all);
  await watch.succeeding(1);
  watch.failing();
  watch.input(begin("silent", 2));
  idle(1);
  watch.input(begin("b", 3));
  deepStrictEqual(log, ["waits", "unseen ok", "unseen failed", "over 1 silent", "begun 3 b"]);
});

Deno.test("cell watch takes a cell for well where the kernel has no hook that says so", () => {
  const { watch, log, all, begin, idle } = open({ hasHook: false });
  watch.add({ over: all.over ?? (() => {}) });
  watch.input(begin("a", 1));
  idle(1);
  deepStrictEqual(log, ["over 1 ok"]);
});

Deno.test("cell watch tells of cells that end before the worker has seen any, and of no message about them", async () => {
  const { watch, log, all, idle } = open();
  watch.add({ unseen: all.unseen ?? (() => {}), over: all.over ?? (() => {}) });
  await watch.succeeding(1);
  watch.failing();
  idle(0);
  deepStrictEqual(log, ["unseen ok", "unseen failed"]);
});

Deno.test("cell watch costs nothing where nobody reads sources: no waiting, nothing kept", async () => {
  const { watch, log, all, begin } = open({ late: true });
  watch.add({ over: all.over ?? (() => {}) });
  begin("a", 1);
  await watch.succeeding(1);
  watch.failing()({ status: "ok" });
  deepStrictEqual(log, []);
});

Deno.test("cell watch keeps a watcher's own error from the cell and from the others", async () => {
  const { watch, log, all, begin } = open();
  const bad = () => {
    throw new Error("mine");
  };
  const former = console.error;
  console.error = (line) => log.push(String(line).split("\n", 1)[0] ?? "");
  try {
    watch.add({ ending: bad, ended: bad });
    watch.add(all);
    begin("a", 1);
    await (await watch.succeeding(1))({ status: "ok" });
  } finally {
    console.error = former;
  }
  const mine = "wattbook: a cell could not be watched: Error: mine";
  deepStrictEqual(log, ["begun 1 a", mine, "ending 1", mine, "ended 1 ok"]);
});

Deno.test("cell watch knows a cell whose message comes after the end of the next one", async () => {
  const { watch, log, all, begin, idle } = open();
  watch.add(all);
  // None of the first one's code runs, and the second one is over before this thread hears of either.
  const [unparsed, next] = [begin("(", 1), begin("b", 2)];
  const ended = await watch.succeeding(2);
  await ended({ status: "ok" });
  for (const input of [unparsed, next]) watch.input(input);
  idle(1);
  idle(2);
  deepStrictEqual(log, ["begun 2 b", "ending 2", "ended 2 ok", "begun 1 (", "over 1 unparsed", "over 2 ok"]);
});
