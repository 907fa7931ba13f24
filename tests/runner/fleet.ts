/**
 * `deno task fleet`: 40 notebooks at once on two Jupyter Servers and a Kernel Gateway, one of which is killed in the
 * middle; then what may have run in part is asked for again. Prints what became of them, whether the sum is the sum, and
 * what the runner costs beside nbclient with the same notebook on the same machine.
 *
 * @module
 */
import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { jupyterServer } from "../../lib/runner/jupyter_server.ts";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { serverAddress } from "../../lib/runner/server_address.ts";
import { runSweep, type SweepResult } from "../../lib/runner/sweep.ts";
import { planSweep } from "../../lib/runner/sweep_plan.ts";
import { sumRecords } from "../../lib/runner/sweep_record.ts";
import { thisMachine } from "../../lib/runner/this_machine.ts";
import { writeKernelspec } from "../frontends/kernelspec.ts";
import { pythonEnvironment } from "../peers/python_environment.ts";
import { notebookOf } from "./notebook_of.ts";
import { jupyterServerPeer, kernelGatewayPeer, type NotebookServer } from "./notebook_servers.ts";

// The client library tells on the console what it does.
console.debug = console.warn = () => {};

const NOTEBOOKS = 40, JOBS = 3, PAIRS = 5;
const host = realHost({ environment: {} });
const root = new URL("../../", import.meta.url).pathname;
const folder = Deno.makeTempDirSync({ dir: root, prefix: ".server-fleet-" });

const KINDS = [
  // Trains, and tracks it.
  `import { track } from "jsr:@wattbook/track@^1";
{
  await using tracker = await track({ runName: "part", display: "line" });
  const until = performance.now() + 400;
  while (performance.now() < until);
  tracker.log({ n });
}`,
  // Computes without a word.
  `const until = performance.now() + 400; while (performance.now() < until);`,
  // Prints.
  `for (let line = 0; line < 300; line++) console.log(line); await new Promise((resolve) => setTimeout(resolve, 300));`,
];

try {
  await sweepWithLoss();
  await besideNbclient();
} finally {
  Deno.removeSync(folder, { recursive: true });
}
Deno.exit(0);

async function sweepWithLoss(): Promise<void> {
  await using doomed = await jupyterServerPeer();
  await using other = await jupyterServerPeer();
  await using gateway = await kernelGatewayPeer();
  const done = `${folder}/done`;
  const files = KINDS.map((code, kind) => {
    const file = `${folder}/kind${kind}.ipynb`;
    const mark = "Deno.writeTextFileSync(done, `${n} `, { append: true }); n";
    const notebook = notebookOf({ code: "let n = 0, done = '';", tags: ["parameters"] }, code, mark);
    Deno.writeTextFileSync(file, serialiseNotebook(notebook));
    return file;
  });
  const out = `${folder}/out`;
  const jobs = Array.from({ length: NOTEBOOKS }, (_, n) => n).flatMap((n) =>
    planSweep([files[n % files.length] ?? ""], [{ n, done }, { n: -1, done }], out).jobs.slice(0, 1)
  );
  const servers = [doomed, other, gateway].map(serverOf);
  const begin = performance.now();
  let ended = 0, killing: Promise<void> | undefined;
  const first = await runSweep(jobs, servers, {
    out,
    jobsPerServer: JOBS,
    onEvent(event) {
      if (event.kind === "end" && ++ended === NOTEBOOKS / 4) killing = doomed.kill();
    },
  });
  await killing;
  tell(
    `${NOTEBOOKS} notebooks, ${JOBS} at once on each of 3 servers, one killed after ${
      NOTEBOOKS / 4
    } had ended`,
    first,
  );
  const second = await runSweep(jobs, servers.slice(1), {
    out,
    jobsPerServer: JOBS,
    resume: true,
    again: "unfinished",
  });
  tell("the rest, asked for again on the other two", second);
  console.log(`all of it: ${seconds(begin)} s`);

  assert.ok(second.outcomes.every(({ outcome }) => outcome?.status === "ok"));
  const numbers = Deno.readTextFileSync(done).trim().split(" ").map(Number).toSorted((a, b) => a - b);
  // The last cell of each notebook writes its number.
  assert.deepEqual(numbers, Array.from({ length: NOTEBOOKS }, (_, n) => n));
  console.log(`last cells that ran: ${numbers.length}, none twice, none missing`);

  const records = second.outcomes.flatMap(({ outcome }) => outcome?.record ?? []);
  assert.equal(records.length, NOTEBOOKS);
  const about = {
    runId: "",
    experimentName: "",
    runName: "",
    status: "FINISHED",
    startMs: 0,
    endMs: 1,
    notes: [],
  } as const;
  const sum = sumRecords(records, about);
  const byHand = records.reduce((total, { energyJ }) => total + (energyJ.share?.value ?? NaN), 0);
  const share = sum?.energyJ.share;
  assert.ok(share && Math.abs(share.value - byHand) < 1e-9 * byHand);
  console.log(
    `sum of ${records.length} kernels: ${share.value.toFixed(1)} J (${share.low.toFixed(1)} – ${
      share.high.toFixed(1)
    } J)`,
  );
}

