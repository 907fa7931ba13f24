import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { realHost } from "../../../lib/host.ts";
import { type Deliverable, deliverRun } from "../../../lib/sinks/mlflow/deliver.ts";
import type { Derive } from "../../../lib/sinks/mlflow/deliver_files.ts";
import { plannedCounts } from "../../../lib/sinks/mlflow/planned_counts.ts";
import { openSqliteStore } from "../../../lib/sinks/mlflow/sqlite.ts";
import { isThere } from "../../../lib/sinks/is_there.ts";
import { SinkError } from "../../../lib/sinks/sink_error.ts";
import { journalRun, runRecord } from "../../fixtures/journal_runs.ts";
import { type TempFolder, tempFolder } from "../../fixtures/temp_folder.ts";
import { startFakeMlflow } from "./fake_mlflow.ts";
import { quickStore } from "./quick_store.ts";

const ID = "0123456789abcdef0123456789abcdef";
const point = (key: string, value: number, step = 0) => ({ key, value, timestamp: 1_790_000_001_000, step });
const derive: Derive = (record) => [
  { path: "wattbook/record.json", content: new TextEncoder().encode(JSON.stringify(record)) },
];

function deliverable(change: Partial<Deliverable> = {}): Deliverable {
  return {
    run: journalRun(),
    metrics: [],
    params: {},
    tags: {},
    artifacts: [],
    record: undefined,
    closed: undefined,
    beat: undefined,
    ...change,
  };
}

function artifact(folder: TempFolder, path: string, text: string) {
  const file = `${folder.path}/${crypto.randomUUID()}`;
  Deno.writeTextFileSync(file, text);
  return { path, file };
}

Deno.test("deliverRun() to a server: seven requests for a whole run, and all of it is there", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  server.tracking.addExperiment("digits");
  const run = deliverable({
    metrics: [point("loss", 0.5), point("loss", 0.25, 1)],
    params: { trees: "300" },
    tags: { colour: "red" },
    record: runRecord(),
  });
  const done = await deliverRun(run, store);
  deepStrictEqual(server.calls, [
    "GET experiments/get-by-name",
    "POST runs/search",
    "POST runs/create",
    // Whether another process did the same at the same instant.
    "POST runs/search",
    "POST runs/log-batch",
    "POST runs/log-batch",
    "POST runs/update",
  ]);
  const [stored] = server.tracking.runs;
  deepStrictEqual(done, {
    experimentId: "1",
    remoteRunId: stored?.id,
    metrics: 2,
    artifacts: 0,
    datasets: 0,
    status: "FINISHED",
  });
  deepStrictEqual([stored?.name, stored?.status, stored?.startTime, stored?.endTime], [
    "forest",
    "FINISHED",
    1_790_000_000_000,
    1_790_000_060_000,
  ]);
  deepStrictEqual(Object.fromEntries(stored?.params ?? []), { trees: "300" });
  strictEqual(stored?.tags.get("colour"), "red");
  strictEqual(stored?.tags.get("wattbook.run_id"), ID);
  const emissions = [...stored?.metrics.values() ?? []].find(({ key }) => key === "emissions");
  deepStrictEqual(emissions, { key: "emissions", value: 2, timestamp: 1_790_000_060_000, step: 0 });
});

