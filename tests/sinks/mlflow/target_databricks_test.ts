import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { realHost } from "../../../lib/host.ts";
import { openStore } from "../../../lib/sinks/mlflow/open_store.ts";
import { tempFolder } from "../../fixtures/temp_folder.ts";
import type { WireAnswer, WireRequest } from "./fake_http.ts";
import { type FakeMlflow, startFakeMlflow } from "./fake_mlflow.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const json = (body: unknown, status = 200): WireAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** A workspace as its documentation describes it, with a cloud that stores what comes to signed addresses. */
function startWorkspace({ token = "dapi-1", type = "AWS_PRESIGNED_URL" } = {}) {
  const cloud = new Map<string, Uint8Array>();
  const clouds: WireRequest[] = [];
  let tokens = 0;
  const others = (request: WireRequest): WireAnswer | undefined => {
    const { path, headers, body, method, query } = request;
    if (path === "/oidc/v1/token") {
      const form = new URLSearchParams(new TextDecoder().decode(body));
      const known = headers["authorization"] === `Basic ${btoa("client:s3cret")}`;
      if (!known || form.get("grant_type") !== "client_credentials" || form.get("scope") !== "all-apis") {
        return json({ error: "invalid_client", error_description: "s3cret" }, 401);
      }
      return json({ access_token: `${token}`, token_type: "Bearer", expires_in: 3600 + 0 * tokens++ });
    }
    if (path.startsWith("/cloud/")) {
      clouds.push(request);
      if (query.get("action") !== "flush" && query.get("resource") !== "file") cloud.set(path, body);
      return {
        status: method === "PUT" ? 201 : 202,
        headers: { "content-type": "application/xml" },
        body: "",
      };
    }
    if (headers["authorization"] !== `Bearer ${token}`) {
      return json({ error_code: "UNAUTHENTICATED", message: "no" }, 401);
    }
    if (path.endsWith("/scim/v2/Me")) return json({ userName: "ada@example.org" });
    if (path.endsWith("/artifacts/credentials-for-write")) {
      const { run_id, path: [name] } = JSON.parse(new TextDecoder().decode(body));
      const signed_uri = `${server.uri}/cloud/${run_id}/${name}?sig=secret`;
      return json({ credential_infos: [{ signed_uri, type, headers: [{ name: "x-extra", value: "1" }] }] });
    }
    return undefined;
  };
  const server: FakeMlflow = startFakeMlflow({ others, artifactRoot: "dbfs:/databricks/mlflow-tracking/" });
  return { server, cloud, clouds, tokens: () => tokens };
}

Deno.test("openStore(databricks) logs with a personal token into the user's own folder, files to the cloud", async () => {
  const { server, cloud, clouds } = startWorkspace();
  await using _ = server;
  const environment = { DATABRICKS_HOST: server.uri, DATABRICKS_TOKEN: "dapi-1" };
  await using store = await openStore("databricks", realHost({ environment }));
  strictEqual(store.uri, server.uri);
  const experimentId = await store.experiment("team/digits");
  strictEqual(server.tracking.experiments.at(-1)?.name, "/Users/ada@example.org/team_digits");
  strictEqual(await store.experiment("/Shared/x"), "2");
  const runId = await store.createRun({ experimentId, runName: "a", startMs: 1, runKey: KEY, tags: {} });
  await store.putArtifact(runId, "plots/é.txt", new TextEncoder().encode("hello"));
  deepStrictEqual([...cloud].map(([path, body]) => [decodeURI(path), new TextDecoder().decode(body)]), [
    [`/cloud/${runId}/plots/é.txt`, "hello"],
  ]);
  // The signed address is permission enough; our token is none of the cloud's business.
  deepStrictEqual(
    clouds.map(({ headers }) => [headers["authorization"], headers["x-extra"], headers["content-length"]]),
    [
      [undefined, "1", "5"],
    ],
  );
  strictEqual(store.link("7", runId), `${server.uri}/ml/experiments/7/runs/${runId}`);
});

