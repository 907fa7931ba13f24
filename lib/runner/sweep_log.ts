import { messageOf } from "../errors.ts";
import type { RunRecord } from "../record/run_record.ts";
import type { SweepStart } from "./greenest_start.ts";
import { NotebookError } from "./notebook_error.ts";
import type { Progress } from "./own_measure.ts";

/** What became of a job. */
export interface JobOutcome {
  /** `"lost"`: its server went while a cell may have run; `"refused"`: no server would begin it. */
  readonly status: "ok" | "failed" | "stopped" | "lost" | "refused";
  /** Where it ran; `undefined` when it did not. */
  readonly server: string | undefined;
  /** Why it is not ok, one sentence. */
  readonly problem?: string | undefined;
  /** Cells that ran. */
  readonly cellsRun: number;
  /** Cells with code. */
  readonly cells: number;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Seconds. */
  readonly durationS: number;
  /** The kernel's own record of all of it. */
  readonly record?: RunRecord | undefined;
  /** What it had said of itself last, where there is no record. */
  readonly progress?: Progress | undefined;
  /** Why it did not measure itself. */
  readonly unmeasured?: string | undefined;
}

/** One line of the log. */
type LogLine =
  | { readonly kind: "sweep"; readonly id: string; readonly startMs: number }
  | { readonly kind: "start"; readonly start: SweepStart }
  | { readonly kind: "cell"; readonly key: string; readonly server: string; readonly startMs: number }
  | { readonly kind: "end"; readonly key: string; readonly outcome: JobOutcome };

/** What the log of a sweep says. */
export interface SweepState {
  /** Id of the sweep, 32 hexadecimal digits: that of its run in MLflow. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Calls of it that waited for the greenest time. */
  readonly starts: readonly SweepStart[];
  /** How jobs ended, by key; the last end counts. */
  readonly ended: ReadonlyMap<string, JobOutcome>;
  /** Jobs of which a cell was sent and whose end nobody wrote, by key. */
  readonly open: ReadonlyMap<string, { readonly server: string; readonly startMs: number }>;
}

/** Writes what must not be forgotten in a crash: each line is in the file before the call returns. */
export interface SweepLog extends Disposable {
  /** A new sweep begins; what the file says of earlier ones no longer counts. */
  begin(id: string, startMs: number): void;
  /** A call of it begins after it has waited for the greenest time. */
  start(start: SweepStart): void;
  /** The first cell of a job is about to be sent: from now on it may have run. */
  cell(key: string, server: string, startMs: number): void;
  /** A job is over. */
  end(key: string, outcome: JobOutcome): void;
}

/** Name of the log in the folder of the results. */
export const LOG_NAME = "sweep.jsonl";

/**
 * Opens the log of a sweep to add lines.
 *
 * @param path The file.
 * @throws {NotebookError} When it cannot be written.
 */
export function openSweepLog(path: string): SweepLog {
  const file = opened(path);
  const write = (line: LogLine) => {
    const bytes = new TextEncoder().encode(`${JSON.stringify(line)}\n`);
    try {
      for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
      file.syncDataSync();
    } catch (cause) {
      throw new NotebookError(`Cannot write "${path}": ${messageOf(cause)}`, { cause });
    }
  };
  return {
    begin: (id, startMs) => write({ kind: "sweep", id, startMs }),
    start: (start) => write({ kind: "start", start }),
    cell: (key, server, startMs) => write({ kind: "cell", key, server, startMs }),
    end: (key, outcome) => write({ kind: "end", key, outcome }),
    [Symbol.dispose]: () => file.close(),
  };
}

/**
 * Reads the log of the last sweep in a folder. A line that a crash has torn counts as not written.
 *
 * @param path The file.
 * @returns What it says; `undefined` when there was no sweep.
 */
export function readSweepLog(path: string): SweepState | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw new NotebookError(`Cannot read "${path}": ${messageOf(cause)}`, { cause });
  }
  let sweep: { readonly id: string; readonly startMs: number } | undefined;
  const ended = new Map<string, JobOutcome>(), starts: SweepStart[] = [];
  const open = new Map<string, { readonly server: string; readonly startMs: number }>();
  for (const line of text.split("\n").flatMap(parsed)) {
    if (line.kind === "sweep") {
      sweep = line;
      ended.clear();
      open.clear();
      starts.length = 0;
    } else if (line.kind === "start") starts.push(line.start);
    else if (line.kind === "cell") open.set(line.key, line);
    else {
      ended.set(line.key, line.outcome);
      open.delete(line.key);
    }
  }
  return sweep && { id: sweep.id, startMs: sweep.startMs, starts, ended, open };
}

function parsed(text: string): LogLine[] {
  if (text === "") return [];
  try {
    // Only this file writes it.
    return [JSON.parse(text) as LogLine];
  } catch {
    // Torn by a crash or a full disk.
    return [];
  }
}

function opened(path: string): Deno.FsFile {
  try {
    const file = Deno.openSync(path, { read: true, append: true, create: true });
    // A line that was torn must not swallow the next one.
    if (file.seekSync(0, Deno.SeekMode.End) > 0) file.writeSync(new TextEncoder().encode("\n"));
    return file;
  } catch (cause) {
    throw new NotebookError(`Cannot write "${path}": ${messageOf(cause)}`, { cause });
  }
}
