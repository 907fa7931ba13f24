import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { realHost } from "../../../lib/host.ts";
import { beginJournal } from "../../../lib/sinks/journal.ts";
import type { Derive } from "../../../lib/sinks/mlflow/deliver_files.ts";
import { openSqliteStore } from "../../../lib/sinks/mlflow/sqlite.ts";
import { syncFolder, type SyncResult } from "../../../lib/sinks/mlflow/sync.ts";
import { journalRun, runRecord } from "../../fixtures/journal_runs.ts";
import { tempFolder } from "../../fixtures/temp_folder.ts";
import { startFakeMlflow } from "./fake_mlflow.ts";
import { quickStore } from "./quick_store.ts";

const derive: Derive = (record) => [
  { path: "wattbook/record.json", content: new TextEncoder().encode(JSON.stringify(record)) },
];

/** Writes the journal of a run; `number` tells runs apart and is their age. */
function journal(root: string, number: number, { ended = true, damaged = false } = {}): string {
  const runId = number.toString(16).padStart(32, "0");
  const startMs = 1_790_000_000_000 + number * 1000;
  const writer = beginJournal(root, root, journalRun({ runId, runName: `run ${number}`, startMs }));
  writer.params({ trees: String(number) });
  writer.metrics([{ key: "loss", value: NaN, timestamp: startMs, step: 0 }]);
  if (damaged) Deno.writeTextFileSync(writer.file, '{"v":1,"kind":"metr\n', { append: true });
  writer.metrics([{ key: "loss", value: 0.5, timestamp: startMs, step: 1 }]);
  writer.artifact("notes.txt", new TextEncoder().encode(`note ${number}`));
  if (ended) writer.end(runRecord({ runId, runName: `run ${number}`, startMs, endMs: startMs + 500 }));
  writer.close();
  return writer.file;
}

/** What became of the runs, without what was counted. */
async function sync(...words: Parameters<typeof syncFolder>): Promise<Omit<SyncResult, "counted">> {
  const { counted: _, ...result } = await syncFolder(...words);
  return result;
}

/** 2 points of "loss"; emissions, share, 3 of carbon, intensity and 4 of measure. */
const COUNTS = { metrics: 12, params: 1, artifacts: 2, status: "FINISHED" };

Deno.test("syncFolder() delivers each ended run once, oldest first, and leaves open ones alone", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  for (const number of [3, 1, 2]) journal(folder.path, number);
  journal(folder.path, 4, { ended: false });
  const progress: string[] = [];
  const onProgress = (at: { index: number; total: number; runName: string }) => {
    progress.push(`${at.index}/${at.total} ${at.runName}`);
  };
  const first = await sync(folder.path, store, { derive, onProgress });
  deepStrictEqual(first, { delivered: 3, upToDate: 0, open: 1, failed: [] });
  deepStrictEqual(progress, ["1/3 run 1", "2/3 run 2", "3/3 run 3"]);
  deepStrictEqual(server.tracking.runs.map(({ name, status }) => [name, status]), [
    ["run 1", "FINISHED"],
    ["run 2", "FINISHED"],
    ["run 3", "FINISHED"],
  ]);
  for (const { id } of server.tracking.runs) deepStrictEqual(await store.counts(id), COUNTS);

  const before = server.requests.length;
  const second = await sync(folder.path, store, { derive });
  deepStrictEqual(second, { delivered: 0, upToDate: 3, open: 1, failed: [] });
  // Each is asked for, in case that the store was removed.
  deepStrictEqual(server.calls.slice(before), Array(3).fill("GET runs/get"));
});

Deno.test("syncFolder() sends a run again when something was logged after its delivery, into the same run", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  const file = journal(folder.path, 1);
  await sync(folder.path, store, { derive });
  const line = { v: 1, kind: "metrics", points: [{ key: "accuracy", value: 0.9, timestamp: 5, step: 0 }] };
  Deno.writeTextFileSync(file, `${JSON.stringify(line)}\n`, { append: true });
  deepStrictEqual((await sync(folder.path, store, { derive })).delivered, 1);
  strictEqual(server.tracking.runs.length, 1);
  deepStrictEqual(await store.counts(server.tracking.runs[0]?.id ?? ""), { ...COUNTS, metrics: 13 });
});

Deno.test("syncFolder() delivers a run to each store once", async () => {
  await using server = startFakeMlflow();
  await using rest = quickStore(server.uri);
  using folder = tempFolder();
  await using sqlite = await openSqliteStore(`${folder.path}/mlflow.db`, realHost());
  const file = journal(folder.path, 1);
  for (const store of [rest, sqlite]) {
    strictEqual((await sync(folder.path, store, { derive })).delivered, 1);
    strictEqual((await sync(folder.path, store, { derive })).upToDate, 1);
  }
  deepStrictEqual(await sqlite.counts("1".padStart(32, "0")), COUNTS);
  const lines = Deno.readTextFileSync(file).trimEnd().split("\n").map((line) => JSON.parse(line));
  deepStrictEqual(lines.filter(({ kind }) => kind === "delivered").map(({ to, lines }) => [to, lines]), [
    [rest.uri, 6],
    [sqlite.uri, 6],
  ]);
});

