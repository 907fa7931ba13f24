import assert from "node:assert/strict";
import { whenFree } from "../../../lib/sinks/mlflow/when_free.ts";

Deno.test("whenFree() tries again while the store is held, with the event loop running", async () => {
  let tries = 0, turns = 0;
  const turn = setInterval(() => turns++, 0);
  const result = await whenFree(() => {
    if (++tries < 5) throw new Error(tries % 2 ? "database is locked" : "no such table: runs");
    return "done";
  });
  clearInterval(turn);
  assert.deepEqual([result, tries], ["done", 5]);
  assert.ok(turns > 0);
});

Deno.test("whenFree() passes on at once what waiting does not help", async () => {
  let tries = 0;
  const action = () => {
    tries++;
    throw new Error("database or disk is full");
  };
  await assert.rejects(whenFree(action), new Error("database or disk is full"));
  assert.equal(tries, 1);
});

Deno.test("whenFree() gives up when its patience is over", async () => {
  let tries = 0;
  const action = () => {
    tries++;
    throw new Error("database is locked");
  };
  await assert.rejects(whenFree(action, 20), new Error("database is locked"));
  assert.ok(tries > 1 && tries < 30, `${tries} tries`);
});
