import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { PATIENCE, pauseMs } from "../../../lib/sinks/mlflow/patience.ts";

Deno.test("pauseMs() doubles from a quarter of a second, give or take a quarter of it", () => {
  deepStrictEqual([1, 2, 3].map((attempt) => pauseMs(attempt, undefined, 0.5)), [250, 500, 1000]);
  deepStrictEqual([0, 1].map((random) => pauseMs(1, undefined, random)), [187.5, 312.5]);
});

Deno.test("pauseMs() is what the server asks for", () => {
  deepStrictEqual([pauseMs(3, 7, 0.9), pauseMs(1, 0, 0.9)], [7000, 0]);
});

Deno.test("PATIENCE.wait() ends at once when it is stopped, before or while it waits", async () => {
  const stop = new AbortController();
  const waiting = PATIENCE.wait(1e6, stop.signal);
  stop.abort(new Error("enough"));
  await rejects(waiting, /enough/);
  await rejects(PATIENCE.wait(1e6, stop.signal), /enough/);
  strictEqual(await PATIENCE.wait(0, new AbortController().signal), undefined);
});
