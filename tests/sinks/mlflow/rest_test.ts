import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { type HostOptions, realHost } from "../../../lib/host.ts";
import { PATIENCE, type Patience } from "../../../lib/sinks/mlflow/patience.ts";
import { openRestStore } from "../../../lib/sinks/mlflow/rest.ts";
import { parseTrackingUri } from "../../../lib/sinks/mlflow/uri.ts";
import { SinkError } from "../../../lib/sinks/sink_error.ts";
import { page, startFakeMlflow } from "./fake_mlflow.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const NEW_RUN = { runName: "a", startMs: 1_790_000_000_000, runKey: KEY, tags: {} };

/** A store that waits in no time; `waits` collects the milliseconds it would have waited. */
function openStore(uri: string, options: HostOptions & { waits?: number[]; signal?: AbortSignal } = {}) {
  const { waits = [], signal, ...world } = options;
  const target = parseTrackingUri(uri);
  if (target.kind !== "rest") throw new TypeError(`"${uri}" is no server`);
  const wait = (ms: number, signal: AbortSignal) => {
    waits.push(ms);
    return signal.aborted ? Promise.reject(signal.reason) : Promise.resolve();
  };
  const patience: Patience = { ...PATIENCE, wait, random: () => 0.5 };
  return openRestStore(target, realHost({ environment: {}, ...world }), {
    patience,
    ...(signal ? { signal } : {}),
  });
}

/** The message of the SinkError that a promise ends with; it is one line. */
async function problem(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(() => undefined, (error: unknown) => error);
  ok(error instanceof SinkError, `should be a SinkError, is ${error}`);
  ok(!error.message.includes("\n"), error.message);
  return error.message;
}

Deno.test("experiment() asks once, creates once, and remembers", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  const id = await store.experiment("iris & co/é?");
  strictEqual(await store.experiment("iris & co/é?"), id);
  deepStrictEqual(server.tracking.experiments.at(-1), { id, name: "iris & co/é?", stage: "active" });
  deepStrictEqual(server.calls, ["GET experiments/get-by-name", "POST experiments/create"]);
});

Deno.test("experiment() takes the one that another notebook created at the same moment", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  server.tracking.beforeCreate = (name) => {
    server.tracking.beforeCreate = () => {};
    server.tracking.addExperiment(name);
  };
  strictEqual(await store.experiment("iris"), "1");
  strictEqual(server.tracking.experiments.length, 2);
});

Deno.test("experiment() says that an experiment was deleted, and how to restore it", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  server.tracking.addExperiment("old", "deleted");
  strictEqual(
    await problem(store.experiment("old")),
    'Cannot log to experiment "old": it was deleted, restore it (mlflow experiments restore --experiment-id 1) ' +
      "or choose another name",
  );
});

Deno.test("experiment() created by a request whose answer was lost is found, not made again", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  server.faults.push({ on: "experiments/create", kind: "reset after" });
  strictEqual(await store.experiment("iris"), "1");
  deepStrictEqual(server.tracking.experiments.map(({ name }) => name), ["Default", "iris"]);
});

Deno.test("createRun() tags the run with our id, and findRun() finds it by that", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  strictEqual(await store.findRun("0", KEY), undefined);
  const tags = { colour: "red", "mlflow.runName": "another" };
  const id = await store.createRun({ ...NEW_RUN, startMs: 1.5e12 + 0.7, experimentId: "0", tags });
  strictEqual(await store.findRun("0", KEY), id);
  strictEqual(await store.findRun("0", KEY.replace("0", "f")), undefined);
  const run = server.tracking.runs[0];
  deepStrictEqual([run?.name, run?.startTime], ["a", 1_500_000_000_001]);
  match(run?.tags.get("wattbook.created") ?? "", /^\d{13} [0-9a-f-]{36}$/);
  run?.tags.delete("wattbook.created");
  deepStrictEqual([...run?.tags ?? []].sort(), [
    ["colour", "red"],
    ["mlflow.runName", "a"],
    ["wattbook.run_id", KEY],
  ]);
});

for (const kind of ["reset before", "reset after", "cut"] as const) {
  Deno.test(`createRun() makes exactly one run when the connection goes: ${kind}`, async () => {
    await using server = startFakeMlflow();
    await using store = openStore(server.uri);
    // A connection that was used before is the one on which Deno sends a POST again by itself.
    await store.experiment("iris");
    server.faults.push({ on: "runs/create", kind });
    const id = await store.createRun({ ...NEW_RUN, experimentId: "1" });
    deepStrictEqual(server.tracking.runs.map((run) => run.id), [id]);
    ok(
      server.requests.filter(({ call }) => call === "POST runs/create").every(({ headers }) =>
        headers["connection"] === "close"
      ),
    );
  });
}

