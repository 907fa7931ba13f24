import { basename, dirname, join, resolve } from "node:path";
import { realHost } from "../host.ts";
import { fileKernel, resultPlaces } from "../runner/result_places.ts";
import { CliError, type Command, parseWords } from "./command.ts";
import { firstKernel } from "./first_kernel.ts";
import type { NotebookJob } from "./notebook_job.ts";
import type * as NotebookRun from "./notebook_run.ts";
import { listenForStop } from "./stop_signals.ts";
import type * as Sweep from "./sweep.ts";
import { fixedParameters, isSweep, startsHereAtOnce, SWEEP_OPTIONS, sweepKernelEnv } from "./sweep_words.ts";

/** What runs them, loaded while the kernel starts; not literals, because Deno looks through those modules before. */
const SWEEP: string = "./sweep.ts", NOTEBOOK_RUN: string = "./notebook_run.ts";

/** `wattbook notebook`: runs notebooks without a front-end. */
export const notebookCommand: Command = {
  help: `Usage: wattbook notebook FILE… [--out DIR] [--timeout SECONDS] [--json]

Runs the code cells of each notebook one after the other in a Deno kernel of its own, in the notebook's folder, and
stops at the first that fails. FILE itself is never changed. DIR then holds:

  <name>.ipynb  the notebook with its outputs, written anew after each cell
  mlflow.db     the runs of tracked cells (unless MLFLOW_TRACKING_URI or the cell names another place); added to
  report.html   a stand-alone page about the runs of this call

  --out DIR          default: the folder "executed" beside each FILE
  --timeout SECONDS  most time for one cell, default: none
  --param NAME=VALUE a parameter, put behind the cell tagged "parameters"; may be given several times
  --json             print one JSON value on stdout
  -h, --help         this text

Many notebooks at once, each kernel measuring itself, one report with the sum. Any of these makes a sweep:

  --server URL       a Jupyter Server, JupyterHub user or Kernel Gateway; may be given several times. Default: kernels
                     of this machine, without Python
  --token TOKEN      for servers whose URL holds none, default: JUPYTER_TOKEN
  --header NAME:VALUE  sent with every request; may be given several times
  --kernel NAME      kernelspec on the servers, default: the notebook's, else the server's Deno
  --grid NAME=A,B,C  every notebook with each of the values; several --grid are combined
  --jobs N           notebooks at the same time on each server, default 1
  --budget LIMIT     50g, 200Wh or 2h: then nothing new is begun, and what runs is interrupted
  --when greenest    wait until the forecast of the grid is best, and say what that saves; asks a live service
  --before T         with --when: end before T, such as 18:00, 2026-11-26T08:00 or 8h (from now)
  --expect LENGTH    with --when: how long it takes, such as 2h; default: as the sweep before in DIR
  --where greenest   servers with the cleanest grid get work first
  --place [URL=]ZONE where a server is (or all, or this machine): FR, aws:eu-west-1, live:GB; default: found out
  --metrics-file FILE.prom  energy of each kernel for the textfile collector of Prometheus' node exporter
  --metrics-port [HOST:]PORT  the same at /metrics, for a Prometheus that asks; HOST default: 127.0.0.1
  --experiment NAME  experiment in MLflow, default: MLFLOW_EXPERIMENT_NAME, else "Default"
  --resume           go on with the sweep in DIR after Ctrl-C, a crash or a used up budget; what has ended is kept
  --again            with --resume: also run anew what failed or was interrupted

Cells with the tag "raises-exception" may fail, those with "skip-execution" are left out. Ctrl-C interrupts the cell
and keeps what was executed; a second one kills the kernel. Exit status is 0 when all cells of all notebooks ran, 1
when one failed or a FILE could not be read, 130 after Ctrl-C.

Example: wattbook notebook train.ipynb --out results`,
  async run(args) {
    const { values, positionals } = parseWords(args, {
      out: { type: "string" },
      timeout: { type: "string" },
      json: { type: "boolean" },
      param: { type: "string", multiple: true },
      ...SWEEP_OPTIONS,
    });
    const json = values.json ?? false;
    const timeout = timeoutMs(values.timeout), host = realHost();
    // From here on: a kernel that starts would outlive a process that Ctrl-C ends.
    using signals = listenForStop(() => {});
    if (isSweep(values)) {
      const [first] = positionals;
      if (first === undefined) throw new CliError("no file given, should be: wattbook notebook FILE");
      const out = values.out ?? defaultOut(first);
      const place = { cwd: dirname(resolve(first)), env: sweepKernelEnv(resultPlaces(out, host)) };
      await using early = startsHereAtOnce(values) ? firstKernel(first, place, signals.stop) : undefined;
      const { sweep }: typeof Sweep = await import(SWEEP);
      return await sweep(values, { files: positionals, out, timeoutMs: timeout, json, signals, early });
    }
    const jobs = jobsOf(positionals, values.out), parameters = fixedParameters(values);
    await using early = firstKernel(jobs[0].file, fileKernel(jobs[0], host), signals.stop);
    const { runNotebooks }: typeof NotebookRun = await import(NOTEBOOK_RUN);
    return await runNotebooks(jobs, { timeoutMs: timeout, parameters, json, signals, early });
  },
};

function jobsOf(files: readonly string[], out: string | undefined): [NotebookJob, ...NotebookJob[]] {
  const jobs = files.map((file) => ({ file, out: out ?? defaultOut(file) })), [first, ...more] = jobs;
  if (first === undefined) throw new CliError("no file given, should be: wattbook notebook FILE");
  const targets = jobs.map(({ file, out }) => resolve(out, basename(file)));
  const twice = targets.findIndex((target, index) => targets.indexOf(target) !== index);
  if (twice >= 0) {
    throw new CliError(
      `two notebooks would be written to "${targets[twice]}", should have another --out each`,
    );
  }
  return [first, ...more];
}

/** The folder of results when the user names none: beside the notebook, which stays as it is. */
function defaultOut(file: string): string {
  return join(dirname(file), "executed");
}

function timeoutMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  // Timers are 32 bits wide: 24 days.
  if (text.trim() === "" || !(seconds > 0 && seconds <= 2_000_000)) {
    throw new CliError(`--timeout is "${text}", should be a number of seconds from above 0 to 2000000`);
  }
  return seconds * 1000;
}
