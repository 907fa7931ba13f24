import type { CellError, ExecuteOptions, Execution } from "../jupyter/client.ts";
import type { Output } from "../jupyter/outputs.ts";
import type { NotebookKernel } from "./notebook_kernel.ts";

/** How a cell is run. */
export interface RunCellOptions {
  /** Milliseconds until it is interrupted and counts as failed; `Infinity` for no limit. */
  readonly timeoutMs: number;
  /** Interrupts it. */
  readonly signal: AbortSignal;
  /** Takes what the cell publishes. */
  readonly onMessage?: ExecuteOptions["onMessage"];
}

/** What became of a cell that ran. */
export interface CellOutcome {
  /** How it ended. */
  readonly status: "ok" | "failed" | "stopped";
  /** Seconds. */
  readonly durationS: number;
  /** The kernel's number of it; `null` when it did not end. */
  readonly executionCount: number | null;
  /** What it has shown; may still grow until the next cell begins. */
  readonly outputs: readonly Output[];
  /** The error that ended it. */
  readonly error?: CellError;
}

/** Time between the interrupt and the end of patience: a tracker closes its run in it. Milliseconds. */
const GRACE_MS = 5000;

/**
 * Runs a cell. One that takes too long, or that the signal stops, is interrupted as Stop does in a notebook; the
 * kernel may be dead or still busy with it afterwards.
 */
export async function runCell(
  kernel: NotebookKernel,
  source: string,
  { timeoutMs, signal, onMessage }: RunCellOptions,
): Promise<CellOutcome> {
  const start = performance.now();
  const outputs: Output[] = [];
  const execution = kernel.execute(source, { outputs, onMessage });
  const end = await endOf(execution, timeoutMs, signal);
  if (end === "late" || end === "aborted") {
    kernel.interrupt();
    await endOf(execution, GRACE_MS);
  }
  const outcome = { durationS: (performance.now() - start) / 1000, executionCount: null, outputs };
  if (signal.aborted || end === "aborted") return { ...outcome, status: "stopped" };
  if (end instanceof Error || end === "late") {
    const error = end === "late"
      ? asCellError("TimeoutError", `The cell did not end in ${timeoutMs / 1000} s`)
      : asCellError(end.name, end.message);
    outputs.push({ output_type: "error", ...error, traceback: [...error.traceback] });
    return { ...outcome, status: "failed", error };
  }
  const { status, executionCount, error } = end;
  return {
    ...outcome,
    executionCount,
    status: status === "ok" ? "ok" : "failed",
    ...(error ? { error } : {}),
  };
}

/** What comes first: the cell's end (an error when the kernel died), the limit or the signal. */
async function endOf(
  execution: Promise<Execution>,
  limitMs: number,
  signal?: AbortSignal,
): Promise<Execution | Error | "late" | "aborted"> {
  const { promise, resolve } = Promise.withResolvers<"late" | "aborted">();
  const onAbort = () => resolve("aborted");
  const timer = limitMs === Infinity ? undefined : setTimeout(() => resolve("late"), limitMs);
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted) onAbort();
  try {
    return await Promise.race([execution, promise]);
  } catch (error) {
    // A dead kernel is a way for a cell to end.
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    // When the limit came first the cell may still fail; nobody waits for it any more.
    execution.catch(() => {});
  }
}

function asCellError(ename: string, message: string): CellError {
  const [evalue = "", ...more] = message.split("\n");
  return { ename, evalue, traceback: [`${ename}: ${evalue}`, ...more] };
}
