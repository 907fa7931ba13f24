/**
 * `deno run -A tests/runner/overhead.ts`: what the runner, nbclient and papermill cost beside the cells themselves, with
 * the same notebooks in the same run, in turns.
 *
 * Overhead per notebook = (wall time of the process, from its start to its end − what the cells say that they took) /
 * notebooks. Cells measure themselves by the kernel's clock, so that their waiting and computing count for nobody.
 *
 * @module
 */
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { writeKernelspec } from "../frontends/kernelspec.ts";
import { pythonEnvironment } from "../peers/python_environment.ts";
import { notebookOf } from "./notebook_of.ts";

/** Notebooks in one process, and how often each way is measured. */
const MANY = 5, ROUNDS = 3, CELLS = 10;

/** What a cell does besides printing twenty lines. */
const KINDS = {
  "cells that wait 0.3 s": "await new Promise((resolve) => setTimeout(resolve, 300));",
  "cells that compute 0.3 s": "const until = performance.now() + 300; while (performance.now() < until);",
  "cells without work": "",
} as const;

/** The same measuring as the runner's, as cells: from the import to the notebook's end. */
const MEASURED = [
  `const { track } = await import("jsr:@wattbook/track@^1");
const own = await track({ runName: "own", trackingUri: "none", scope: "manual", display: "none" });`,
  `(await own.stop()).energyJ.share?.value`,
] as const;

const WAYS = ["nbclient", "papermill", "runner"] as const;

if (import.meta.main) await besideOthers();

/** Prints the ratios. */
export async function besideOthers(): Promise<void> {
  const root = new URL("../../", import.meta.url).pathname;
  const folder = Deno.makeTempDirSync({ dir: root, prefix: ".overhead-" });
  const python = await pythonEnvironment("papermill-2.7.0", [
    "papermill==2.7.0",
    "nbclient==0.11.0",
    "jupyter_client==8.10.0",
  ]);
  const env = {
    JUPYTER_PATH: writeKernelspec(folder, Deno.execPath()),
    PYTHONUTF8: "1",
    WATTBOOK_PLACE: "BE",
    MLFLOW_TRACKING_URI: "none",
    WATTBOOK_JOURNAL: `${folder}/journal`,
  };
  const command = (way: typeof WAYS[number], isMeasured: boolean, out: string, files: readonly string[]) =>
    way === "runner"
      ? [
        Deno.execPath(),
        "run",
        "-A",
        script("run_sweep.ts"),
        out,
        isMeasured ? "measured" : "plain",
        ...files,
      ]
      : [python, script("run_many.py"), way, out, ...files];
  try {
    console.log(
      `overhead per notebook of ${CELLS} cells, seconds: median of ${ROUNDS} (ratio of the runner to it)`,
    );
    for (const [kind, work] of Object.entries(KINDS)) {
      for (const [isMeasured, count] of [[false, MANY], [true, MANY], [false, 1], [true, 1]] as const) {
        const files = written(folder, work, count);
        const theirs = isMeasured ? written(`${folder}/measured`, work, count, MEASURED) : files;
        const times: Record<typeof WAYS[number], number[]> = { nbclient: [], papermill: [], runner: [] };
        for (let round = 0; round < ROUNDS; round++) {
          for (const way of WAYS) {
            const out = Deno.makeTempDirSync({ dir: folder });
            const words = command(way, isMeasured, out, way === "runner" ? files : theirs);
            const own = `${out}/own.txt`;
            const wallS = await timed(words, folder, { ...env, OWN_TIMES: own });
            times[way].push((wallS - ownSeconds(own, count)) / count);
          }
        }
        const own = median(times.runner);
        const others = (["nbclient", "papermill"] as const).map((way) =>
          `${way} ${median(times[way]).toFixed(2)} (${(own / median(times[way])).toFixed(2)})`
        );
        const what = `${kind}, ${count} in a process, measuring ${isMeasured ? "on" : "off"} everywhere`;
        console.log(`${what}: runner ${own.toFixed(2)}, ${others.join(", ")}`);
      }
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function written(
  folder: string,
  work: string,
  count: number,
  [before, after]: readonly string[] = [],
): string[] {
  Deno.mkdirSync(folder, { recursive: true });
  const code = `{ const begin = performance.now(); ${work}
for (let line = 0; line < 20; line++) console.log(line);
Deno.writeTextFileSync(Deno.env.get("OWN_TIMES"), performance.now() - begin + " ", { append: true }); }`;
  const cells = Array.from({ length: CELLS }, () => code);
  const notebook = notebookOf(...(before ? [before] : []), ...cells, ...(after ? [after] : []));
  return Array.from({ length: count }, (_, n) => {
    const file = `${folder}/notebook${n}.ipynb`;
    Deno.writeTextFileSync(file, serialiseNotebook(notebook));
    return file;
  });
}

/**
 * What all cells say that they took; throws when one is missing. They say it in a file: with the stock kernel nbclient
 * loses printed lines.
 */
function ownSeconds(file: string, count: number): number {
  const times = Deno.readTextFileSync(file).trim().split(" ").map((ms) => Number(ms) / 1000);
  if (times.length !== CELLS * count) throw new Error(`${times.length} of ${CELLS * count} cells have ended`);
  return times.reduce((sum, time) => sum + time, 0);
}

async function timed([program = "", ...args]: readonly string[], cwd: string, env: Record<string, string>) {
  const begin = performance.now();
  const { success, stderr } = await new Deno.Command(program, { args, cwd, env, stdin: "null" }).output();
  const wallS = (performance.now() - begin) / 1000;
  if (!success) throw new Error(new TextDecoder().decode(stderr).slice(-2000));
  return wallS;
}

function script(name: string): string {
  return new URL(name, import.meta.url).pathname;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