Deno.test("deliverRun() of an open run leaves it RUNNING; later only what is new is sent", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  const first = artifact(folder, "a.txt", "one");
  const open = deliverable({ metrics: [point("loss", 1)], artifacts: [first] });
  const soFar = await deliverRun(open, store, { derive });
  deepStrictEqual([soFar.status, server.tracking.runs[0]?.status], [undefined, "RUNNING"]);
  deepStrictEqual([...server.tracking.files.keys()], [`${soFar.remoteRunId}/a.txt`]);

  const before = server.requests.length;
  const artifacts = [first, artifact(folder, "b.txt", "two"), artifact(folder, "a.txt", "three")];
  const ended = {
    ...open,
    metrics: [...open.metrics, point("loss", 0.5, 1)],
    artifacts,
    record: runRecord(),
  };
  const done = await deliverRun(ended, store, { soFar, derive });
  const sent = server.requests.slice(before);
  deepStrictEqual(sent.map(({ call }) => call.replace(/artifacts\/.*\/artifacts\//, "")), [
    "POST runs/log-batch",
    "POST runs/log-batch",
    "POST runs/update",
    "PUT b.txt",
    "PUT a.txt",
    "PUT wattbook/record.json",
  ]);
  // The tags went first; of the user's points only the second is sent.
  const { metrics } = sent[1]?.json as { metrics: { key: string }[] };
  deepStrictEqual(metrics.filter(({ key }) => key === "loss"), [point("loss", 0.5, 1)]);
  deepStrictEqual([done.metrics, done.artifacts, done.status], [2, 3, "FINISHED"]);
  const read = (name: string) =>
    new TextDecoder().decode(server.tracking.files.get(`${done.remoteRunId}/${name}`));
  deepStrictEqual([read("a.txt"), read("b.txt")], ["three", "two"]);

  const quiet = server.requests.length;
  deepStrictEqual(await deliverRun(ended, store, { soFar: done, derive }), done);
  // Tags are sent whole each time; nothing else is new.
  deepStrictEqual(server.calls.slice(quiet), ["POST runs/log-batch"]);
});

Deno.test("deliverRun() puts a status right, and takes back the error of a run that went well", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  const failed = runRecord({ status: "FAILED", error: { name: "Error", message: "no" } });
  const soFar = await deliverRun(deliverable({ record: failed }), store);
  const [stored] = server.tracking.runs;
  deepStrictEqual([stored?.status, stored?.tags.get("wattbook.error")], ["FAILED", "Error: no"]);
  const points = stored?.metrics.size;
  await deliverRun(deliverable({ record: runRecord() }), store, { soFar });
  deepStrictEqual([stored?.status, stored?.tags.get("wattbook.error")], ["FINISHED", ""]);
  strictEqual(stored?.metrics.size, points);
});

Deno.test("deliverRun() of a run whose process died: KILLED with what its last beat said", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  const closed = { status: "KILLED", endMs: 1_790_000_030_000, why: "The process 7 ended" } as const;
  const beat = { durationS: 30, energyJ: 99, atMs: 1_790_000_030_000 };
  await deliverRun(deliverable({ closed, beat }), store, { derive });
  const [stored] = server.tracking.runs;
  deepStrictEqual([stored?.status, stored?.endTime, stored?.tags.get("wattbook.closed")], [
    "KILLED",
    1_790_000_030_000,
    "The process 7 ended",
  ]);
  deepStrictEqual([...stored?.metrics.values() ?? []].map(({ key, value }) => [key, value]), [
    ["energy/share_j", 99],
    ["measure/duration_s", 30],
  ]);
});

Deno.test("deliverRun() again without knowing of the first time stores nothing twice", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  const run = deliverable({ metrics: [point("a", NaN), point("b", Infinity)], record: runRecord() });
  const first = await deliverRun(run, store, { derive });
  const size = server.tracking.runs[0]?.metrics.size;
  deepStrictEqual(await deliverRun(run, store, { derive }), first);
  strictEqual(server.tracking.runs.length, 1);
  strictEqual(server.tracking.runs[0]?.metrics.size, size);
});

