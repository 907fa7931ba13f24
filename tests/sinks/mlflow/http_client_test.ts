import { match, rejects, strictEqual } from "node:assert/strict";
import { realHost } from "../../../lib/host.ts";
import { openStore } from "../../../lib/sinks/mlflow/open_store.ts";

const tls = new URL("../../fixtures/tls/", import.meta.url).pathname;
const read = (name: string) => Deno.readTextFileSync(`${tls}${name}`);
const impatient = { MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0" };

/** A server with a certificate of an authority that nobody knows. */
function serve(): Deno.HttpServer<Deno.NetAddr> {
  const answer = { experiment: { experiment_id: "7", lifecycle_stage: "active" } };
  return Deno.serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      cert: read("server.pem"),
      key: read("server_key.pem"),
      onListen: () => {},
    },
    () => Response.json(answer),
  );
}

async function experiment(
  server: Deno.HttpServer<Deno.NetAddr>,
  environment: Record<string, string>,
): Promise<string> {
  const host = realHost({ root: "/nowhere", environment: { ...impatient, ...environment } });
  await using store = await openStore(`https://127.0.0.1:${server.addr.port}`, host);
  return await store.experiment("x");
}

Deno.test("openStore() trusts the authority that MLFLOW_TRACKING_SERVER_CERT_PATH names, and shows its own certificate", async () => {
  await using server = serve();
  const authority = { MLFLOW_TRACKING_SERVER_CERT_PATH: `${tls}authority.pem` };
  strictEqual(await experiment(server, authority), "7");
  strictEqual(
    await experiment(server, { ...authority, MLFLOW_TRACKING_CLIENT_CERT_PATH: `${tls}own.pem` }),
    "7",
  );
});

Deno.test("openStore() with a certificate that nobody knows says what helps", async () => {
  await using server = serve();
  await rejects(
    experiment(server, {}),
    /its certificate is not trusted \(.+\), set MLFLOW_TRACKING_SERVER_CERT_PATH or DENO_CERT/,
  );
  await rejects(
    experiment(server, { MLFLOW_TRACKING_INSECURE_TLS: "true" }),
    /MLFLOW_TRACKING_INSECURE_TLS needs a start flag of Deno: deno run -A --unsafely-ignore-certificate-errors=127.0.0.1$/,
  );
});

Deno.test("openStore() names a certificate file that is not there, or is none", async () => {
  await using server = serve();
  await rejects(
    experiment(server, { MLFLOW_TRACKING_SERVER_CERT_PATH: "/nowhere/x.pem" }),
    /Cannot read "\/nowhere\/x.pem" \(MLFLOW_TRACKING_SERVER_CERT_PATH\)/,
  );
  const error = await experiment(server, { MLFLOW_TRACKING_CLIENT_CERT_PATH: `${tls}authority.pem` })
    .then(() => undefined, (error: Error) => error);
  match(error?.message ?? "", /should be PEM files, our own with its key in the same file/);
});
