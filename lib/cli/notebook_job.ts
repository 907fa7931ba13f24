import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Parameters } from "../runner/parameters.ts";
import type { EarlyKernel } from "../runner/early_kernel.ts";
import { type ResultPlaces, resultPlaces } from "../runner/result_places.ts";
import { type FileRun, runFile } from "../runner/run_file.ts";
import type { RunEvent } from "../runner/run_notebook.ts";
import { writeReport } from "./notebook_report.ts";
import { type TrackedRuns, trackedRuns } from "./tracked_runs.ts";

/** One notebook of a call of `wattbook notebook`. */
export interface NotebookJob {
  /** The file as the user names it. */
  readonly file: string;
  /** Folder of its results. */
  readonly out: string;
}

/** What became of it. */
export interface NotebookOutcome extends NotebookJob {
  /** The run; `undefined` when it did not come to one. */
  readonly run: FileRun | undefined;
  /** Why it did not, one sentence. */
  readonly problem: string | undefined;
  /** Where the results are. */
  readonly places: ResultPlaces;
  /** Everything tracked in this folder by this call so far. */
  readonly tracked: TrackedRuns;
  /** Whether there is a report, and what is missing in it. */
  readonly report: { readonly written: boolean; readonly problem?: string | undefined };
}

/** What a job needs. */
export interface NotebookJobOptions {
  /** When the call began, in milliseconds since 1970: earlier runs in the folder are not in the report. */
  readonly sinceMs: number;
  /** Headline of the report. */
  readonly title: string;
  /** Most milliseconds per cell. */
  readonly timeoutMs: number | undefined;
  /** Parameters of the notebook. */
  readonly parameters: Parameters;
  /** A kernel that has been started for it already. */
  readonly early: EarlyKernel | undefined;
  /** Stops in good order. */
  readonly stop: AbortSignal;
  /** Stops at once. */
  readonly kill: AbortSignal;
  /** Takes the progress. */
  readonly onEvent: (event: RunEvent) => void;
}

/** Runs a notebook and writes the report; what goes wrong is told in the outcome. */
export async function runJob(
  { file, out }: NotebookJob,
  host: Host,
  options: NotebookJobOptions,
): Promise<NotebookOutcome> {
  const places = resultPlaces(out, host);
  const { stop: signal, kill: killSignal } = options;
  let run: FileRun | undefined, problem: string | undefined;
  try {
    run = await runFile(file, host, { ...options, out, signal, killSignal });
  } catch (error) {
    // The next notebook of the call runs all the same.
    problem = messageOf(error);
  }
  const tracked = trackedRuns(places.journal, options.sinceMs);
  const report = await reportOf(places, tracked, host, options, problem);
  return { file, out, run, problem, places, tracked, report };
}

async function reportOf(
  places: ResultPlaces,
  runs: TrackedRuns,
  host: Host,
  { title, kill }: NotebookJobOptions,
  problem: string | undefined,
): Promise<NotebookOutcome["report"]> {
  if (runs.records.length === 0 || problem !== undefined || kill.aborted) return { written: false };
  try {
    return { written: true, problem: await writeReport(places.report, { title, runs }, host) };
  } catch (error) {
    // The notebook and the runs are safe; a full disk costs the page only.
    const why = messageOf(error);
    return { written: false, problem: `Cannot write "${places.report}": ${why}` };
  }
}
