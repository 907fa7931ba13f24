import { dirname } from "node:path";
import type { KernelServer } from "./jupyter_server.ts";
import { serialiseNotebook } from "./nbformat.ts";
import type { NotebookKernel } from "./notebook_kernel.ts";
import { beginMeasure, endMeasure, type Progress, progressOf, SPECIFIER } from "./own_measure.ts";
import { makeFolder, writeWhole } from "./run_file.ts";
import { type NotebookRun, type RunEvent, runNotebook } from "./run_notebook.ts";
import type { JobOutcome } from "./sweep_log.ts";
import type { SweepJob } from "./sweep_plan.ts";

/** How a job is run. */
export interface RunJobOptions {
  /** Name of the kernelspec; that of the notebook when left out. */
  readonly kernelName: string | undefined;
  /** Most milliseconds for one cell. */
  readonly timeoutMs: number | undefined;
  /** Stops it in good order. */
  readonly signal: AbortSignal;
  /** Kills its kernel. */
  readonly killSignal: AbortSignal;
  /** Whether its kernel measures itself. */
  readonly measures: boolean;
  /** Variables for its cells; they depend on when it began, milliseconds since 1970. */
  readonly env: (startMs: number) => Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Called right before its first cell is sent: from then on it may have run. */
  readonly onFirstCell: () => void;
  /** Takes what happens. */
  readonly onEvent: (event: RunEvent | { readonly kind: "progress"; readonly progress: Progress }) => void;
}

/**
 * Runs one notebook on one server and writes it with its outputs after each cell.
 *
 * @throws {ServerLost | NotebookError} When the server went or refused before the first cell was sent: it can be run
 * elsewhere.
 */
export async function runSweepJob(
  job: SweepJob,
  server: KernelServer,
  options: RunJobOptions,
): Promise<JobOutcome> {
  const startMs = options.nowMs();
  makeFolder(dirname(job.executed));
  let begun = false, progress: Progress | undefined, unmeasured: string | undefined;
  let record: JobOutcome["record"];
  const run = await runNotebook(job.notebook, {
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    killSignal: options.killSignal,
    cwd: dirname(job.file),
    start: ({ signal }) => server.start(options.kernelName ?? specName(job), { signal }, dirname(job.file)),
    async onStart(kernel: NotebookKernel) {
      if (!options.measures) return;
      const env = { ...options.env(startMs), WATTBOOK_SOURCE: job.file };
      unmeasured = await beginMeasure(kernel, { runName: job.name, specifier: SPECIFIER, env });
    },
    ...(options.measures
      ? {
        async onEnd(kernel: NotebookKernel) {
          const ended = await endMeasure(kernel);
          record = ended.record;
          return ended.isSettled;
        },
      }
      : {}),
    onMessage(message) {
      const said = progressOf(message);
      if (said === undefined) return;
      progress = said;
      options.onEvent({ kind: "progress", progress });
    },
    onEvent(event) {
      if (!begun && event.kind === "begin") options.onFirstCell();
      begun = true;
      options.onEvent(event);
    },
    onChange: (state) => writeWhole(job.executed, serialiseNotebook(state)),
  });
  writeWhole(job.executed, serialiseNotebook(run.notebook));
  return {
    ...ending(job, run),
    server: server.name,
    cells: run.cells.length,
    cellsRun: run.cells.filter(({ durationS }) => durationS !== undefined).length,
    startMs,
    durationS: run.durationS,
    ...(record ? { record } : progress ? { progress } : {}),
    ...(unmeasured === undefined ? {} : { unmeasured }),
  };
}

function ending({ name }: SweepJob, { status, failed }: NotebookRun): Pick<JobOutcome, "status" | "problem"> {
  if (failed === undefined) return { status };
  const { ename, evalue } = failed.error ?? { ename: "Error", evalue: "" };
  const cell = `cell ${failed.number} of ${failed.total} ("${failed.id}")`;
  if (ename === "ServerLost") {
    return {
      status: "lost",
      problem: `${name}: ${evalue} during ${cell}, which may have run and is not run again`,
    };
  }
  return { status: "failed", problem: `${name}: ${cell} failed: ${ename}: ${evalue}` };
}

/** What a notebook says about its kernel; one without a word takes the server's. */
export function specName({ notebook }: SweepJob): string | undefined {
  const name: unknown = Object(notebook.metadata["kernelspec"]).name;
  return typeof name === "string" && name !== "" ? name : undefined;
}