Deno.test("deliverRun() loses nothing else to a changed param, a lost file, a refused file or a bad report", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  const soFar = await deliverRun(deliverable({ params: { lr: "0.1" } }), store);
  server.faults.push({
    on: "bad.txt",
    kind: { status: 400, headers: {}, body: '{"error_code":"BAD","message":"no"}' },
  });
  const { problems = [], ...done } = await deliverRun(
    deliverable({
      params: { lr: "0.2", depth: "3" },
      metrics: [point("loss", 1)],
      artifacts: [
        { path: "lost.txt", file: `${folder.path}/lost` },
        artifact(folder, "bad.txt", "x"),
        artifact(folder, "good.txt", "x"),
      ],
      record: runRecord(),
    }),
    store,
    {
      soFar,
      derive: () => {
        throw new Error("no picture");
      },
    },
  );
  const [stored] = server.tracking.runs;
  deepStrictEqual(Object.fromEntries(stored?.params ?? []), { lr: "0.1", depth: "3" });
  deepStrictEqual([stored?.status, done.status], ["FINISHED", "FINISHED"]);
  deepStrictEqual([...server.tracking.files.keys()], [`${stored?.id}/good.txt`]);
  strictEqual(problems.length, 4);
  match(problems[0] ?? "", /refused params "lr"/);
  match(problems[1] ?? "", /Cannot make the files of run "forest": no picture/);
  match(problems[2] ?? "", /Cannot store artifact "lost.txt"/);
  match(problems[3] ?? "", /Cannot store artifact "bad.txt" .* 400 BAD: no/);
});

Deno.test("deliverRun() ends with the reason when the server goes away or the signal aborts", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  const stop = new AbortController();
  stop.abort();
  await rejects(deliverRun(deliverable(), store, { signal: stop.signal }), /it was stopped/);
  strictEqual(server.requests.length, 0);
  server.faults.push({ on: "log-batch", kind: "reset before", times: 99 });
  await rejects(
    deliverRun(deliverable({ params: { a: "1" } }), store),
    (error) => error instanceof SinkError && error.passing,
  );
});

Deno.test("deliverRun() to SQLite stores the same as to a server", async () => {
  await using server = startFakeMlflow();
  await using rest = quickStore(server.uri);
  using folder = tempFolder();
  await using sqlite = await openSqliteStore(`${folder.path}/mlflow.db`, realHost());
  const run = deliverable({
    metrics: [point("loss", 1), point("loss", NaN, 1), point("up%", -Infinity)],
    params: { "a b": "1", "x?": "2", x_: "3" },
    tags: { colour: "red", "mlflow.user": "ada" },
    artifacts: [artifact(folder, "notes/é.txt", "hello")],
    record: runRecord(),
  });
  const [there, here] = [await deliverRun(run, rest, { derive }), await deliverRun(run, sqlite, { derive })];
  const counts = plannedCounts(run, derive(runRecord()));
  // 2 points of "loss", 1 of "up_"; emissions, share, 3 of carbon, intensity and 4 of measure.
  deepStrictEqual(counts, { metrics: 13, params: 3, artifacts: 2, status: "FINISHED" });
  deepStrictEqual(await rest.counts(there.remoteRunId), counts);
  deepStrictEqual(await sqlite.counts(here.remoteRunId), counts);
  deepStrictEqual(await deliverRun(run, sqlite, { derive }), here);
  deepStrictEqual(await sqlite.counts(here.remoteRunId), counts);
  using database = new DatabaseSync(`${folder.path}/mlflow.db`);
  const rows = (table: string) =>
    Object.fromEntries(
      database.prepare(`SELECT key, value FROM ${table} ORDER BY key`).all().map((
        { key, value },
      ) => [key, value]),
    );
  const [stored] = server.tracking.runs;
  // Servers only: which of two that were created at once is the older.
  ok(stored?.tags.delete("wattbook.created"));
  deepStrictEqual(rows("tags"), Object.fromEntries([...stored?.tags ?? []].sort()));
  deepStrictEqual(rows("params"), Object.fromEntries(stored?.params ?? []));
});