Deno.test("createRun() in an experiment that was deleted in between says so", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  const experiment = server.tracking.addExperiment("iris");
  experiment.stage = "deleted";
  match(
    await problem(store.createRun({ ...NEW_RUN, experimentId: "1" })),
    /the experiment was deleted, restore it/,
  );
});

Deno.test("log() sends whole numbers and texts, so that the server loses nothing silently", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  const id = await store.createRun({ ...NEW_RUN, experimentId: "0" });
  await store.log(id, {
    metrics: [
      { key: "a", value: 1, timestamp: 1000.5, step: 0.4 },
      { key: "b", value: NaN, timestamp: -5, step: 1e300 },
      { key: "c", value: -Infinity, timestamp: NaN, step: NaN },
      { key: "d", value: 2, timestamp: 7, step: 3 },
    ],
    params: { n: 2 as unknown as string, p: "x" },
    tags: { t: true as unknown as string, u: "y" },
  });
  const run = server.tracking.runs[0];
  deepStrictEqual([...run?.metrics.values() ?? []], [
    { key: "a", value: 1, timestamp: 1001, step: 0 },
    { key: "b", value: "NaN", timestamp: 0, step: 9007199254740991 },
    { key: "c", value: -1.7976931348623157e308, timestamp: 0, step: 0 },
    { key: "d", value: 2, timestamp: 7, step: 3 },
  ]);
  deepStrictEqual([...run?.params ?? []], [["n", "2"], ["p", "x"]]);
  deepStrictEqual([run?.tags.get("t"), run?.tags.get("u")], ["true", "y"]);
});

Deno.test("log() splits at 1000 metrics, 100 params, 100 tags and 900 kB", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  const id = await store.createRun({ ...NEW_RUN, experimentId: "0" });
  const metrics = Array.from(
    { length: 1001 },
    (_, step) => ({ key: "loss", value: step, timestamp: 1, step }),
  );
  const params = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`p${n}`, "一".repeat(6000)]));
  const tags = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`t${n}`, "x"]));
  await store.log(id, { metrics, params, tags });
  const run = server.tracking.runs[0];
  strictEqual(run?.metrics.size, 1001);
  strictEqual(run.params.size, 101);
  strictEqual(run.params.get("p100")?.length, 6000);
  strictEqual(run.tags.get("t100"), "x");
  const sent = server.requests.filter(({ call }) => call === "POST runs/log-batch");
  ok(sent.every(({ body }) => body.length < 950_000), "a request is too large");
  // 101 params of 18 kB are 1.8 MB: three requests, two for the tags, two for the metrics.
  strictEqual(sent.length, 7);
});

Deno.test("log() stores everything but the param that would change, and names it", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  const id = await store.createRun({ ...NEW_RUN, experimentId: "0" });
  await store.log(id, { params: { lr: "0.1" } });
  const rows = {
    params: { a: "1", b: "2", lr: "0.2", c: "3", d: "4" },
    metrics: [{ key: "m", value: 1, timestamp: 1, step: 0 }],
    tags: { t: "u" },
  };
  match(await problem(store.log(id, rows)), /refused params "lr": Changing param values is not allowed/);
  const run = server.tracking.runs[0];
  deepStrictEqual(Object.fromEntries(run?.params ?? []), { lr: "0.1", a: "1", b: "2", c: "3", d: "4" });
  strictEqual(run?.metrics.size, 1);
  strictEqual(run.tags.get("t"), "u");
});

Deno.test("log() to a deleted run says so after one request", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  const id = await store.createRun({ ...NEW_RUN, experimentId: "0" });
  const run = server.tracking.runs[0];
  if (run) run.stage = "deleted";
  match(await problem(store.log(id, { params: { a: "1", b: "2" } })), /the run was deleted, restore it/);
  strictEqual(server.calls.filter((call) => call === "POST runs/log-batch").length, 1);
});

Deno.test("log() sent three times stores each row once, also when answers are lost", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  const id = await store.createRun({ ...NEW_RUN, experimentId: "0" });
  server.faults.push({ on: "runs/log-batch", kind: "reset after", times: 2 });
  const metrics = Array.from(
    { length: 50 },
    (_, step) => ({ key: "loss", value: 1 / 3, timestamp: 1, step }),
  );
  for (let time = 0; time < 3; time++) await store.log(id, { metrics });
  strictEqual(server.tracking.runs[0]?.metrics.size, 50);
});

Deno.test("putArtifact() puts raw bytes through the server's proxy, names encoded", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  const id = await store.createRun({ ...NEW_RUN, experimentId: "0" });
  const content = new Uint8Array([0, 255, 13, 10]);
  await store.putArtifact(id, "plots/plot é.png", content);
  deepStrictEqual(server.tracking.files.get(`${id}/plots/plot é.png`), content);
  const sent = server.requests.at(-1);
  strictEqual(sent?.headers["content-type"], "image/png");
  strictEqual(sent.path, `/api/2.0/mlflow-artifacts/artifacts/0/${id}/artifacts/plots/plot%20%C3%A9.png`);
});

