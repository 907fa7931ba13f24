import { realHost } from "../../lib/host.ts";
import { type Deliverable, deliverRun } from "../../lib/sinks/mlflow/deliver.ts";
import { openStore } from "../../lib/sinks/mlflow/open_store.ts";
import { mlflowPython } from "../peers/mlflow_python.ts";
import { mlflowServer } from "../peers/mlflow_server.ts";
import { pythonEnvironment } from "../peers/python_environment.ts";
import { postgresPeer } from "./postgres_peer.ts";
import { recordOf } from "./record_of.ts";

const RUNS = 120, WORKERS = 4;

/** How many runs a second each way to keep them takes, from one client and from several at once. */
export async function scaleOfMlflow(folder: string): Promise<void> {
  await tell("embedded SQLite", `sqlite:///${folder}/embedded.db`, [1]);
  const { environment } = await mlflowPython();
  const python = await pythonEnvironment("mlflow-3.17.2-postgres", [
    "mlflow==3.17.2",
    "psycopg2-binary==2.9.13",
  ]);
  const installation = { python, environment };
  {
    Deno.mkdirSync(`${folder}/sqlite`);
    await using server = await mlflowServer(installation, `${folder}/sqlite`, { workers: WORKERS });
    await tell(`mlflow server, ${WORKERS} workers, SQLite`, server.url, [1, 4, 16, 64]);
  }
  await using postgres = await postgresPeer();
  if (postgres === undefined) {
    return console.log("PostgreSQL: left out, none is installed (Debian: apt-get install postgresql)");
  }
  Deno.mkdirSync(`${folder}/postgres`);
  const options = { backend: postgres.uri, workers: WORKERS };
  await using server = await mlflowServer(installation, `${folder}/postgres`, options);
  await tell(`mlflow server, ${WORKERS} workers, PostgreSQL`, server.url, [1, 4, 16, 64]);
}

async function tell(what: string, uri: string, clients: readonly number[]): Promise<void> {
  const host = realHost({ environment: {} });
  for (const count of clients) {
    const times: number[] = [], problems: string[] = [];
    const begin = performance.now();
    let next = 0;
    await Promise.all(Array.from({ length: count }, async () => {
      await using store = await openStore(uri, host);
      while (next++ < RUNS) {
        const start = performance.now();
        try {
          await deliverRun(finished(), store);
          times.push(performance.now() - start);
        } catch (error) {
          problems.push(error instanceof Error ? error.message : String(error));
        }
      }
    }));
    const seconds = (performance.now() - begin) / 1000;
    const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? NaN;
    const failed = problems.length > 0 ? `, ${problems.length} failed (${problems[0]?.slice(0, 120)})` : "";
    console.log(
      `${what}, ${count} at once: ${(times.length / seconds).toFixed(1)} runs a second, 95 % within ` +
        `${p95.toFixed(0)} ms${failed}`,
    );
  }
}

/** A run as a sweep has one per notebook. */
function finished(): Deliverable {
  const runId = crypto.randomUUID().replaceAll("-", "");
  const record = recordOf(10, {
    runId,
    experimentName: "scale",
    startMs: Date.now(),
    endMs: Date.now() + 1000,
  });
  return {
    run: {
      runId,
      experimentName: "scale",
      runName: "notebook",
      startMs: record.startMs,
      tags: { "mlflow.source.type": "NOTEBOOK" },
      trackingUri: "none",
      pid: Deno.pid,
      processStart: "",
    },
    metrics: [],
    params: { rate: "0.1" },
    tags: {},
    artifacts: [],
    record,
    closed: undefined,
    beat: undefined,
  };
}
