import { basename, resolve } from "node:path";
import { realHost } from "../host.ts";
import { openProgress } from "./cell_progress.ts";
import { CliError, type Command, parseWords } from "./command.ts";
import {
  defaultOut,
  type NotebookJob,
  type NotebookJobOptions,
  type NotebookOutcome,
  runJob,
} from "./notebook_job.ts";
import { failureText, outcomesJson, summaryText } from "./notebook_words.ts";
import { listenForStop } from "./stop_signals.ts";
import { sweep } from "./sweep.ts";
import { fixedParameters, isSweep, SWEEP_OPTIONS } from "./sweep_words.ts";

/** `wattbook notebook`: runs notebooks without a front-end. */
export const notebookCommand: Command = {
  name: "notebook",
  summary: "run notebooks in a real Deno kernel, outputs written back",
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
    if (isSweep(values)) {
      if (positionals.length === 0) throw new CliError("no file given, should be: wattbook notebook FILE");
      const out = values.out ?? defaultOut(positionals[0] ?? "");
      return await sweep(values, { files: positionals, out, timeoutMs: timeoutMs(values.timeout), json });
    }
    const jobs = jobsOf(positionals, values.out);
    const parameters = fixedParameters(values);
    using signals = listenForStop(() => {
      const clearLine = Deno.stderr.isTerminal() ? "\r\x1b[K" : "";
      console.error(`${clearLine}wattbook notebook: stopping, once more to kill the kernel`);
    });
    const outcomes = await runJobs(jobs, { timeoutMs: timeoutMs(values.timeout), parameters }, signals);
    if (json) console.log(JSON.stringify(outcomesJson(outcomes)));
    else printSummaries(outcomes);
    const failed = outcomes.some(({ run }) => run?.status !== "ok");
    return signals.exitStatus() ?? (failed ? 1 : 0);
  },
};

function jobsOf(files: readonly string[], out: string | undefined): NotebookJob[] {
  if (files.length === 0) throw new CliError("no file given, should be: wattbook notebook FILE");
  const jobs = files.map((file) => ({ file, out: out ?? defaultOut(file) }));
  const targets = jobs.map(({ file, out }) => resolve(out, basename(file)));
  const twice = targets.findIndex((target, index) => targets.indexOf(target) !== index);
  if (twice >= 0) {
    throw new CliError(
      `two notebooks would be written to "${targets[twice]}", should have another --out each`,
    );
  }
  return jobs;
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

async function runJobs(
  jobs: readonly NotebookJob[],
  options: Pick<NotebookJobOptions, "timeoutMs" | "parameters">,
  { stop, kill }: { readonly stop: AbortSignal; readonly kill: AbortSignal },
): Promise<NotebookOutcome[]> {
  const host = realHost();
  const sinceMs = host.epochMs();
  const live = Deno.stderr.isTerminal();
  const outcomes: NotebookOutcome[] = [];
  for (const job of jobs) {
    if (stop.aborted) break;
    using progress = openProgress({
      write: (text) => Deno.stderr.writeSync(new TextEncoder().encode(text)),
      columns: live ? Deno.consoleSize().columns : undefined,
      colours: live && !Deno.noColor,
    });
    const sameFolder = jobs.filter(({ out }) => resolve(out) === resolve(job.out));
    const title = sameFolder.map(({ file }) => basename(file)).join(", ");
    const outcome = await runJob(job, host, {
      sinceMs,
      title,
      ...options,
      stop,
      kill,
      onEvent: (event) => progress.show(event),
    });
    outcomes.push(outcome);
    for (const problem of problemsOf(outcome)) console.error(`wattbook notebook: ${problem}`);
  }
  return outcomes;
}

function problemsOf(outcome: NotebookOutcome): string[] {
  const { report, tracked } = outcome;
  const charts = report.problem &&
    (report.written ? `charts of the report are missing: ${report.problem}` : report.problem);
  return [failureText(outcome), charts ?? "", ...tracked.problems].filter((problem) => problem !== "");
}

/** Notebooks that share a folder share its store and its report. */
function printSummaries(outcomes: readonly NotebookOutcome[]): void {
  const ran = outcomes.filter(({ run }) => run);
  for (const folder of new Set(ran.map(({ out }) => resolve(out)))) {
    console.log(summaryText(ran.filter(({ out }) => resolve(out) === folder)));
  }
}