Deno.test("putArtifact() lets the server store a file where it has no proxy, also for a run that it finds", async () => {
  await using server = startFakeMlflow({ artifactRoot: "s3://bucket/" });
  await using first = openStore(server.uri);
  const id = await first.createRun({ ...NEW_RUN, experimentId: "0" });
  await using store = openStore(server.uri);
  await store.putArtifact(id, "../a b.txt", new TextEncoder().encode("hello"));
  const [name = "", ...others] = [...server.tracking.files.keys()];
  deepStrictEqual(others, []);
  match(name, new RegExp(`^${id}/[^/]+/a b.txt$`));
  ok(!name.includes(".."), name);
  match(await problem(store.putArtifact(id, "big", new Uint8Array(11e6))), /Max size is 10MB/);
});

Deno.test("endRun() sets status and whole milliseconds", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  const id = await store.createRun({ ...NEW_RUN, experimentId: "0" });
  await store.endRun(id, "KILLED", 1_790_000_000_500.4);
  const run = server.tracking.runs[0];
  deepStrictEqual([run?.status, run?.endTime], ["KILLED", 1_790_000_000_500]);
});

Deno.test("counts() reads every page and every folder", async () => {
  await using server = startFakeMlflow({ historyPage: 10 });
  await using store = openStore(server.uri);
  const id = await store.createRun({ ...NEW_RUN, experimentId: "0" });
  const metrics = Array.from({ length: 25 }, (_, step) => ({ key: "loss", value: step, timestamp: 1, step }));
  await store.log(id, {
    metrics: [...metrics, { key: "m", value: NaN, timestamp: 1, step: 0 }],
    params: { a: "1" },
  });
  for (const path of ["a", "b/c", "b/d/e"]) await store.putArtifact(id, path, new Uint8Array(1));
  deepStrictEqual(await store.counts(id), { metrics: 26, params: 1, artifacts: 3, status: "RUNNING" });
});

Deno.test("link() opens the run in the pages for machine learning, below a prefix too", async () => {
  await using store = openStore("http://user:secret@example.org:5000/ml/");
  strictEqual(store.uri, "http://example.org:5000/ml");
  strictEqual(
    store.link("3", "abc"),
    "http://example.org:5000/ml/#/experiments/3/runs/abc?workflowType=machine_learning",
  );
});

Deno.test("openRestStore() waits as the server says, else longer each time, and tries four times", async () => {
  await using server = startFakeMlflow();
  const waits: number[] = [];
  await using store = openStore(server.uri, { waits });
  server.faults.push({ on: "get-by-name", kind: page(429, { "retry-after": "3" }) });
  server.faults.push({ on: "get-by-name", kind: page(503) });
  strictEqual(await store.experiment("Default"), "0");
  // Half way between 0.75 and 1.25 times 0.5 s, the second pause.
  deepStrictEqual(waits, [3000, 500]);
  server.faults.push({ on: "get-by-name", kind: page(503), times: 9 });
  match(await problem(store.experiment("x")), /a proxy answers 503, the server behind it is down/);
  deepStrictEqual(waits.slice(2), [250, 500, 1000]);
});

Deno.test("openRestStore() does not wait longer than ten seconds", async () => {
  await using server = startFakeMlflow();
  const waits: number[] = [];
  await using store = openStore(server.uri, { waits });
  server.faults.push({ on: "get-by-name", kind: page(503, { "retry-after": "60" }) });
  match(await problem(store.experiment("x")), /answers 503 and asks to wait 60 s/);
  deepStrictEqual(waits, []);
});

Deno.test("openRestStore() stops waiting when its signal aborts", async () => {
  await using server = startFakeMlflow();
  const stop = new AbortController();
  const target = parseTrackingUri(server.uri);
  if (target.kind !== "rest") throw new TypeError("no server");
  const wait = (ms: number, signal: AbortSignal) => {
    const waiting = PATIENCE.wait(ms, signal);
    stop.abort();
    return waiting;
  };
  const options = { signal: stop.signal, patience: { ...PATIENCE, wait } };
  await using store = openRestStore(target, realHost({ environment: {} }), options);
  server.faults.push({ on: "get-by-name", kind: page(503, { "retry-after": "9" }) });
  const begin = performance.now();
  match(await problem(store.experiment("x")), /it was stopped/);
  ok(performance.now() - begin < 5000);
});

