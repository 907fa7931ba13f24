import { basename, resolve } from "node:path";
import { realHost } from "../host.ts";
import { openProgress } from "./cell_progress.ts";
import { CliError, type Command, parseWords } from "./command.ts";
import { defaultOut, type NotebookJob, type NotebookOutcome, runJob } from "./notebook_job.ts";
import { failureText, outcomesJson, summaryText } from "./notebook_words.ts";
import { listenForStop } from "./stop_signals.ts";

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
  --json             print one JSON value on stdout
  -h, --help         this text

Cells with the tag "raises-exception" may fail, those with "skip-execution" are left out. Ctrl-C interrupts the cell
and keeps what was executed; a second one kills the kernel. Exit status is 0 when all cells of all notebooks ran, 1
when one failed or a FILE could not be read, 130 after Ctrl-C.

Example: wattbook notebook train.ipynb --out results`,
  async run(args) {
    const { values, positionals } = parseWords(args, {
      out: { type: "string" },
      timeout: { type: "string" },
      json: { type: "boolean" },
    });
    const jobs = jobsOf(positionals, values.out);
    const json = values.json ?? false;
    using signals = listenForStop(() => {
      const clearLine = Deno.stderr.isTerminal() ? "\r\x1b[K" : "";
      console.error(`${clearLine}wattbook notebook: stopping, once more to kill the kernel`);
    });
    const outcomes = await runJobs(jobs, timeoutMs(values.timeout), signals);
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
  timeoutMs: number | undefined,
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
      timeoutMs,
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
