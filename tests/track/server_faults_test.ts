import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { type FakeMlflow, type Fault, page, startFakeMlflow } from "../sinks/mlflow/fake_mlflow.ts";

const root = new URL("../../", import.meta.url).pathname;

async function deno(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--frozen", "--no-check", "-A", "--config", `${root}deno.json`, ...args],
    cwd,
    env: {
      NO_COLOR: "1",
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: "3",
      MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: "0.01",
      ...env,
    },
    stdin: "null",
  });
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr).replace(/\n\s+/g, " ") };
}

/** A parent and its child: ten points, a parameter and a file each. The clock goes backwards in the middle. */
function train(folder: string, uri: string, env: Readonly<Record<string, string>> = {}) {
  Deno.writeTextFileSync(
    `${folder}/train.ts`,
    `import { track } from "jsr:@wattbook/track@^1";
const now = Date.now;
const work = (tracker) => {
  for (let i = 0; i < 10; i++) {
    Date.now = i === 5 ? () => now() - 1e12 : now;
    tracker.log({ loss: 1 / (i + 1) }, i);
  }
  Date.now = now;
  tracker.params({ depth: 3 });
  tracker.logArtifact("notes/model.txt", "small");
};
await track({ runName: "parent", place: "BE" }, async (parent) => {
  work(parent);
  await track({ runName: "child", place: "BE", tags: { "mlflow.parentRunId": parent.runId } }, work);
});
console.log("trained");`,
  );
  return deno(folder, [`${folder}/train.ts`], { MLFLOW_TRACKING_URI: uri, ...env });
}

/** What the server holds of each run that was not deleted. */
function held({ tracking }: FakeMlflow): unknown[] {
  const ids = new Map(tracking.runs.map(({ id, name }) => [id, name]));
  return tracking.runs.filter(({ stage }) => stage === "active").map((
    { id, name, status, metrics, params, tags },
  ) => [
    name,
    status,
    [...metrics.values()].filter(({ key }) => key === "loss").map(({ step }) => step).sort((a, b) => a - b)
      .length,
    params.get("depth"),
    tracking.files.get(`${id}/notes/model.txt`)?.length,
    ids.get(tags.get("mlflow.parentRunId") ?? ""),
  ]).sort();
}

const WHOLE = [
  ["child", "FINISHED", 10, "3", 5, "parent"],
  ["parent", "FINISHED", 10, "3", 5, undefined],
];

const busy = page(503, { "retry-after": "0" });

/** Faults that pass: the program itself delivers everything. */
const PASSING: readonly { readonly name: string; readonly faults: readonly Fault[] }[] = [
  { name: "no fault", faults: [] },
  {
    name: "bursts of 503 with Retry-After",
    faults: ["search", "create", "log-batch", "update", "model.txt"].map((on) => ({
      on,
      kind: busy,
      times: 3,
    })),
  },
  {
    name: "429 of a proxy",
    faults: [{ on: "log-batch", kind: page(429, { "retry-after": "0" }), times: 3 }],
  },
  ...(["reset before", "reset after", "cut"] as const).map((kind) => ({
    name: `connections that go: ${kind}`,
    faults: ["get-by-name", "create", "log-batch", "update", "model.txt"].map((on): Fault => ({
      on,
      kind,
      times: 2,
    })),
  })),
];

Deno.test.each(PASSING)(
  "track() with $name: both runs are on the server, whole and once, the child below its parent",
  async ({ faults }) => {
    await using server = startFakeMlflow();
    using folder = tempFolder();
    server.faults.push(...faults);
    const { code, stdout, stderr } = await train(folder.path, server.uri);
    deepStrictEqual([code, stdout], [0, "trained\n"], stderr);
    deepStrictEqual(held(server), WHOLE, stderr);
    ok(!stderr.includes("wattbook sync"), stderr);
  },
);

/** Faults that stay until the program is over: `wattbook sync` delivers what is missing, once. */
const LASTING: readonly {
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly says: RegExp;
}[] = [
  {
    name: "dies before anything",
    faults: [{ on: "", kind: "reset before", dies: true }],
    says: /no server answers/,
  },
  {
    name: "dies after a creation",
    faults: [{ on: "runs/create", kind: "reset after", dies: true }],
    says: /no server answers/,
  },
  {
    name: "dies in mid-run",
    faults: [{ on: "log-batch", kind: "cut", after: 1, dies: true }],
    says: /no server answers/,
  },
  {
    name: "shows web pages",
    faults: [{ on: "log-batch", kind: page(502), times: 100 }],
    says: /a proxy answers 502/,
  },
  {
    name: "wants a user",
    faults: [{ on: "get-by-name", kind: page(401), times: 100 }],
    says: /it wants a user \(401\), set MLFLOW_TRACKING_USERNAME/,
  },
];

Deno.test.each(LASTING)(
  "track() with a server that $name: training goes on, sync delivers once",
  async ({ faults, says }) => {
    await using server = startFakeMlflow();
    using folder = tempFolder();
    server.faults.push(...faults);
    const { code, stdout, stderr } = await train(folder.path, server.uri);
    deepStrictEqual([code, stdout], [0, "trained\n"], stderr);
    match(stderr, says);
    server.faults.length = 0;
    for (const expected of [/"failed":\[\]/, /"delivered":0,"up_to_date":2/]) {
      const synced = await deno(folder.path, [`${root}lib/cli.ts`, "sync", "--to", server.uri, "--json"]);
      strictEqual(synced.code, 0, synced.stderr);
      match(synced.stdout, expected);
      deepStrictEqual(held(server), WHOLE);
    }
  },
);

Deno.test("track() with a server that takes connections and says nothing: the program ends and says what happened", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) connections.push(connection);
  })();
  using folder = tempFolder();
  const { code, stdout, stderr } = await train(folder.path, `http://127.0.0.1:${listener.addr.port}`, {
    MLFLOW_HTTP_REQUEST_TIMEOUT: "0.5",
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0",
  });
  deepStrictEqual([code, stdout], [0, "trained\n"], stderr);
  match(stderr, /no answer within 1 s, deliver later with wattbook sync/);
  ok(connections.length > 0);
  for (const connection of connections) connection.close();
  listener.close();
  await accepting;
});
