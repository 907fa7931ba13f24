import { type CellEnd, type CellEndHandler, hookCellEnd } from "./cell_end.ts";
import { openCellHandlers } from "./cell_handlers.ts";
import { readSource } from "./cell_source.ts";
import { type CellOver, type CellWatch, type CellWatcher, openCellWatch } from "./cell_watch.ts";
import { type Fence, openFence } from "./fence.ts";
import { type CellInput, type Observer, startObserver, type WorkerPort } from "./observer.ts";
import { waitBeforeLeaving } from "./leaving.ts";
import { openListeners } from "./listeners.ts";
import { missingInternals } from "./missing_internals.ts";
import { type Bundle, display, flushPrinted, paceConsole, print, update } from "./outputs.ts";
import { openInterrupt, type StopWatch } from "./interrupt.ts";
import { SHARED } from "./observer_worker.ts";

export type { Bundle, CellEnd, CellEndHandler, CellInput, CellOver, CellWatcher, StopWatch, WorkerPort };

/** The notebook that this kernel serves: where cells end, what they show, when they are stopped. */
export interface Notebook {
  /** Shows a bundle under the cell that runs now; synchronous. */
  display(bundle: Bundle, displayId?: string): void;
  /** Replaces what was shown under that id; synchronous. */
  update(bundle: Bundle, displayId: string): void;
  /** Prints to stderr under the cell that runs now; synchronous. */
  complain(line: string): void;
  /**
   * Waits until everything that earlier cells printed has left, at most 5 s; at once when that is known already.
   * `patient`: also what this cell has printed, and waits for an observer that is starting.
   */
  fence(patient?: boolean): Promise<void>;
  /** Does something at the end of this cell, or of the next, while the kernel sends what was shown; never throws. */
  atEnd(work: () => Promise<void>): void;
  /** Tells of every cell's end until it is disposed. */
  onCellEnd(handler: CellEndHandler): Disposable;
  /** Tells of every cell, also of those without a run; nothing without the observer. */
  onCells(watcher: CellWatcher): Disposable;
  /** Calls `action` whenever the console has printed: a loop that blocks gives no other occasion to show something. */
  onPrint(action: () => void): Disposable;
  /** Settles when the observer sees every cell, or when it is clear that it will not. */
  observing(): Promise<boolean>;
  /** True after Stop, until `resetStop()`; reads shared memory, so a loop that blocks sees it. */
  readonly stopped: boolean;
  /** Does now what a Stop that has come does once the main thread is free: "stopping…", then the handlers. */
  heedStop(): void;
  /** Calls `handler` at Stop, when the main thread is free. */
  onStop(handler: () => void): Disposable;
  /** Keeps Stop from killing the kernel, from its `settle()` on until it is disposed. */
  watchStop(): StopWatch;
  /** Forgets an earlier Stop. */
  resetStop(): void;
  /** The cell that runs now, if the observer has seen it begin. */
  running(): CellInput | undefined;
  /** Tells which cell runs now, at its end; never where the observer has not seen the cell begin. */
  whichCell(found: (cell: CellInput) => void): void;
  /** The newest cell that the observer saw begin. */
  cell(): CellInput | undefined;
  /** One sentence per internal of the kernel that was not found. */
  readonly missing: readonly string[];
}

/** The observer needs about a second; twice that on a busy machine is not unusual. */
const READY_LIMIT_MS = 10_000;

/**
 * Connects with the Deno kernel that this process is: hooks, observer, fence, Stop. Each internal is looked for
 * by itself; what is missing is said in `missing` and replaced by a second way where there is one.
 *
 * @param worker A worker started with `observerWorkerSource`; `undefined` when there is none.
 */
