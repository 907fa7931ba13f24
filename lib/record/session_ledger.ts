import type { Figure, Seconds } from "../units.ts";

/** One execution of a cell. */
export interface LedgerCell {
  /** The kernel's number of the execution, as in `[12]`. */
  readonly count: number;
  /** First line of its source that is no magic, shortened. */
  readonly firstLine: string;
  /** Tells sources apart: equal sources have equal hashes. */
  readonly sourceHash: string;
  /** How it ended; `"unparsed"`: nothing of it has run. */
  readonly status: "ok" | "failed" | "stopped" | "unparsed" | "running";
  /** True when the same source has run before. */
  readonly again: boolean;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Seconds. */
  readonly durationS: Seconds;
  /** Joules charged to this process. */
  readonly energyJ?: Figure;
  /** Grams CO2eq. */
  readonly emissionsG?: Figure;
  /** Too short for the sources: only the upper ends say something. */
  readonly belowResolution: boolean;
}

/** Several executions, or the time between them, together. */
export interface LedgerSum {
  /** How many. */
  readonly count: number;
  /** Seconds. */
  readonly durationS: Seconds;
  /** Joules charged to this process. */
  readonly energyJ?: Figure;
  /** Grams CO2eq. */
  readonly emissionsG?: Figure;
}

/** What the models that were kept cost, of all that was tried. */
export interface KeptPart {
  /** Names of the runs: of each name the latest that finished. */
  readonly runNames: readonly string[];
  /** Runs in all, failed and repeated ones included. */
  readonly tries: number;
  /** Joules of the kept runs' headlines; `undefined` where they share time and cannot be added. */
  readonly energyJ?: Figure;
  /** Grams CO2eq of them. */
  readonly emissionsG?: Figure;
  /** Their energy as a part of the whole session's, 0 to 1. */
  readonly part?: number;
}

/** What a notebook session has cost so far. */
export interface SessionLedger {
  /** Every execution, oldest first; of a long session the newest ones. */
  readonly cells: readonly LedgerCell[];
  /** Executions before those. */
  readonly earlier: LedgerSum;
  /** The time between cells, in which the kernel waits for its user. */
  readonly idle: LedgerSum;
  /** Cells and idle together, since the import; its count is that of all executions. */
  readonly total: LedgerSum;
  /** Executions that failed. */
  readonly failures: number;
  /** Executions of a source that had run before. */
  readonly reRuns: number;
  /** What the kept models cost of it. */
  readonly kept: KeptPart;
}
