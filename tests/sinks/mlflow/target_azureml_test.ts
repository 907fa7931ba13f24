import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { realHost } from "../../../lib/host.ts";
import { deliverRun } from "../../../lib/sinks/mlflow/deliver.ts";
import { connectionEnvironment } from "../../../lib/sinks/mlflow/environment.ts";
import { openRestStore } from "../../../lib/sinks/mlflow/rest.ts";
import { azuremlServer } from "../../../lib/sinks/mlflow/target_azureml.ts";
import { journalRun, runRecord } from "../../fixtures/journal_runs.ts";
import type { WireAnswer, WireRequest } from "./fake_http.ts";
import { startFakeMlflow } from "./fake_mlflow.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const point = (key: string, value: number, step = 0) => ({ key, value, timestamp: 1, step });

/** A workspace as its documentation describes it: it refuses whatever is over a limit. */
function startWorkspace(token = "token-1") {
  const refusals: string[] = [];
  const others = (request: WireRequest): WireAnswer | undefined => {
    const answer = (status: number, body: unknown) => ({
      status,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = new TextDecoder().decode(request.body);
    if (request.path === "/tenant-1/oauth2/v2.0/token") {
      const form = Object.fromEntries(new URLSearchParams(text));
      deepStrictEqual(form, {
        grant_type: "client_credentials",
        scope: "https://management.azure.com/.default",
        client_id: "client",
        client_secret: "s3cret",
      });
      return answer(200, { access_token: token, expires_in: "3599" });
    }
    if (request.headers["authorization"] !== `Bearer ${token}`) return answer(401, {});
    if (request.path.endsWith("log-batch")) {
      const { run_id, metrics = [], params = [], tags = [] } = JSON.parse(text) as Record<
        string,
        { key: string; value: string }[]
      >;
      const run = server.tracking.runs.find(({ id }) => id === String(run_id));
      const names = new Set([...run?.metrics.values() ?? []].map(({ key }) => key));
      for (const { key } of metrics) names.add(key);
      const allTags = new Set([...run?.tags.keys() ?? [], ...tags.map(({ key }) => key)]);
      const over = metrics.length > 250 || params.length > 100 || names.size > 50 || allTags.size > 50 ||
        tags.some(({ key, value }) => key.length > 100 || value.length > 1000);
      if (over) {
        refusals.push(text);
        return answer(400, { error_code: "BAD_REQUEST", message: "over a limit" });
      }
    }
    return undefined;
  };
  const server = startFakeMlflow({ others });
  return { server, refusals };
}

function store(url: string, environment: Record<string, string>) {
  return openRestStore(
    { kind: "rest", url, service: "azureml" },
    realHost({ root: "/nowhere", environment }),
  );
}

Deno.test("openStore(azureml) logs in as a service principal and never exceeds a limit", async () => {
  const { server, refusals } = startWorkspace();
  await using _ = server;
  await using azure = store(server.uri, {
    AZURE_AUTHORITY_HOST: server.uri,
    AZURE_TENANT_ID: "tenant-1",
    AZURE_CLIENT_ID: "client",
    AZURE_CLIENT_SECRET: "s3cret",
  });
  const experimentId = await azure.experiment("e".repeat(300));
  strictEqual(server.tracking.experiments.at(-1)?.name.length, 256);
  const tags = Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [`tag ${"x".repeat(at * 3)} ${at}`, "y".repeat(2000)]),
  );
  const runId = await azure.createRun({ experimentId, runName: "a", startMs: 1, runKey: KEY, tags });
  const [run] = server.tracking.runs;
  ok((run?.tags.size ?? 99) <= 50);
  strictEqual(run?.tags.get("wattbook.run_id"), KEY);
  const metrics = Array.from(
    { length: 60 },
    (_, name) => Array.from({ length: 10 }, (_, step) => point(`m${name}`, step, step)),
  );
  await rejects(
    azure.log(runId, { metrics: metrics.flat(), params: { a: "1" }, tags: { "late tag": "z" } }),
    /"m50" and \d+ more names left out: this server takes 50 metrics and 50 tags per run; everything else is stored/,
  );
  deepStrictEqual(refusals, []);
  // The first 50 names, whole.
  deepStrictEqual(await azure.counts(runId), { metrics: 500, params: 1, artifacts: 0, status: "RUNNING" });
  // Another session goes on with the same run, and asks first which names it has.
  await using other = store(server.uri, { MLFLOW_TRACKING_TOKEN: "token-1" });
  await rejects(other.log(runId, { metrics: [point("m49", 99, 99), point("new", 1)] }), /"new" left out/);
  strictEqual((await azure.counts(runId)).metrics, 501);
  deepStrictEqual(refusals, []);
});

Deno.test("deliverRun() to Azure ML says once that files stay in the journal, and delivers the rest", async () => {
  const { server, refusals } = startWorkspace();
  await using _ = server;
  await using azure = store(server.uri, { AZUREML_RUN_TOKEN: "token-1" });
  const metrics = Array.from({ length: 100 }, (_, at) => point(`metric ${at}`, at));
  const run = {
    run: journalRun(),
    metrics,
    params: {},
    tags: {},
    artifacts: [],
    record: runRecord(),
    closed: undefined,
    beat: undefined,
  };
  const derive = () => ["a", "b", "c"].map((path) => ({ path, content: new Uint8Array(1) }));
  const { problems = [], status } = await deliverRun(run, azure, { derive });
  deepStrictEqual([status, problems.length, refusals.length], ["FINISHED", 1, 0]);
  match(problems[0] ?? "", /takes files only from its own SDK/);
  ok(new Set([...server.tracking.runs[0]?.metrics.values() ?? []].map(({ key }) => key)).size <= 45);
});

Deno.test("azuremlServer() without credentials says which are wanted, and links to the studio", () => {
  const url = "https://westeurope.api.azureml.ms/mlflow/v1.0/subscriptions/1/resourceGroups/g/workspaces/w";
  const options = (environment: Record<string, string>) => {
    const host = realHost({ root: "/nowhere", environment });
    return {
      target: { kind: "rest", url, service: "azureml" },
      host,
      environment: connectionEnvironment(host),
    } as const;
  };
  match(
    messageOf(() => azuremlServer(options({}))),
    /no token is known, set AZURE_TENANT_ID, AZURE_CLIENT_ID and/,
  );
  strictEqual(
    azuremlServer(options({ MLFLOW_TRACKING_TOKEN: "x" })).link("1", "r"),
    "https://ml.azure.com/runs/r?wsid=/subscriptions/1/resourceGroups/g/workspaces/w",
  );
});

function messageOf(action: () => unknown): string {
  try {
    action();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}
