/**
 * `deno task scale [cells] [kernels] [mlflow]`: what grows with cells, kernels and runs, and how fast. The figures of
 * `docs/scale.md`.
 *
 * @module
 */
import assert from "node:assert/strict";
import process from "node:process";
import { realHost } from "../../lib/host.ts";
import { jupyterServer } from "../../lib/runner/jupyter_server.ts";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import type { NotebookKernel } from "../../lib/runner/notebook_kernel.ts";
import { serverAddress } from "../../lib/runner/server_address.ts";
import { runSweep } from "../../lib/runner/sweep.ts";
import { planSweep } from "../../lib/runner/sweep_plan.ts";
import { thisMachine } from "../../lib/runner/this_machine.ts";
import { memory } from "./memory.ts";
import { notebookOf } from "./notebook_of.ts";
import { jupyterServerPeer } from "./notebook_servers.ts";
import { scaleOfMlflow } from "./scale_mlflow.ts";
import { slopeOf } from "./slope.ts";

// The client library tells on the console what it does.
console.debug = console.warn = () => {};

const CELLS = 10_000, KERNELS = 12;
const host = realHost({ environment: {} });
const root = new URL("../../", import.meta.url).pathname;
const folder = Deno.makeTempDirSync({ dir: root, prefix: ".server-scale-" });

try {
  const wanted = (part: string) => Deno.args.length === 0 || Deno.args.includes(part);
  if (wanted("cells")) { for (const notebooks of [1, 20]) await manyCells(notebooks); }
  if (wanted("kernels")) await manyKernels();
  if (wanted("mlflow")) await scaleOfMlflow(folder);
} finally {
  Deno.removeSync(folder, { recursive: true });
}
Deno.exit(0);

/** 10,000 cells in real kernels of this machine. */
async function manyCells(notebooks: number): Promise<void> {
  const file = `${folder}/cells.ipynb`, out = `${folder}/cells-${notebooks}`;
  const notebook = notebookOf(...Array.from({ length: CELLS / notebooks }, () => `console.log("a line"); 1`));
  const cells = notebook.cells.map((cell, index) => ({ ...cell, id: `cell-${index}` }));
  Deno.writeTextFileSync(file, serialiseNotebook({ ...notebook, cells }));
  const sets = Array.from({ length: notebooks }, (_, n) => ({ n }));
  const { jobs } = planSweep([file], sets, out);
  const points: { cell: number; heap: number; rss: number }[] = [];
  let cell = 0;
  const begin = performance.now(), cpu = process.cpuUsage();
  const { outcomes } = await runSweep(jobs, [thisMachine({ MLFLOW_TRACKING_URI: "none" })], {
    out,
    onEvent(event) {
      if (event.kind !== "cell" || event.event.kind !== "end") return;
      if (++cell % 500 === 0) points.push({ cell, ...memory() });
    },
  });
  assert.ok(outcomes.every(({ outcome }) => outcome?.status === "ok"), outcomes[0]?.outcome?.problem);
  const { user, system } = process.cpuUsage(cpu), wallS = (performance.now() - begin) / 1000;
  const later = points.slice(points.length / 4);
  const slope = (part: "heap" | "rss") => slopeOf(later.map((point) => [point.cell, point[part]]));
  const [first, last] = [points[0], points.at(-1)];
  const written = jobs.reduce((sum, { executed }) => sum + Deno.statSync(executed).size, 0) / CELLS;
  console.log(
    `${CELLS} cells in ${notebooks} notebooks, real kernels: ${wallS.toFixed(0)} s, the runner's own CPU ` +
      `${((user + system) / 1000 / CELLS).toFixed(2)} ms per cell; heap ${mib(first?.heap)} to ${
        mib(last?.heap)
      } MiB ` +
      `(${slope("heap").toFixed(0)} bytes per cell), RSS ${mib(first?.rss)} to ${mib(last?.rss)} MiB ` +
      `(${slope("rss").toFixed(0)} bytes per cell); written ${written.toFixed(0)} bytes per cell`,
  );
  console.log(
    `  heap, MiB, every 1000 cells: ${points.filter((_, n) => n % 2).map(({ heap }) => mib(heap)).join(" ")}`,
  );
}

/** Kernels behind one Jupyter Server, with a connection each. */
async function manyKernels(): Promise<void> {
  await using peer = await jupyterServerPeer();
  const server = jupyterServer(serverAddress(peer.url, { host, token: peer.token }), { host });
  const kernels: NotebookKernel[] = [], points: [number, ReturnType<typeof state>][] = [];
  const state = () => ({ ...sizesOf(peer.folder), ...memory() });
  const signal = new AbortController().signal;
  let cpuMs = NaN;
  for (let count = 1; count <= KERNELS; count++) {
    const kernel = await server.start("deno", { signal }, ".");
    await kernel.execute("1");
    kernels.push(kernel);
    points.push([count, state()]);
  }
  const cells = 300, cpu = process.cpuUsage();
  for (let cell = 0; cell < cells; cell++) await kernels[0]?.execute(`console.log("a line"); 1`);
  const { user, system } = process.cpuUsage(cpu);
  cpuMs = (user + system) / 1000 / cells;
  await Promise.all(kernels.map((kernel) => kernel.shutdown()));
  const slope = (part: keyof ReturnType<typeof state>) =>
    slopeOf(points.map(([count, at]) => [count, at[part]]));
  console.log(
    `1 to ${KERNELS} kernels behind a Jupyter Server, per kernel: ${
      slope("files").toFixed(1)
    } open files and ` +
      `${(slope("serverBytes") / 2 ** 20).toFixed(1)} MiB of the server, ${
        slope("sockets").toFixed(1)
      } sockets, ` +
      `${(slope("kernelBytes") / 2 ** 20).toFixed(0)} MiB of its own process, ` +
      `${(slope("heap") / 1024).toFixed(0)} KiB of heap in the runner; ${
        cpuMs.toFixed(2)
      } ms of the runner's CPU per cell`,
  );
}

/** What the processes of a server take, by what stands on their command lines. */
function sizesOf(where: string) {
  const sum = { files: 0, sockets: 0, serverBytes: 0, kernelBytes: 0 };
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = Deno.readTextFileSync(`/proc/${name}/cmdline`);
      if (!command.includes(where) || command.startsWith("sh\0")) continue;
      const pages = Number(Deno.readTextFileSync(`/proc/${name}/statm`).split(" ")[1]) * 4096;
      if (command.includes("jupyter\0--kernel")) sum.kernelBytes += pages;
      else {
        const links = Array.from(
          Deno.readDirSync(`/proc/${name}/fd`),
          (fd) => linkOf(`/proc/${name}/fd/${fd.name}`),
        );
        sum.files += links.length;
        sum.sockets += links.filter((link) => link.startsWith("socket:")).length;
        sum.serverBytes += pages;
      }
    } catch {
      // It has ended meanwhile.
    }
  }
  return sum;
}

function linkOf(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch {
    // Closed meanwhile.
    return "";
  }
}

function mib(bytes = NaN): string {
  return (bytes / 2 ** 20).toFixed(1);
}