Deno.test("syncFolder() delivers what is readable of a journal torn in the middle, and says so once", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  journal(folder.path, 1, { damaged: true });
  Deno.writeTextFileSync(`${folder.path}/journal/bad.jsonl`, "no journal\n");
  const { delivered, failed } = await sync(folder.path, store, { derive });
  strictEqual(delivered, 0);
  deepStrictEqual(failed[0], {
    runName: "unknown run",
    problem: `Cannot read journal "${folder.path}/journal/bad.jsonl": it does not begin with a run`,
  });
  deepStrictEqual(failed[1], {
    runName: "run 1",
    problem: "delivered without line 4 of its journal, which cannot be read",
  });
  deepStrictEqual(await store.counts(server.tracking.runs[0]?.id ?? ""), COUNTS);
  deepStrictEqual((await sync(folder.path, store, { derive })).upToDate, 1);
});

const DEATHS = ["runs/create", "runs/log-batch", "runs/update", "notes.txt", "metrics/get-history"].flatMap((
  on,
) => (["reset before", "reset after", "cut"] as const).map((kind) => ({ on, kind })));

Deno.test.each(DEATHS)(
  "syncFolder() completes in a second go what a server lost that died in $on ($kind)",
  async ({ on, kind }) => {
    await using server = startFakeMlflow();
    await using store = quickStore(server.uri);
    using folder = tempFolder();
    for (const number of [1, 2, 3, 4]) journal(folder.path, number);
    // The first run goes well; in the second the server dies and stays dead.
    const perRun: Readonly<Record<string, number>> = { "runs/log-batch": 2, "metrics/get-history": 11 };
    server.faults.push({ on, kind, after: perRun[on] ?? 1, dies: true });
    const first = await sync(folder.path, store, { derive });
    strictEqual(first.delivered, 1);
    strictEqual(first.failed.length, 3);
    match(first.failed[2]?.problem ?? "", /no server answers|error reading a body/);
    server.faults.length = 0;
    const second = await sync(folder.path, store, { derive });
    deepStrictEqual(second, { delivered: 3, upToDate: 1, open: 0, failed: [] });
    deepStrictEqual(server.tracking.runs.map(({ name }) => name), ["run 1", "run 2", "run 3", "run 4"]);
    for (const { id } of server.tracking.runs) deepStrictEqual(await store.counts(id), COUNTS);
  },
);

Deno.test("syncFolder() reports both numbers when the store holds less than the journal", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  const file = journal(folder.path, 1);
  // A server that answers 200 and stores nothing, as a real one does with a field of the wrong type.
  const nothing = { status: 200, headers: { "content-type": "application/json" }, body: "{}" };
  server.faults.push({ on: "log-batch", kind: nothing, times: 2 });
  deepStrictEqual(await sync(folder.path, store, { derive }), {
    delivered: 0,
    upToDate: 0,
    open: 0,
    failed: [{
      runName: "run 1",
      problem: "not wholly delivered: metrics: 0 stored, should be 12; params: 0 stored, should be 1",
    }],
  });
  ok(!Deno.readTextFileSync(file).includes("delivered"));
  strictEqual((await sync(folder.path, store, { derive })).delivered, 1);
});

Deno.test("syncFolder() counts both ends of what it delivers", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  for (const number of [1, 2]) journal(folder.path, number);
  const counts = { metrics: 24, params: 2, artifacts: 4 };
  deepStrictEqual((await syncFolder(folder.path, store, { derive })).counted, {
    logged: counts,
    stored: counts,
  });
  const nothing = { metrics: 0, params: 0, artifacts: 0 };
  const again = await syncFolder(folder.path, store, { derive });
  deepStrictEqual(again.counted, { logged: nothing, stored: nothing });
});

Deno.test("syncFolder() fills a store again that was removed, and one that lost rows", async () => {
  await using server = startFakeMlflow();
  await using rest = quickStore(server.uri);
  using folder = tempFolder();
  for (const number of [1, 2]) journal(folder.path, number);
  const file = `${folder.path}/mlflow.db`;
  {
    await using sqlite = await openSqliteStore(file, realHost());
    for (const store of [rest, sqlite]) {
      strictEqual((await sync(folder.path, store, { derive })).delivered, 2);
    }
  }
  server.tracking.runs.length = 0;
  strictEqual((await sync(folder.path, rest, { derive })).delivered, 2);
  for (const { id } of server.tracking.runs) deepStrictEqual(await rest.counts(id), COUNTS);
  using database = new DatabaseSync(file);
  database.exec(`DELETE FROM metrics WHERE run_uuid = '${"1".padStart(32, "0")}'`);
  await using sqlite = await openSqliteStore(file, realHost());
  deepStrictEqual(await sync(folder.path, sqlite, { derive }), {
    delivered: 1,
    upToDate: 1,
    open: 0,
    failed: [],
  });
  for (const number of ["1", "2"]) deepStrictEqual(await sqlite.counts(number.padStart(32, "0")), COUNTS);
});

Deno.test("syncFolder() stops after the run that is on its way when its signal aborts", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  for (const number of [1, 2]) journal(folder.path, number);
  const stop = new AbortController();
  const onProgress = ({ index }: { index: number }) => {
    if (index === 2) stop.abort();
  };
  const { delivered, failed } = await sync(folder.path, store, { signal: stop.signal, onProgress });
  deepStrictEqual([delivered, failed.length, server.tracking.runs.length], [1, 0, 1]);
});

Deno.test("syncFolder() of a folder without a journal does nothing", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  deepStrictEqual(await sync(folder.path, store), { delivered: 0, upToDate: 0, open: 0, failed: [] });
});
