import { basename, resolve } from "node:path";
import { realHost } from "../host.ts";
import { fileKernel } from "../runner/result_places.ts";
import { openProgress } from "./cell_progress.ts";
import { firstKernel } from "./first_kernel.ts";
import { type NotebookJob, type NotebookJobOptions, type NotebookOutcome, runJob } from "./notebook_job.ts";
import { failureText, outcomesJson, summaryText } from "./notebook_words.ts";
import { onStop, type StopSignals } from "./stop_signals.ts";

/** How the notebooks of a call are run. */
export interface NotebooksCall extends Pick<NotebookJobOptions, "timeoutMs" | "parameters" | "early"> {
  /** One JSON value on stdout. */
  readonly json: boolean;
  /** Ctrl-C. */
  readonly signals: StopSignals;
}

/** Runs notebooks one after the other on this machine; returns the exit status. */
export async function runNotebooks(
  jobs: readonly NotebookJob[],
  { json, signals, ...options }: NotebooksCall,
): Promise<number> {
  onStop(signals.stop, () => {
    const clearLine = Deno.stderr.isTerminal() ? "\r\x1b[K" : "";
    console.error(`${clearLine}wattbook notebook: stopping, once more to kill the kernel`);
  });
  const outcomes = await runJobs(jobs, options, signals);
  if (json) console.log(JSON.stringify(outcomesJson(outcomes)));
  else printSummaries(outcomes);
  const failed = outcomes.some(({ run }) => run?.status !== "ok");
  return signals.exitStatus() ?? (failed ? 1 : 0);
}

async function runJobs(
  jobs: readonly NotebookJob[],
  { early: first, ...options }: Pick<NotebookJobOptions, "timeoutMs" | "parameters" | "early">,
  { stop, kill }: Pick<StopSignals, "stop" | "kill">,
): Promise<NotebookOutcome[]> {
  const host = realHost();
  const sinceMs = host.epochMs();
  const live = Deno.stderr.isTerminal();
  const outcomes: NotebookOutcome[] = [];
  await using kernels = new AsyncDisposableStack();
  let next = first;
  for (const [index, job] of jobs.entries()) {
    await using early = next;
    if (stop.aborted) break;
    let follower = jobs[index + 1];
    next = undefined;
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
      early,
      stop,
      kill,
      onEvent(event) {
        // While its cells run there is time for the next one's kernel.
        if (follower) next = kernels.use(firstKernel(follower.file, fileKernel(follower, host), stop));
        follower = undefined;
        progress.show(event);
      },
    });
    outcomes.push(outcome);
    for (const problem of problemsOf(outcome)) console.error(`wattbook notebook: ${problem}`);
  }
  return outcomes;
}

function problemsOf(outcome: NotebookOutcome): string[] {
  const { report, tracked, run } = outcome;
  const charts = report.problem &&
    (report.written ? `charts of the report are missing: ${report.problem}` : report.problem);
  return [...run?.warnings ?? [], failureText(outcome), charts ?? "", ...tracked.problems].filter((problem) =>
    problem !== ""
  );
}

/** Notebooks that share a folder share its store and its report. */
function printSummaries(outcomes: readonly NotebookOutcome[]): void {
  const ran = outcomes.filter(({ run }) => run);
  for (const folder of new Set(ran.map(({ out }) => resolve(out)))) {
    console.log(summaryText(ran.filter(({ out }) => resolve(out) === folder)));
  }
}