Deno.test("deliverRun() to a server: whatever a user logs comes back, 60 random runs", async () => {
  const below = generator(20_261_125);
  await using server = startFakeMlflow({ historyPage: 7 });
  await using store = quickStore(server.uri);
  for (let count = 0; count < 60; count++) {
    const runId = count.toString(16).padStart(32, "a");
    const run = deliverable({
      run: journalRun({ runId, runName: text(below) || "x", experimentName: `e${below(3)} ${text(below)}` }),
      metrics: Array.from({ length: below(30) }, () => ({
        key: text(below),
        value: number(below),
        timestamp: number(below),
        step: number(below),
      })),
      params: Object.fromEntries(Array.from({ length: below(8) }, () => [text(below), text(below)])),
      tags: Object.fromEntries(Array.from({ length: below(8) }, () => [text(below), text(below)])),
      record: runRecord({ runName: text(below), notes: [text(below)] }),
    });
    const { remoteRunId, problems } = await deliverRun(run, store);
    deepStrictEqual(problems, undefined);
    deepStrictEqual(await store.counts(remoteRunId), plannedCounts(run));
    const stored = server.tracking.runs.find(({ id }) => id === remoteRunId);
    const finite = run.metrics.filter(({ value }) => Number.isFinite(value)).map(({ value }) => value + 0);
    const values = new Set([...stored?.metrics.values() ?? []].map(({ value }) => value));
    for (const value of finite) ok(values.has(value), `${value} did not come back`);
    const sent = Object.values(run.params).map((value) => value.toWellFormed().replaceAll("\0", "\uFFFD"));
    deepStrictEqual([...stored?.params.values() ?? []], sent);
    const tags = [...stored?.tags.values() ?? []];
    for (const value of Object.values(run.tags)) {
      ok(tags.includes(value.toWellFormed().replaceAll("\0", "\uFFFD")), JSON.stringify(value));
    }
  }
  strictEqual(server.tracking.runs.length, 60);
});

/** A linear congruential generator: whole numbers below a bound. */
function generator(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * bound);
  };
}

function number(below: (bound: number) => number): number {
  const special = [
    NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    1e300,
    -1e300,
    5e-324,
    0.1 + 0.2,
    1.5,
    -2.5,
    2 ** 53,
    1.79e12 + 0.5,
  ];
  return below(3) === 0 ? below(1e6) / 7 : special[below(special.length)] ?? 0;
}

function text(below: (bound: number) => number): string {
  const parts = [
    "a",
    "B",
    " ",
    "/",
    "//",
    ".",
    "..",
    "%",
    "é",
    "é",
    "一",
    "🌍",
    "\ud800",
    "\0",
    "\n",
    "'",
    '"',
    "`",
    "<b>",
  ];
  const others = [
    "constructor",
    "__proto__",
    "mlflow.",
    "=1+1",
    ":",
    "_",
    "-",
    "\\",
    "\u202e",
    "x".repeat(260),
  ];
  const all = [...parts, ...others];
  return Array.from({ length: below(6) }, () => all[below(all.length)]).join("");
}

Deno.test("deliverRun() puts a run below its parent by the id that the server gave, also when it is sent again", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  const parent = deliverable({ run: journalRun({ runId: ID, runName: "session" }) });
  const { remoteRunId } = await deliverRun(parent, store);
  ok(remoteRunId !== ID, "the server has ids of its own");
  const child = deliverable({
    run: journalRun({ runId: "f".repeat(32), runName: "cell" }),
    tags: { "mlflow.parentRunId": ID },
  });
  const parentOf = () => server.tracking.runs[1]?.tags.get("mlflow.parentRunId");
  const soFar = await deliverRun(child, store);
  strictEqual(parentOf(), remoteRunId);
  await deliverRun({ ...child, record: runRecord() }, store, { soFar });
  strictEqual(parentOf(), remoteRunId);
});

Deno.test("deliverRun() has small files there at once, or writes them aside where a cell may run", async () => {
  for (const filesAside of [false, true]) {
    using folder = tempFolder();
    await using store = await openSqliteStore(`${folder.path}/mlflow.db`, realHost());
    const seen: boolean[] = [];
    const put = store.putArtifact.bind(store);
    store.putArtifact = async (runId, path, content) => {
      const writing = put(runId, path, content);
      // What is not there after a turn of the microtasks was handed to another thread.
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      const file = `${folder.path}/mlruns/1/${runId}/artifacts/${path}`;
      seen.push(isThere(file));
      await writing;
      strictEqual(JSON.parse(Deno.readTextFileSync(file)).runName, runRecord().runName);
    };
    const { problems } = await deliverRun(deliverable({ record: runRecord() }), store, {
      derive,
      filesAside,
    });
    deepStrictEqual([problems, seen], [undefined, [!filesAside]]);
  }
});
