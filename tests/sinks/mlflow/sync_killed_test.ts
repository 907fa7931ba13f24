import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { beginJournal } from "../../../lib/sinks/journal.ts";
import { journalRun, runRecord } from "../../fixtures/journal_runs.ts";
import { tempFolder } from "../../fixtures/temp_folder.ts";
import { startFakeMlflow } from "./fake_mlflow.ts";
import { quickStore } from "./quick_store.ts";

const RUNS = 40, KILLS = 50;
const child = new URL("../../fixtures/mlflow/sync_child.ts", import.meta.url).pathname;

function journal(root: string, number: number): void {
  const runId = number.toString(16).padStart(32, "0"), startMs = 1_790_000_000_000 + number;
  const writer = beginJournal(root, root, journalRun({ runId, runName: `run ${number}`, startMs }));
  writer.params({ trees: String(number) });
  writer.metrics([0, 1, 2].map((step) => ({ key: "loss", value: step / 2, timestamp: startMs, step })));
  writer.artifact("notes.txt", new TextEncoder().encode(`note ${number}`));
  writer.end(runRecord({ runId, runName: `run ${number}`, startMs }));
  writer.close();
}

Deno.test("syncFolder() killed at 50 random moments delivers each run whole and once in the end", async () => {
  let state = 20_261_128, left = Infinity, kills = 0;
  let running: Deno.ChildProcess | undefined;
  const below = (bound: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * bound);
  };
  await using server = startFakeMlflow({
    others({ method }) {
      // Asking changes nothing; it is killed before or after something is written.
      if (method !== "GET" && left-- === 0) {
        running?.kill("SIGKILL");
        kills++;
      }
      return undefined;
    },
  });
  using folder = tempFolder();
  for (let number = 0; number < RUNS; number++) journal(folder.path, number);
  const sync = async () => {
    const args = ["run", "--no-check", "--frozen", "-A", child, folder.path, server.uri];
    running = new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "null", stderr: "null" })
      .spawn();
    return (await running.status).code;
  };
  while (kills < KILLS) {
    const before = kills;
    left = below(14);
    await sync();
    ok(kills > before, `all was delivered after ${kills} kills, should be later`);
  }
  left = Infinity;
  strictEqual(await sync(), 0);
  await using store = quickStore(server.uri);
  const active = server.tracking.runs.filter(({ stage }) => stage === "active");
  const names = Array.from({ length: RUNS }, (_, number) => `run ${number}`);
  deepStrictEqual(active.map(({ name }) => name).sort(), names.sort());
  // 3 points of "loss" and 10 that every run gets.
  const whole = { metrics: 13, params: 1, artifacts: 1, status: "FINISHED" };
  for (const { id } of active) deepStrictEqual(await store.counts(id), whole);
});