export function openNotebook(worker: WorkerPort | undefined): Notebook {
  const handlers = openCellHandlers();
  const works: (() => Promise<void>)[] = [];
  const printed = openListeners("what a printed line gave occasion for could not be done");
  let shown = 0;
  const interrupt = openInterrupt(() => observer);
  let armed = false, hasLeft = false, failedIn = 0;
  // The kernel's number of the last cell whose end a hook has told; each cell has one, failing ones too.
  let endedCount = NaN;
  const cellNow = () => observer ? Atomics.load(observer.shared, SHARED.cell) : 0;

  const heedStop = () => {
    if (interrupt.stopped()) interrupt.fire();
  };
  const observer: Observer | undefined = worker && startObserver(worker, {
    stop() {
      // One that comes after `resetStop()` was meant for an earlier run.
      heedStop();
    },
    input: (cell) => watch?.input(cell),
    // The second way, where a hook was not called: the card is then late, but it comes.
    idle(end) {
      watch?.idle(end);
      void handlers.idle(end);
    },
  });
  const fence: Fence = openFence(observer);
  const watch: CellWatch | undefined = observer && openCellWatch(observer, fence, () => hooks.success);
  const hooks = hookCellEnd({
    failed(end) {
      flushPrinted();
      // The error itself is shown after this.
      hasLeft = false;
      if (observer?.ready && !hooks.success) {
        // Earlier cells may have ended well without anybody's saying so; this error is not theirs.
        fence.waitSync(2000);
        handlers.passed(cellNow());
      }
      const tellEnded = watch?.failing();
      handlers.failed(end);
      tellEnded?.(end);
      fence.waitSync(2000);
      failedIn = cellNow();
      endedCount++;
    },
    async succeeded(putBack, count) {
      flushPrinted();
      const tellEnded = await watch?.succeeding(count);
      armed = handlers.areHeard;
      // Older kernels call this for a front-end's silent cells too, under the number of the last cell.
      if (putBack && await fence.wait(false) && cellNow() > failedIn) putBack = false;
      await handlers.succeeded(putBack);
      await tellEnded?.({ status: "ok" });
      endedCount = count;
    },
    // Only a cell with a run is worth waiting for an observer that is still starting.
    async flush() {
      const before = shown;
      hasLeft = await fence.wait(armed, async () => {
        await Promise.all(works.splice(0).map((work) => work()));
      });
      if (shown > before) hasLeft = await fence.wait(armed);
    },
  });
  // Held lines need somebody who knows when the cell is over.
  if (hooks.success && hooks.failure) {
    paceConsole(() => {
      heedStop();
      printed.tell();
    });
  }
  waitBeforeLeaving(fence);
  const stamp = (arrived: (cell: number | undefined) => void) => {
    if (hooks.success) {
      fence.stamp(arrived);
      // A cell whose failure is not told has no marker at its end.
      if (!hooks.failure) fence.ask();
    } else if (observer?.ready) {
      // Then a run begins behind a fence: the observer has seen its cell begin, and no answer can be late.
      arrived(cellNow());
    }
  };

  return {
    display(bundle, displayId) {
      shown++;
      display(bundle, displayId);
    },
    update(bundle, displayId) {
      shown++;
      update(bundle, displayId);
    },
    complain(line) {
      shown++;
      print("stderr", `${line}\n`);
    },
    // Without that hook nobody knows the end in time.
    atEnd: (work) => void (hooks.success ? works.push(work) : work()),
    async fence(patient = false) {
      // Without the hooks a run ends by what the observer sees, so it has to be there when the run begins.
      const isPatient = patient || !hooks.success || !hooks.failure;
      if (isPatient || !hasLeft) await fence.wait(isPatient);
    },
    onCellEnd: (handler) => handlers.add(handler, stamp),
    onCells: (watcher) => watch?.add(watcher) ?? { [Symbol.dispose]() {} },
    onPrint: printed.add,
    observing: () => observer?.whenReady(READY_LIMIT_MS) ?? Promise.resolve(false),
    get stopped() {
      return interrupt.stopped();
    },
    heedStop,
    onStop: interrupt.onStop,
    watchStop: interrupt.watch,
    resetStop: interrupt.reset,
    running() {
      const seen = observer && readSource(observer.source);
      return seen && seen.count > endedCount ? seen : undefined;
    },
    whichCell(found) {
      stamp((number) => {
        const cell = observer?.cell();
        if (cell !== undefined && cell.cell === number) found(cell);
      });
    },
    cell: () => observer?.cell(),
    get missing() {
      return missingInternals(hooks, observer, interrupt.problem());
    },
  };
}