Deno.test("openStore(databricks) stores in Azure as each kind of address wants it", async () => {
  for (
    const [type, expected] of [
      ["AZURE_SAS_URI", [["PUT", null, "BlockBlob"]]],
      ["AZURE_ADLS_GEN2_SAS_URI", [["PUT", null, undefined], ["PATCH", "append", undefined], [
        "PATCH",
        "flush",
        undefined,
      ]]],
    ] as const
  ) {
    const { server, cloud, clouds } = startWorkspace({ type });
    await using _ = server;
    const environment = { DATABRICKS_HOST: server.uri, DATABRICKS_TOKEN: "dapi-1" };
    await using store = await openStore("databricks", realHost({ environment }));
    const runId = await store.createRun({
      experimentId: "0",
      runName: "a",
      startMs: 1,
      runKey: KEY,
      tags: {},
    });
    await store.putArtifact(runId, "a.txt", new TextEncoder().encode("hello"));
    deepStrictEqual(
      clouds.map(({ method, query, headers }) => [method, query.get("action"), headers["x-ms-blob-type"]]),
      expected,
    );
    strictEqual(new TextDecoder().decode(cloud.get(`/cloud/${runId}/a.txt`)), "hello");
  }
});

Deno.test("openStore(databricks://profile) reads the file, logs in as a machine, and keeps the token", async () => {
  const { server, tokens } = startWorkspace({ token: "oauth-1" });
  await using _ = server;
  using folder = tempFolder();
  Deno.mkdirSync(`${folder.path}/home`);
  Deno.writeTextFileSync(
    `${folder.path}/home/.databrickscfg`,
    `[DEFAULT]\nhost = https://other.example\ntoken = x\n[lab]\nhost = ${server.uri}/\nclient_id = client\nclient_secret = s3cret\n`,
  );
  let nowMs = 1_790_000_000_000;
  const host = realHost({ root: folder.path, environment: { HOME: "/home" }, epochMs: () => nowMs });
  await using store = await openStore("databricks://lab", host);
  await Promise.all([store.experiment("/a"), store.experiment("/b")]);
  strictEqual(tokens(), 1);
  // A minute before its end it is renewed.
  nowMs += 3_541_000;
  await store.experiment("/c");
  strictEqual(tokens(), 2);
});

Deno.test("openStore(databricks) says what is missing or refused, without the secret", async () => {
  const open = (uri: string, environment: Record<string, string>) =>
    openStore(uri, realHost({ root: "/nowhere", environment }));
  await rejects(
    open("databricks", {}),
    /no host is known, set DATABRICKS_HOST and DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID/,
  );
  await rejects(
    open("databricks", { DATABRICKS_HOST: "x.example" }),
    /Cannot log to "https:\/\/x.example": no token is known/,
  );
  await rejects(
    open("databricks://lab", { DATABRICKS_HOST: "x" }),
    /no host is known in profile "lab" of ~\/.databrickscfg/,
  );
  const { server } = startWorkspace();
  await using _ = server;
  await using machine = await open("databricks", {
    DATABRICKS_HOST: server.uri,
    DATABRICKS_CLIENT_ID: "client",
    DATABRICKS_CLIENT_SECRET: "s3cre",
  });
  await rejects(
    machine.experiment("/a"),
    /Cannot log in at ".+\/oidc\/v1\/token": it answers 401 \(.*\*\*\*t.*\), should be a token/,
  );
  await using person = await open("databricks", { DATABRICKS_HOST: server.uri, DATABRICKS_TOKEN: "old" });
  const error = await person.experiment("digits").then(() => undefined, (error: Error) => error);
  match(
    error?.message ?? "",
    /Databricks wants a path of the workspace, "\/Users\/you@example.org\/digits" \(.*\(401\), set DATABRICKS_HOST/,
  );
  ok(!error?.message.includes("Bearer"));
});