/** The same notebook by nbclient, by the runner on this machine and by the runner through a server, in turns. */
async function besideNbclient(): Promise<void> {
  const python = await pythonEnvironment("nbclient-0.11.0", ["nbclient==0.11.0", "jupyter_client==8.10.0"]);
  await using server = await jupyterServerPeer();
  const code =
    "await new Promise((resolve) => setTimeout(resolve, 500)); for (let i = 0; i < 20; i++) console.log(i);";
  const notebook = serialiseNotebook(notebookOf(...Array.from({ length: 10 }, () => code)));
  const file = `${folder}/same.ipynb`;
  const times: Record<string, number[]> = {
    nbclient: [],
    "runner, this machine": [],
    "runner, Jupyter Server": [],
  };
  for (let pair = 0; pair < PAIRS; pair++) {
    for (const [name, list] of Object.entries(times)) {
      Deno.writeTextFileSync(file, notebook);
      const begin = performance.now();
      if (name === "nbclient") await nbclient(python, file);
      else {
        const { jobs } = planSweep([file], [{}], `${folder}/same${pair}${name.length}`);
        const where = name.endsWith("Server") ? serverOf(server) : thisMachine();
        const { outcomes } = await runSweep(jobs, [where], { out: `${folder}/same${pair}${name.length}` });
        assert.equal(outcomes[0]?.outcome?.status, "ok");
      }
      list.push((performance.now() - begin) / 1000);
    }
  }
  const base = median(times["nbclient"] ?? []);
  for (const [name, list] of Object.entries(times)) {
    const own = median(list);
    console.log(
      `${name}: median ${own.toFixed(2)} s of ${list.length}, ${
        ((own - base) / base * 100).toFixed(0)
      } % over nbclient`,
    );
  }
}

async function nbclient(python: string, file: string): Promise<void> {
  const script = new URL("../frontends/run_nbclient.py", import.meta.url).pathname;
  const { success, stderr } = await new Deno.Command(python, {
    args: [script, file, folder],
    env: { JUPYTER_PATH: writeKernelspec(folder, Deno.execPath()), PYTHONUTF8: "1" },
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

function serverOf({ url, token }: NotebookServer) {
  return jupyterServer(serverAddress(url, { host, token }), { host, patience: { lostMs: 5000 } });
}

function tell(what: string, { outcomes }: SweepResult): void {
  const counts = new Map<string, number>();
  for (const { outcome } of outcomes) {
    const status = outcome?.status ?? "not begun";
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  console.log(`${what}: ${Array.from(counts, ([status, count]) => `${count} ${status}`).join(", ")}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0);
}