Deno.test("openRestStore() gives a dead server up quickly and says what helps", async () => {
  let uri;
  {
    await using server = startFakeMlflow();
    uri = server.uri;
  }
  await using store = openStore(uri);
  const message = await problem(store.experiment("iris"));
  match(message, /^Cannot find experiment "iris" at "http:\/\/127.0.0.1:\d+": no server answers \(.*refused/);
  match(message, /start "mlflow server" or deliver later with wattbook sync$/);
});

Deno.test("openRestStore() names what is at the address when it is no MLflow", async () => {
  await using other = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response("<html>hello</html>", { headers: { "content-type": "text/html" } }),
  );
  await using store = openStore(`http://127.0.0.1:${other.addr.port}`);
  match(
    await problem(store.experiment("iris")),
    /no MLflow server is at this address \(it answers 200 text\/html\), should be the address that "mlflow server" prints/,
  );
});

Deno.test("openRestStore() tells a page in between from a server that is not MLflow", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  server.faults.push({ on: "get-by-name", kind: page(404) });
  match(
    await problem(store.experiment("iris")),
    /MLflow 3\.17\.2 answers 404 text\/html .* is a proxy in between\?$/,
  );
});

Deno.test("openRestStore() says how to allow a host name that MLflow refuses", async () => {
  await using server = startFakeMlflow({ allowedHosts: ["mlflow"] });
  await using store = openStore(server.uri);
  match(
    await problem(store.experiment("iris")),
    /refuses the host name "127.0.0.1" \(403\), start it with mlflow server --allowed-hosts "127.0.0.1:\*,localhost:\*/,
  );
});

Deno.test("openRestStore() follows no redirect and names the address", async () => {
  await using server = startFakeMlflow();
  await using store = openStore(server.uri);
  const location = "https://user:secret@login.example.org/";
  server.faults.push({ on: "get-by-name", kind: page(302, { location }) });
  match(
    await problem(store.experiment("iris")),
    /redirects to "https:\/\/\*\*\*@login.example.org\/", should be/,
  );
});

Deno.test("openRestStore() sends user and password of the address, else of the environment, else the token", async () => {
  const basic = `Basic ${btoa("ada:p%40ss wörd".replace("ö", "\xC3\xB6").replace("%40", "@"))}`;
  const environment = {
    MLFLOW_TRACKING_USERNAME: "ada",
    MLFLOW_TRACKING_PASSWORD: "p@ss wörd",
    MLFLOW_TRACKING_TOKEN: "token-1",
  };
  await using server = startFakeMlflow({ authorization: basic });
  await using fromEnvironment = openStore(server.uri, { environment });
  strictEqual(await fromEnvironment.experiment("Default"), "0");
  const withUser = server.uri.replace("//", "//ada:p%40ss%20w%C3%B6rd@");
  await using fromAddress = openStore(withUser, { environment: { MLFLOW_TRACKING_USERNAME: "eve" } });
  strictEqual(await fromAddress.experiment("Default"), "0");
  await using tokens = startFakeMlflow({ authorization: "Bearer token-1" });
  await using byToken = openStore(tokens.uri, { environment: { MLFLOW_TRACKING_TOKEN: "token-1" } });
  strictEqual(await byToken.experiment("Default"), "0");
});

Deno.test("openRestStore() never shows a secret, even when the server sends it back", async () => {
  await using server = startFakeMlflow({ authorization: "Bearer right" });
  await using nobody = openStore(server.uri);
  match(await problem(nobody.experiment("x")), /it wants a user \(401\), set MLFLOW_TRACKING_USERNAME and/);
  await using store = openStore(server.uri.replace("//", "//ada:hunter2@"));
  match(await problem(store.experiment("x")), /it refuses the user or token \(401\)/);
  const echo = { error_code: "BAD_REQUEST", message: `bad ada:hunter2 ${btoa("ada:hunter2")}\n[SQL: x]` };
  const headers = { "content-type": "application/json" };
  server.faults.push({ on: "get-by-name", kind: { status: 400, headers, body: JSON.stringify(echo) } });
  const message = await problem(store.experiment("x"));
  match(message, /400 BAD_REQUEST: bad ada:\*\*\* \*\*\*$/);
  strictEqual(store.uri, server.uri);
});

Deno.test("openRestStore() refuses an authentication that only Python has", () => {
  throws(
    () => openStore("http://127.0.0.1:9", { environment: { MLFLOW_TRACKING_AWS_SIGV4: "true" } }),
    /MLFLOW_TRACKING_AWS_SIGV4 is set, a plugin of MLflow for Python/,
  );
});

Deno.test("openRestStore() refuses a call after it was closed", async () => {
  await using server = startFakeMlflow();
  const store = openStore(server.uri);
  await store[Symbol.asyncDispose]();
  await rejects(store.experiment("x"), /it was stopped/);
});
