import type { CellError } from "../jupyter/client.ts";
import type { Output } from "../jupyter/outputs.ts";

/**
 * How a cell ended: `"allowed"` failed and may (tag `raises-exception`), `"stopped"` was interrupted, `"skipped"`
 * did not run (an earlier one failed, or tag `skip-execution`).
 */
export type CellStatus = "ok" | "failed" | "allowed" | "stopped" | "skipped";

/** A code cell among those that run. */
export interface CellPlace {
  /** Its number among the code cells, from 1; cells without code do not count. */
  readonly number: number;
  /** How many there are. */
  readonly total: number;
  /** Its id in the notebook. */
  readonly id: string;
  /** The first line with code in it. */
  readonly line: string;
}

/** What became of a code cell. */
export interface CellRun extends CellPlace {
  /** How it ended. */
  readonly status: CellStatus;
  /** Seconds; `undefined` when it did not run. */
  readonly durationS: number | undefined;
  /** What it has shown, in order. */
  readonly outputs: readonly Output[];
  /** The kernel's number of it; `null` when it did not run or did not end. */
  readonly executionCount: number | null;
  /** The error that ended it. */
  readonly error?: CellError;
}
