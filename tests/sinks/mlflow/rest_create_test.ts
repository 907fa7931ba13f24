import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { startFakeMlflow } from "./fake_mlflow.ts";
import { quickStore } from "./quick_store.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const NEW_RUN = { experimentId: "0", runName: "a", startMs: 1, runKey: KEY, tags: {} };

Deno.test("createRun() on a connection that was used before is sent once per try, whatever Deno does by itself", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  for (let warm = 0; warm < 3; warm++) await store.experiment("Default");
  await store.findRun("0", KEY);
  server.faults.push({ on: "runs/create", kind: "reset after", times: 5 });
  await store.createRun(NEW_RUN);
  deepStrictEqual(server.calls.slice(-4), [
    "POST runs/search",
    "POST runs/create",
    "POST runs/search",
    "POST runs/search",
  ]);
  strictEqual(server.tracking.runs.length, 1);
});

Deno.test("createRun() by two processes at the same instant leaves one run, the older", async () => {
  await using server = startFakeMlflow();
  await using first = quickStore(server.uri);
  await using second = quickStore(server.uri);
  for (let round = 0; round < 20; round++) {
    const run = { ...NEW_RUN, runKey: round.toString(16).padStart(32, "c") };
    const ids = await Promise.all([first, second].map((store) => store.createRun(run)));
    strictEqual(ids[0], ids[1]);
    const active = server.tracking.runs.filter(({ stage, tags }) =>
      stage === "active" && tags.get("wattbook.run_id") === run.runKey
    );
    deepStrictEqual(active.map(({ id }) => id), [ids[0]]);
    for (const store of [first, second]) strictEqual(await store.findRun("0", run.runKey), ids[0]);
  }
});

Deno.test("createRun() leaves a run alone that somebody else made long ago, and uses it", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  const theirs = await store.createRun(NEW_RUN);
  server.tracking.runs[0]?.tags.delete("wattbook.created");
  strictEqual(await store.createRun(NEW_RUN), theirs);
  deepStrictEqual(server.tracking.runs.map(({ stage }) => stage), ["active", "deleted"]);
});
