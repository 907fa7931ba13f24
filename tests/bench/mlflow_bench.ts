import { TextLineStream } from "./text_lines.ts";
import { realHost } from "../../lib/host.ts";
import { openStore } from "../../lib/sinks/mlflow/open_store.ts";
import type { RunStore } from "../../lib/sinks/mlflow/store.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { type MlflowPython, mlflowPython } from "../peers/mlflow_python.ts";
import { mlflowServer } from "../peers/mlflow_server.ts";
import { type BenchRow, summary } from "./bench_row.ts";

/** Seconds that a client took. */
interface Times {
  readonly points: number;
  readonly texts: number;
  readonly file: number;
  readonly runs: number;
}

/** One point at a time, as most programs log, in seconds per point. */
interface PythonTimes extends Times {
  readonly single: number;
}

const POINTS = 10_000, BYTES = 100_000_000, RUNS = 200;

/**
 * Our client against MLflow's own, taking turns, on one real server with a SQLite store and each on a SQLite file:
 * 10,000 points, 500 parameters and 500 tags, 200 runs with ten metrics and five parameters, a file of 100 MB.
 *
 * @param rounds How often each of them does it all.
 */
export async function mlflowBench(rounds = 3): Promise<BenchRow[]> {
  const mlflow = await mlflowPython();
  using folder = tempFolder();
  const file = `${folder.path}/big.bin`;
  const content = new Uint8Array(BYTES);
  for (let at = 0; at < BYTES; at += 65_536) crypto.getRandomValues(content.subarray(at, at + 65_536));
  Deno.writeFileSync(file, content);
  await using server = await mlflowServer(mlflow, folder.path);
  const compared = (theirs: string, ours: string, where: string, bound: number) =>
    compare(mlflow, { theirs, ours, where, bound, file, rounds });
  return [
    // On a server both wait for the same server.
    ...await compared(server.url, server.url, "a server", 1),
    ...await compared(
      `sqlite:///${folder.path}/theirs.db`,
      `sqlite:///${folder.path}/ours.db`,
      "a SQLite file",
      0.2,
    ),
  ];
}

interface Comparison {
  readonly theirs: string;
  readonly ours: string;
  readonly where: string;
  /** What ours may take, as a multiple of what MLflow's takes. */
  readonly bound: number;
  readonly file: string;
  readonly rounds: number;
}

async function compare(
  mlflow: MlflowPython,
  { theirs: theirUri, ours: ourUri, where, bound, file, rounds }: Comparison,
): Promise<BenchRow[]> {
  await using store = await openStore(ourUri, realHost({ environment: {} }));
  const experimentId = await store.experiment("wattbook");
  await session(store, experimentId, file);
  await using python = startPython(mlflow, theirUri, file, rounds);
  const theirs: PythonTimes[] = [], ours: Times[] = [];
  for (let round = 0; round < rounds; round++) {
    theirs.push(await python.round());
    ours.push(await session(store, experimentId, file));
  }
  const row = (name: string, what: keyof Times, against: string, limit?: number): BenchRow => {
    const base = summary(theirs.map((times) => times[what])).median;
    const { median, min, runs } = summary(ours.map((times) => times[what] / base));
    return {
      name: `${name}, ${where}`,
      median,
      min,
      runs,
      unit: "× Python",
      against: `${against}, ${base.toFixed(2)} s`,
      ...(limit ? { bound: limit } : {}),
    };
  };
  const single = summary(theirs.map((times) => times.single)).median * POINTS;
  const { median, min, runs } = summary(ours.map(({ points }) => points / single));
  return [
    row("10,000 points", "points", "of its log_batch, 1000 at a time", bound),
    {
      name: `10,000 points, ${where}`,
      median,
      min,
      runs,
      unit: "× Python",
      bound: 0.2,
      against: `of its log_metric, ${single.toFixed(0)} s worked out from 200`,
    },
    row("500 parameters and 500 tags", "texts", "of its log_params and set_tags", bound),
    row("200 runs", "runs", "of its start_run, log_params and log_metrics", bound),
    row("a file of 100 MB", "file", "of its log_artifact"),
  ];
}

async function session(store: RunStore, experimentId: string, file: string): Promise<Times> {
  const runKey = crypto.randomUUID().replaceAll("-", "");
  const runId = await store.createRun({
    experimentId,
    runName: "bench",
    startMs: Date.now(),
    runKey,
    tags: {},
  });
  const texts = (letter: string) =>
    Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`${letter}${at}`, `value ${at}`]));
  const metrics = Array.from({ length: POINTS }, (_, step) => ({
    key: "loss",
    value: 1 / (step + 1),
    timestamp: 1_790_000_000_000,
    step,
  }));
  const small = {
    metrics: Array.from({ length: 10 }, (_, at) => ({
      key: `m${at}`,
      value: at / 8,
      timestamp: 1_790_000_000_000,
      step: 0,
    })),
    params: Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`p${at}`, String(at)])),
  };
  return {
    runs: await secondsOf(async () => {
      for (let at = 0; at < RUNS; at++) {
        const runKey = crypto.randomUUID().replaceAll("-", "");
        const run = { runName: `run ${at}`, startMs: Date.now(), runKey, tags: {} };
        const id = await store.createRun({ experimentId, ...run });
        await store.log(id, small);
        await store.endRun(id, "FINISHED", Date.now());
      }
    }),
    points: await secondsOf(() => store.log(runId, { metrics })),
    texts: await secondsOf(() => store.log(runId, { params: texts("p"), tags: texts("t") })),
    file: await secondsOf(() =>
      store.putArtifact(runId, "big.bin", {
        bytes: BYTES,
        open: async () => (await Deno.open(file)).readable,
      })
    ),
  };
}

async function secondsOf(action: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await action();
  return (performance.now() - begin) / 1000;
}

/** MLflow's own client in a process that is kept, so that nobody pays for its start. */
function startPython(mlflow: MlflowPython, uri: string, file: string, rounds: number) {
  const script = new URL("mlflow_python.py", import.meta.url).pathname;
  const child = new Deno.Command(mlflow.python, {
    args: [script, uri, file, String(rounds)],
    env: mlflow.environment,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
    .getReader();
  const input = child.stdin.getWriter();
  const next = async () => {
    // It also tells where a run's page is.
    for (;;) {
      const { value, done } = await lines.read();
      if (done) throw new Error("MLflow's client has ended before its time");
      if (value === "ready" || value.startsWith("{")) return value;
    }
  };
  return {
    async round(): Promise<PythonTimes> {
      await next();
      await input.write(new TextEncoder().encode("go\n"));
      return JSON.parse(await next());
    },
    async [Symbol.asyncDispose]() {
      await input.close();
      await lines.cancel();
      await child.status;
    },
  };
}
