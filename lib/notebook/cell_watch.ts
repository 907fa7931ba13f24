import type { CellEnd } from "./cell_end.ts";
import { readSource } from "./cell_source.ts";
import type { Fence } from "./fence.ts";
import type { CellIdle, CellInput, Observer } from "./observer.ts";
import { SHARED } from "./observer_worker.ts";
import { report } from "./report.ts";

/** A cell that is over. */
export interface CellOver {
  /** The observer's number of the cell. */
  readonly cell: number;
  /** When it was over, milliseconds since 1970. */
  readonly endMs: number;
  /** `"unparsed"`: none of its code has run; `"silent"`: a front-end's own, which nobody sees and no watcher heard of. */
  readonly outcome: "ok" | "failed" | "stopped" | "unparsed" | "silent";
  /** The error that it showed, if any. */
  readonly error?: { readonly name: string; readonly message: string };
}

/** Whom to tell of every cell, with and without a run. */
export interface CellWatcher {
  /** A cell has begun: the kernel's own message, so it may come while the cell runs or after it. */
  begun?(cell: CellInput): void;
  /** A cell is about to end: before its runs are told. Synchronous, also for a cell that fails. */
  ending?(cell: CellInput): void;
  /** A cell ends of which the observer, which is still starting, has not seen the begin. Synchronous. */
  unseen?(outcome: "ok" | "failed"): void;
  /** The runs of the cell have been told; awaited where it ended well. */
  ended?(cell: CellInput, end: CellEnd): void | Promise<void>;
  /** A cell is over: the kernel's own message. Comes for each, also where no hook was called. */
  over?(cell: CellOver): void;
}

/** Those who watch every cell. */
export interface CellWatch {
  /** Adds a watcher until it is disposed. */
  add(watcher: CellWatcher): Disposable;
  /** The kernel announced a cell. */
  input(cell: CellInput): void;
  /** The kernel announced a cell's end. */
  idle(end: CellIdle): void;
  /** A hook says that a cell fails: finds out which and tells. Returns what tells its end. */
  failing(): (end: CellEnd) => void;
  /** A hook says that the cell with the kernel's number `count` ends well. */
  succeeding(count: number): Promise<(end: CellEnd) => Promise<void>>;
}

/** Numbers of cells that ended well and are kept until the kernel's own message comes: of a Run All that blocks. */
const KEPT = 10_000;

/** How long a cell that fails waits until the worker has seen it begin. Milliseconds. */
const LIMIT_MS = 2000;

/**
 * Opens the list of those who watch every cell.
 *
 * @param observer Knows the cells.
 * @param fence Waits until the observer has seen what the kernel published.
 * @param knowsSuccess Whether the kernel's hook for a cell that ends well was found.
 */
export function openCellWatch(observer: Observer, fence: Fence, knowsSuccess: () => boolean): CellWatch {
  const watchers = new Set<CellWatcher>();
  const announced = new Map<number, { readonly count: number; readonly isSilent: boolean }>();
  const succeeded = new Set<number>(), early = new Set<number>();
  // Of the kernel's messages so far; the count also of what was known before its message.
  let lastCell = 0, lastCount = 0, newestCount = 0;
  const needSource = () =>
    watchers.values().some(({ ending, ended }) => ending !== undefined || ended !== undefined);
  const tell = (action: (watcher: CellWatcher) => void) => {
    for (const watcher of [...watchers]) {
      try {
        action(watcher);
      } catch (error) {
        report("a cell could not be watched", error);
      }
    }
  };
  const source = () => needSource() ? readSource(observer.source) : undefined;
  const announce = (cell: CellInput, countBefore: number) => {
    // The kernel's number stands still for silent cells.
    const isSilent = cell.count <= countBefore;
    newestCount = Math.max(newestCount, cell.count);
    announced.set(cell.cell, { count: cell.count, isSilent });
    if (!isSilent) tell((watcher) => watcher.begun?.(cell));
  };
  /** The cell's end can come before the message that it has begun, and before those of the cells in front of it. */
  const announceEarly = (cell: CellInput) => {
    if (cell.cell <= lastCell || early.has(cell.cell)) return;
    early.add(cell.cell);
    announce(cell, newestCount);
  };
  const tellUnseen = (outcome: "ok" | "failed", count: number) => {
    if (Atomics.load(observer.shared, SHARED.cell) > 0) return;
    newestCount = lastCount = count;
    tell((watcher) => watcher.unseen?.(outcome));
  };
  const outcomeOf = ({ cell, failed, stopped }: CellIdle): CellOver["outcome"] => {
    const { count, isSilent = false } = announced.get(cell) ?? {};
    announced.delete(cell);
    if (isSilent) return "silent";
    if (failed) return stopped ? "stopped" : "failed";
    if (knowsSuccess() && count !== undefined && !succeeded.has(count)) return "unparsed";
    return stopped ? "stopped" : "ok";
  };

  return {
    add(watcher) {
      watchers.add(watcher);
      return { [Symbol.dispose]: () => void watchers.delete(watcher) };
    },
    input(cell) {
      if (!early.delete(cell.cell)) announce(cell, lastCount);
      [lastCell, lastCount] = [cell.cell, Math.max(lastCount, cell.count)];
    },
    idle(end) {
      if (end.cell === 0) return;
      const over = {
        cell: end.cell,
        endMs: end.endMs,
        outcome: outcomeOf(end),
        ...(end.failed ? { error: end.failed } : {}),
      };
      tell((watcher) => watcher.over?.(over));
    },
    failing() {
      if (needSource()) fence.waitSync(LIMIT_MS);
      tellUnseen("failed", newestCount + 1);
      const cell = source();
      if (cell) announceEarly(cell);
      if (cell === undefined || announced.get(cell.cell)?.isSilent) return () => {};
      tell((watcher) => watcher.ending?.(cell));
      return (end) => tell((watcher) => void watcher.ended?.(cell, end));
    },
    async succeeding(count) {
      succeeded.add(count);
      for (const oldest of succeeded) {
        if (succeeded.size <= KEPT) break;
        succeeded.delete(oldest);
      }
      // A cell that lasted a while was seen long ago; only a quick one has to wait for the worker.
      if (needSource() && source()?.count !== count) await fence.wait(true);
      tellUnseen("ok", count);
      const cell = source();
      if (cell?.count !== count) return () => Promise.resolve();
      announceEarly(cell);
      tell((watcher) => watcher.ending?.(cell));
      return async (end) => {
        for (const watcher of [...watchers]) {
          try {
            await watcher.ended?.(cell, end);
          } catch (error) {
            report("a cell could not be watched", error);
          }
        }
      };
    },
  };
}
