/**
 * `deno task fleet`: 40 notebooks, quick variants of this repository's own, on two Jupyter Servers, a Kernel Gateway and
 * an Enterprise Gateway at once; one server is killed in the middle, and what may have run in part is asked for again.
 * Prints what became of them, and whether the sum in the report is that of the kernels and that in MLflow.
 *
 * @module
 */
import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { jupyterServer } from "../../lib/runner/jupyter_server.ts";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { resultPlaces } from "../../lib/runner/result_places.ts";
import { serverAddress } from "../../lib/runner/server_address.ts";
import { runSweep, type SweepOptions, type SweepResult } from "../../lib/runner/sweep.ts";
import { keepSweep } from "../../lib/runner/sweep_keeper.ts";
import { planSweep, type SweepJob } from "../../lib/runner/sweep_plan.ts";
import { sweepSentence } from "../../lib/runner/sweep_report.ts";
import { mlflowPython } from "../peers/mlflow_python.ts";
import {
  enterpriseGatewayPeer,
  jupyterServerPeer,
  kernelGatewayPeer,
  type NotebookServer,
} from "./notebook_servers.ts";
import { QUICK, quickNotebook } from "./quick_notebooks.ts";

// The client library tells on the console what it does.
console.debug = console.warn = () => {};

const NOTEBOOKS = 40, JOBS = 2, KILLED_AFTER = NOTEBOOKS / 4;
const host = realHost({ environment: {} });
const root = new URL("../../", import.meta.url).pathname;
const folder = Deno.makeTempDirSync({ dir: root, prefix: ".server-fleet-" });
const out = `${folder}/out`, done = `${folder}/done`, places = resultPlaces(out, host);

try {
  await fleet();
} finally {
  Deno.removeSync(folder, { recursive: true });
}
Deno.exit(0);

async function fleet(): Promise<void> {
  await using doomed = await jupyterServerPeer();
  await using other = await jupyterServerPeer();
  await using kernelGateway = await kernelGatewayPeer();
  await using enterpriseGateway = await enterpriseGatewayPeer();
  const jobs = plan();
  const servers = [doomed, other, kernelGateway, enterpriseGateway].map(serverOf);
  const begin = performance.now();
  let ended = 0, killing: Promise<void> | undefined;
  const first = await kept(jobs, servers, {
    onEvent(event) {
      if (event.kind === "end" && ++ended === KILLED_AFTER) killing = doomed.kill();
    },
  });
  await killing;
  const what = `${JOBS} at once on each of 4 servers, one killed after ${KILLED_AFTER} had ended`;
  console.log(`${NOTEBOOKS} notebooks (${QUICK.join(", ")}), ${what}: ${counts(first.result)}`);
  const second = await kept(jobs, servers.slice(1), { resume: true, again: "unfinished" });
  console.log(`the rest, asked for again on the other three: ${counts(second.result)}`);
  console.log(`all of it: ${((performance.now() - begin) / 1000).toFixed(0)} s`);

  const { outcomes } = second.result;
  assert.ok(outcomes.every(({ outcome }) => outcome?.status === "ok"));
  const lines = Deno.readTextFileSync(done).trim().split("\n");
  const all = Array.from({ length: NOTEBOOKS }, (_, n) => `${n} end`).toSorted();
  assert.deepEqual(lines.filter((line) => line.endsWith("end")).toSorted(), all);
  const lost = first.result.outcomes.filter(({ outcome }) => outcome?.status === "lost").length;
  const begins = lines.filter((line) => line.endsWith("begin")).length;
  assert.ok(begins <= NOTEBOOKS + lost);
  console.log(
    `first cells that ran: ${begins}, last cells: ${all.length}, no notebook twice to its end, none missing`,
  );
  const byServer = Map.groupBy(outcomes, ({ outcome }) => outcome?.server ?? "none");
  console.log(`by server: ${Array.from(byServer.values(), (part) => part.length).join(", ")}`);
  await compareSums(second, outcomes.flatMap(({ outcome }) => outcome?.record?.energyJ.share?.value ?? NaN));
}

function plan(): SweepJob[] {
  Deno.mkdirSync(out, { recursive: true });
  return Array.from({ length: NOTEBOOKS }, (_, n) => {
    const name = QUICK[n % QUICK.length] ?? "", file = `${folder}/${name}.ipynb`;
    Deno.writeTextFileSync(file, serialiseNotebook(quickNotebook(name)));
    // The second set makes the parameter part of the name.
    return planSweep([file], [{ n, done }, { n: -1, done }], out).jobs.slice(0, 1);
  }).flat();
}

async function kept(
  jobs: readonly SweepJob[],
  servers: Parameters<typeof runSweep>[1],
  options: Partial<SweepOptions>,
) {
  const keeper = keepSweep(host, { experimentName: "fleet", places, title: "fleet" });
  const result = await runSweep(jobs, servers, {
    out,
    jobsPerServer: JOBS,
    env: { MLFLOW_TRACKING_URI: places.trackingUri },
    ...options,
    onEvent(event) {
      keeper.take(event);
      options.onEvent?.(event);
    },
  });
  const { report, problems } = await keeper.end(result);
  assert.deepEqual(problems, []);
  return { result, report };
}

/** The report's sum, the sum of what the kernels said, and of what the real MLflow finds in its database. */
async function compareSums(
  { report }: Awaited<ReturnType<typeof kept>>,
  shares: readonly number[],
): Promise<void> {
  console.log(sweepSentence(report));
  const byKernels = shares.reduce((sum, share) => sum + share, 0),
    inReport = report.sum?.energyJ.share?.value ?? NaN;
  const mlflow = await mlflowPython();
  const found = await mlflow.read("sweep_children.py", places.trackingUri, "fleet") as {
    readonly parent: number;
    readonly children: readonly number[];
  };
  const inMlflow = found.children.reduce((sum, share) => sum + share, 0);
  console.log(
    `joules: report ${inReport.toFixed(3)}, ${shares.length} kernels ${
      byKernels.toFixed(3)
    }, MLflow's parent ` +
      `${found.parent.toFixed(3)}, its ${found.children.length} finished children ${inMlflow.toFixed(3)}`,
  );
  assert.equal(found.children.length, NOTEBOOKS);
  // MLflow gets as many digits as a figure means.
  for (const sum of [byKernels, found.parent, inMlflow]) assert.ok(Math.abs(sum / inReport - 1) < 0.002);
}

function serverOf({ url, token }: NotebookServer) {
  return jupyterServer(serverAddress(url, { host, token }), { host });
}

function counts({ outcomes }: SweepResult): string {
  const groups = Map.groupBy(outcomes, ({ outcome }) => outcome?.status ?? "not begun");
  for (const { outcome } of [...groups.get("failed") ?? [], ...groups.get("refused") ?? []]) {
    console.log(`  ${outcome?.problem}`);
  }
  return Array.from(groups, ([status, group]) => `${group.length} ${status}`).join(", ");
}
