import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { startKernel } from "../../lib/jupyter/client.ts";
import { openCellHandlers } from "../../lib/notebook/cell_handlers.ts";
import type { CellIdle } from "../../lib/notebook/observer.ts";

/** A list of handlers with a clock and markers by hand. */
function open() {
  const log: string[] = [];
  const clock = { nowMs: 0 };
  const handlers = openCellHandlers(() => clock.nowMs);
  return {
    log,
    clock,
    handlers,
    /** Adds a run; returns how the answer of its marker comes. */
    add(name: string) {
      const answers: ((cell: number | undefined) => void)[] = [];
      const added = handlers.add({
        failed: ({ error }) => void log.push(`${name} failed ${error?.name}`),
        succeeded: () => Promise.resolve(void log.push(`${name} succeeded`)),
        over: () => void log.push(`${name} over`),
      }, (arrived) => void answers.push(arrived));
      return { marked: (cell: number | undefined) => answers.forEach((answer) => answer(cell)), ...added };
    },
    idle: (cell: number, endMs: number, failed?: CellIdle["failed"]) =>
      handlers.idle({ cell, endMs, failed, stopped: false }),
  };
}

const BAD = { name: "TypeError", message: "bad" };

Deno.test("cell handlers: the end of an earlier cell that comes late is not a new run's, with and without its number", async () => {
  const { log, clock, add, idle } = open();
  // The first cell was over at 100; the second adds its run at 100 too, before the message comes.
  clock.nowMs = 100;
  const run = add("a");
  await idle(1, 100);
  deepStrictEqual(log, []);
  run.marked(2);
  await idle(1, 200);
  deepStrictEqual(log, []);
  await idle(2, 200);
  deepStrictEqual(log, ["a succeeded"]);
});

Deno.test("cell handlers: without hook and marker the kernel's message ends the run, by its date", async () => {
  const { log, clock, add, idle } = open();
  clock.nowMs = 100;
  add("a");
  await idle(2, 150, BAD);
  deepStrictEqual(log, ["a failed TypeError", "a over"]);
});

Deno.test("cell handlers: what the hook told is not told again by the kernel's message", async () => {
  const { log, clock, add, idle, handlers } = open();
  clock.nowMs = 100;
  const run = add("a");
  handlers.failed({ status: "error", error: BAD });
  run.marked(2);
  await idle(2, 150, BAD);
  deepStrictEqual(log, ["a failed TypeError", "a over"]);
  await handlers.succeeded(false);
  await idle(3, 170);
  deepStrictEqual(log, ["a failed TypeError", "a over", "a succeeded"]);
});

const handler = { failed() {}, succeeded: () => Promise.resolve() };
const stamp = () => false;

Deno.test("openCellHandlers() knows whether one of them may show something", () => {
  const handlers = openCellHandlers(() => 0);
  strictEqual(handlers.areHeard, false);
  handlers.add({ ...handler, isMute: true }, stamp);
  strictEqual(handlers.areHeard, false);
  const heard = handlers.add(handler, stamp);
  strictEqual(handlers.areHeard, true);
  heard[Symbol.dispose]();
  strictEqual(handlers.areHeard, false);
});

Deno.test(
  "a run that shows nothing does not hold up the first cell; one with a card waits for the observer",
  {
    timeout: 60_000,
  },
  async () => {
    const firstCellMs = async (display: string) => {
      await using kernel = await startKernel({ cwd: new URL("../../", import.meta.url).pathname });
      const info = `{ runName: "first", trackingUri: "none", scope: "manual", display: "${display}" }`;
      const begun = await kernel.execute(
        `const { track } = await import("jsr:@wattbook/track@^1"); const run = await track(${info}); 1`,
        { silent: true },
      );
      strictEqual(begun.status, "ok");
      const begin = performance.now();
      await kernel.execute("1");
      return performance.now() - begin;
    };
    const mute = await firstCellMs("none"), shown = await firstCellMs("full");
    ok(mute < shown / 2, `${mute} ms, with a card ${shown} ms`);
  },
);
