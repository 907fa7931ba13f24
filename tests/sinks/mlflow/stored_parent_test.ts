import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { RunStore } from "../../../lib/sinks/mlflow/store.ts";
import { withStoredParent } from "../../../lib/sinks/mlflow/stored_parent.ts";

const OURS = "0123456789abcdef0123456789abcdef";

/** A server that knows one run of ours in experiment 7 by an id of its own. */
function server() {
  const asked: string[] = [];
  const store = {
    findRun(experimentId: string, runKey: string) {
      asked.push(`${experimentId} ${runKey}`);
      return Promise.resolve(experimentId === "7" && runKey === OURS ? "theirs" : undefined);
    },
  } as unknown as RunStore;
  return { store, asked };
}

Deno.test("withStoredParent() names the parent as the server knows it, and keeps the other tags", async () => {
  const { store, asked } = server();
  const tags = { a: "b", "mlflow.parentRunId": OURS };
  deepStrictEqual(await withStoredParent(tags, store, "7"), { a: "b", "mlflow.parentRunId": "theirs" });
  deepStrictEqual(tags["mlflow.parentRunId"], OURS);
  deepStrictEqual(asked, [`7 ${OURS}`]);
});

Deno.test("withStoredParent() leaves a parent that is not there, and one that is not ours", async () => {
  const { store, asked } = server();
  const there = { "mlflow.parentRunId": OURS }, users = { "mlflow.parentRunId": "my-own-run" };
  strictEqual(await withStoredParent(there, store, "8"), there);
  strictEqual(await withStoredParent(users, store, "7"), users);
  strictEqual(asked.length, 1);
});

Deno.test("withStoredParent() asks nothing for a run without a parent", async () => {
  const { store, asked } = server();
  await withStoredParent({ a: "b" }, store, "7");
  deepStrictEqual(asked, []);
});
