import type { CellEnd, CellEndHandler } from "./cell_end.ts";

/** Who is told of the cells' ends: each handler once per cell, by the kernel's hook or by the second way. */
export interface CellHandlers {
  /** How many there are. */
  readonly size: number;
  /** Adds one until it is disposed. */
  add(handler: CellEndHandler): Disposable;
  /** The hook says that the cell threw. */
  failed(end: CellEnd): void;
  /** The hook says that a cell ended well; `putBack`: it is the one of which `failed` was told. */
  succeeded(putBack: boolean): Promise<void>;
  /** The kernel's own message says that a cell was over at `endMs`: tells those whom no hook has told. */
  idle(endMs: number, error?: CellEnd["error"]): Promise<void>;
}

/** A handler, and what it was told. Times are milliseconds since 1970, as in the kernel's messages. */
interface Entry {
  readonly handler: CellEndHandler;
  readonly sinceMs: number;
  toldMs: number;
  failed: boolean;
}

/**
 * Opens the list of those who want to know when a cell ends.
 *
 * @param nowMs The clock of the kernel's messages.
 */
export function openCellHandlers(nowMs: () => number = Date.now): CellHandlers {
  const entries = new Set<Entry>();
  let lastIdleMs = -Infinity;

  const tellOver = (entry: Entry) => {
    if (!entry.failed) return;
    entry.failed = false;
    guard(() => entry.handler.over?.());
  };
  const tellFailed = (entry: Entry, end: CellEnd) => {
    // A second failure is another cell's: who ended with the first one must not get its error.
    tellOver(entry);
    if (!entries.has(entry)) return;
    entry.toldMs = nowMs();
    entry.failed = true;
    guard(() => entry.handler.failed(end));
  };
  const tellSucceeded = async (entry: Entry) => {
    if (!entries.has(entry)) return;
    entry.toldMs = nowMs();
    entry.failed = false;
    try {
      await entry.handler.succeeded({ status: "ok" });
    } catch (error) {
      // Whatever fails in here must not become an error of the user's cell.
      report(error);
    }
  };

  return {
    get size() {
      return entries.size;
    },
    add(handler) {
      const entry = { handler, sinceMs: nowMs(), toldMs: -Infinity, failed: false };
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
    async idle(endMs, error) {
      const formerMs = lastIdleMs;
      lastIdleMs = endMs;
      // In Run All the message can arrive when the next cell runs already: that one's handlers are not meant.
      for (const entry of [...entries].filter(({ sinceMs }) => sinceMs <= endMs)) {
        const told = entry.toldMs > formerMs;
        if (!told && error === undefined) await tellSucceeded(entry);
        if (!told && error) tellFailed(entry, { status: "error", error });
        if (!told || entry.toldMs <= endMs) tellOver(entry);
      }
    },
  };
}

/** Whatever fails in here must not become an error of the user's cell. */
function guard(action: () => void): void {
  try {
    action();
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  console.error(`wattbook: the run could not be ended: ${error instanceof Error ? error.stack : error}`);
}
