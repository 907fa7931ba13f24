import { type Kernel, startKernel } from "../../lib/jupyter/client.ts";
import { executeRequest } from "../../lib/jupyter/execute_request.ts";
import { type BenchRow, summary } from "./bench_row.ts";
import { quickFolder } from "./quick_folder.ts";
import { startNullMlflow } from "./null_mlflow.ts";

const root = new URL("../../", import.meta.url).pathname;

/** What a tracked, otherwise empty cell may cost, as a multiple of an empty cell in the same kernel. */
const BOUNDS = {
  "journal only": 1.3,
  "journal + SQLite": 1.6,
  "journal + server": 1.5,
  "journal + SQLite + card + chart": 2.5,
} as const;

/**
 * `track()` to disposed around nothing, in one stock kernel, cells of all kinds taking turns.
 *
 * @param rounds How often each cell runs.
 */
export async function trackBench(rounds = 60): Promise<BenchRow[]> {
  await using server = startNullMlflow();
  // Inside the repository, so that the kernel finds its own package; git does not look there.
  Deno.mkdirSync(`${root}.cache`, { recursive: true });
  const folder = Deno.makeTempDirSync({ dir: `${root}.cache`, prefix: "bench-" });
  try {
    using quick = quickFolder([undefined, `${root}.cache`]);
    const stores = quick.path;
    const env = { ...Deno.env.toObject(), WATTBOOK_JOURNAL: `${stores}/.wattbook` };
    await using kernel = await startKernel({ cwd: folder, env });
    const cells = cellsOf(stores, server.uri);
    const first = await execute(kernel, SETUP);
    // Three seconds of warming up: the worker of a kernel needs that long, and the compiler wants to see each cell.
    for (const start = performance.now(); performance.now() - start < 3000;) {
      for (const cell of [EMPTY, ...Object.values(cells)]) await timeOf(kernel, cell);
    }
    const times = new Map([EMPTY, ...Object.values(cells)].map((cell): [string, number[]] => [cell, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [cell, list] of times) list.push(await timeOf(kernel, cell));
    }
    const empty = summary(times.get(EMPTY) ?? []);
    const drawn = await drawTimes(kernel);
    const unit = "× empty cell", against = `of ${empty.median.toFixed(2)} ms`;
    return [
      { name: "creating an empty file where the journal is", unit: "ms", ...quick.createMs },
      { name: "empty cell", unit: "ms", ...empty },
      {
        name: "the first call of track() in a kernel",
        unit,
        bound: 10,
        against,
        median: first / empty.median,
        min: first / empty.median,
        runs: 1,
      },
      ...Object.entries(BOUNDS).map(([kind, bound]) => {
        const { median, min, runs } = summary(times.get(cells[kind as keyof typeof BOUNDS]) ?? []);
        return {
          name: `track(), ${kind}`,
          unit,
          bound,
          against,
          median: median / empty.median,
          min: min / empty.median,
          runs,
        };
      }),
      { name: "drawing a chart's picture, for runs of a second and more", unit: "ms", ...summary(drawn) },
    ];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const EMPTY = "1";

/**
 * A chart is shown for runs of a second and more; here one of that size is made and shown in every cell. Its picture
 * is drawn once: drawing takes longer than many of these cells, and stands in a row of its own.
 */
const SETUP = `
import { track } from "jsr:@wattbook/track@^1";
import { realHost as benchHost } from "${root}lib/host.ts";
import { powerFigure as benchFigure } from "${root}lib/display/figures/power.ts";
import { chartBundle as benchBundle } from "${root}lib/display/bundle.ts";
import { loadPicture as benchPicture } from "${root}lib/display/picture.ts";
const benchDrawer = await benchPicture(benchHost());
const benchTimes = Array.from({ length: 120 }, (_, n) => n / 2);
const benchFirst = performance.now();
const benchTracker = await track({ trackingUri: "none", display: "none", place: "BE" });
globalThis.benchFirstMs = performance.now() - benchFirst;
const benchRecord = {
  ...await benchTracker.stop(),
  durationS: 60,
  curve: { timeS: benchTimes, series: ["CPU", "DRAM"].map((label) => ({ label, watts: benchTimes.map((t) => 20 + Math.sin(t)) })) },
};
const benchSvg = benchDrawer.draw(benchFigure(benchRecord));
globalThis.benchDraw = () => benchDrawer.draw(benchFigure(benchRecord)).length;
globalThis.benchChart = () =>
  Deno.jupyter.broadcast("display_data", { ...benchBundle(benchFigure(benchRecord), benchSvg, "power"), metadata: {}, transient: {} });
benchFirstMs`;

const DRAW = "benchDraw()";

function cellsOf(folder: string, serverUri: string): Record<keyof typeof BOUNDS, string> {
  const tracked = (trackingUri: string, display: string, inside = "") => {
    const info = { trackingUri, display, place: "BE", runName: "bench", experimentName: "bench" };
    return `{ await using tracker = await track(${JSON.stringify(info)}); ${inside}}`;
  };
  const sqlite = `sqlite:///${folder}/mlflow.db`;
  return {
    "journal only": tracked("none", "none"),
    "journal + SQLite": tracked(sqlite, "none"),
    "journal + server": tracked(serverUri, "none"),
    "journal + SQLite + card + chart": tracked(sqlite, "full", "await benchChart(); "),
  };
}

/** Milliseconds from a cell's request to its reply; then everything that it showed has to arrive, untimed. */
async function timeOf(kernel: Kernel, code: string): Promise<number> {
  const start = performance.now();
  const { content: reply } = await kernel.request("shell", "execute_request", executeRequest(code, false));
  const duration = performance.now() - start;
  if (reply["status"] !== "ok") throw new Error(`Cannot bench the cell ${code}: ${JSON.stringify(reply)}`);
  await execute(kernel, "0", true);
  return duration;
}

async function drawTimes(kernel: Kernel): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < 12; run++) times.push(await timeOf(kernel, DRAW));
  return times.slice(2);
}

/** Runs a cell; returns the number that is its result. */
async function execute(kernel: Kernel, code: string, silent = false): Promise<number> {
  const { status, error, outputs } = await kernel.execute(code, { silent, timeoutMs: 120_000 });
  if (status !== "ok") throw new Error(`Cannot bench: ${error?.evalue}\n${error?.traceback.join("\n")}`);
  const result = outputs.find((output) => output.output_type === "execute_result");
  return result?.output_type === "execute_result" ? Number(result.data["text/plain"]) : NaN;
}
