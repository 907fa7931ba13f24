import type { CellEnd, CellEndHandler } from "./cell_end.ts";
import type { CellIdle } from "./observer.ts";
import { report } from "./report.ts";

/** Who is told of the cells' ends: each handler once per cell, by the kernel's hook or by the second way. */
export interface CellHandlers {
  /** Whether one of them may show something. */
  readonly areHeard: boolean;
  /**
   * Adds one until it is disposed.
   *
   * @param stamp Finds out which of the observer's cells runs now, if it can.
   */
  add(handler: CellEndHandler, stamp: (arrived: (cell: number | undefined) => void) => void): Disposable;
  /** The hook says that the cell threw. */
  failed(end: CellEnd): void;
  /** The hook says that a cell ended well; `putBack`: it is the one of which `failed` was told. */
  succeeded(putBack: boolean): Promise<void>;
  /** Cell number `cell` runs: those of earlier ones that were told of no failure ended well, where no hook said so. */
  passed(cell: number): void;
  /** The kernel's own message says that a cell is over: tells those whom no hook has told. */
  idle(end: CellIdle): Promise<void>;
}

const NOT_ENDED = "the run could not be ended";

/** A handler, and what it was told. */
interface Entry {
  readonly handler: CellEndHandler;
  /** When it was added, milliseconds since 1970, as in the kernel's messages. */
  readonly sinceMs: number;
  /** The observer's number of its first cell; `undefined` until that is known. */
  cell: number | undefined;
  /** Cells of whose end it was told. */
  told: number;
  /** Cells of whose end the kernel's own message has come. */
  idle: number;
  failed: boolean;
  /** Its cell is over and ended well: what fails now is another one. */
  passed: boolean;
}

/**
 * Opens the list of those who want to know when a cell ends.
 *
 * The kernel's own messages come late: in Run All the end of one cell arrives while the next one runs. So each handler
 * learns its cell's number from a marker in the same stream; until then it belongs to no cell that was over before
 * it was added.
 *
 * @param nowMs The clock of the kernel's messages.
 */
export function openCellHandlers(nowMs: () => number = Date.now): CellHandlers {
  const entries = new Set<Entry>();

  const tellOver = (entry: Entry) => {
    if (!entry.failed) return;
    entry.failed = false;
    guard(() => entry.handler.over?.());
  };
  const tellFailed = (entry: Entry, end: CellEnd) => {
    // A second failure is another cell's: who ended with the first one must not get its error.
    tellOver(entry);
    if (!entries.has(entry) || entry.passed) return;
    entry.told++;
    entry.failed = true;
    guard(() => entry.handler.failed(end));
  };
  const tellSucceeded = async (entry: Entry) => {
    if (!entries.has(entry)) return;
    // What was told of this cell before is taken back.
    if (!entry.failed) entry.told++;
    entry.failed = false;
    try {
      await entry.handler.succeeded({ status: "ok" });
    } catch (error) {
      // Whatever fails in here must not become an error of the user's cell.
      report(NOT_ENDED, error);
    }
  };

  return {
    get areHeard() {
      return entries.values().some(({ handler }) => !handler.isMute);
    },
    add(handler, stamp) {
      const entry: Entry = {
        handler,
        sinceMs: nowMs(),
        cell: undefined,
        told: 0,
        idle: 0,
        failed: false,
        passed: false,
      };
      stamp((cell) => {
        entry.cell = cell;
      });
      entries.add(entry);
      return { [Symbol.dispose]: () => void entries.delete(entry) };
    },
    failed(end) {
      for (const entry of [...entries]) tellFailed(entry, end);
    },
    async succeeded(putBack) {
      for (const entry of [...entries]) {
        if (!putBack) tellOver(entry);
        await tellSucceeded(entry);
      }
    },
    passed(cell) {
      for (const entry of [...entries]) {
        if (entry.cell === undefined || entry.cell >= cell || entry.told > 0) continue;
        entry.passed = true;
        void tellSucceeded(entry);
      }
    },
    async idle(end) {
      for (const entry of [...entries].filter((entry) => wasOpen(entry, end))) {
        const wasTold = entry.told > entry.idle;
        entry.idle++;
        if (!wasTold && end.failed) tellFailed(entry, { status: "error", error: end.failed });
        if (!wasTold && !end.failed) await tellSucceeded(entry);
        // With more told than seen, the failure that it knows of is a later cell's.
        if (entry.told === entry.idle) tellOver(entry);
      }
    },
  };
}

/** Whether an entry was there when that cell ended. */
function wasOpen({ cell, sinceMs }: Entry, end: CellIdle): boolean {
  return cell === undefined ? sinceMs < end.endMs : cell <= end.cell;
}

/** Whatever fails in here must not become an error of the user's cell. */
function guard(action: () => void): void {
  try {
    action();
  } catch (error) {
    report(NOT_ENDED, error);
  }
}
