import type { Observer } from "./observer.ts";
import { SHARED } from "./observer_worker.ts";
import { publish as publishNow } from "./outputs.ts";

/**
 * Waits until everything printed so far has left the kernel.
 *
 * One queue feeds iopub, so a marker (an update of a display that nobody has) that comes back to the observer
 * tells that everything before it is out. Without it the stock kernel sends "idle" before the outputs, and
 * front-ends lose them or put them under the next cell.
 */
export interface Fence {
  /**
   * Waits, at most 5 s without anything arriving; returns at once without an observer.
   *
   * @param patient Waits for an observer that is starting.
   * @param meanwhile Done while the marker is on its way; waited for in any case.
   * @returns Whether everything is known to have left.
   */
  wait(patient: boolean, meanwhile?: () => Promise<void>): Promise<boolean>;
  /** The same on the calling thread, for a cell that fails and cannot wait otherwise. */
  waitSync(limitMs: number): void;
  /**
   * Finds out which of the observer's cells runs now: what the kernel publishes keeps its order. It costs nothing,
   * because the answer comes with the next marker, and each cell ends with one; `ask()` sends one now.
   *
   * @param arrived Gets the number, or nothing when it cannot be known any more; not called without an observer.
   */
  stamp(arrived: (cell: number | undefined) => void): void;
  /** Sends a marker now if somebody waits for the number of a cell. */
  ask(): void;
}

/** The kernel as far as a fence needs it. */
export interface FencedKernel {
  /** The clock of its messages, milliseconds since 1970. */
  nowMs(): number;
  /** Sends a message; false when that is impossible. */
  publish(type: string, content: Record<string, unknown>): boolean;
}

/** The observer is the kernel's last listener: a front-end that is busy with a megabyte holds it up. */
const LIMIT_MS = 5000;
/** As long as something arrives, on a machine that is busy, the marker is on its way: then at most this. */
const MOST_MS = 30_000;
/** The kernel adds a subscriber when its subscription has arrived: the first marker may be sent too early. */
const FIRST_LIMIT_MS = 100;
/** A fence that was missed stands for an observer in trouble: later ones wait this long until it comes. */
const OVERDUE_LIMIT_MS = 50;

/** As it was when we began: a cell may replace it. */
const { wait: sleep } = Atomics;

/**
 * A fence over an observer.
 *
 * @param observer Sees what has left.
 * @param kernel The clock of its messages, and how it sends one.
 */
export function openFence(
  observer: Observer | undefined,
  { nowMs, publish }: FencedKernel = { nowMs: Date.now, publish: publishNow },
): Fence {
  let last = 0;
  let missed = 0;
  let hasPatience = true;
  const stamps: { readonly askedMs: number; readonly arrived: (cell: number | undefined) => void }[] = [];
  const seen = () => observer === undefined ? 0 : Atomics.load(observer.shared, SHARED.fence);
  const arrivals = () => observer === undefined ? 0 : Atomics.load(observer.shared, SHARED.arrived);
  /** Sends a marker; 0 when that is impossible. */
  const mark = () => {
    const display_id = `${observer?.fencePrefix}${last + 1}`;
    if (!publish("update_display_data", { data: {}, metadata: {}, transient: { display_id } })) return 0;
    last++;
    for (const { askedMs, arrived } of stamps.splice(0)) {
      // A cell whose end nobody told of ends without a marker: the next one's is no answer.
      const isLate = () => (observer?.cell()?.startMs ?? 0) > askedMs;
      observer?.onFence(last, (cell) => arrived(isLate() ? undefined : cell));
    }
    return last;
  };
  const patienceFor = (limitMs: number) => seen() < missed ? Math.min(limitMs, OVERDUE_LIMIT_MS) : limitMs;
  // Only where markers are known to come back.
  const mostMs = () => seen() === 0 || seen() < missed ? 0 : MOST_MS;
  const isReady = async (patient: boolean) => {
    if (observer === undefined || observer.ready) return observer !== undefined;
    if (!patient || !hasPatience || observer.problem() !== undefined) return false;
    return hasPatience = await observer.whenReady(LIMIT_MS);
  };
  return {
    stamp(arrived) {
      if (observer?.ready) stamps.push({ askedMs: nowMs(), arrived });
    },
    ask() {
      if (stamps.length > 0) mark();
    },
    async wait(patient, meanwhile = () => Promise.resolve()) {
      if (!await isReady(patient) || observer === undefined) {
        await meanwhile();
        return false;
      }
      let work: Promise<void> | undefined;
      const lastMs = performance.now() + mostMs();
      for (let left = patienceFor(LIMIT_MS), number = 0, before = arrivals(); left > 0;) {
        if (number === 0 || seen() === 0) number = mark();
        const limit = seen() === 0 ? Math.min(left, FIRST_LIMIT_MS) : left;
        await (work ??= meanwhile());
        if (number === 0) return false;
        // Back already: its message would come a turn of the event loop later.
        if (seen() >= number || await passes(observer, number, limit)) return true;
        left -= limit;
        // As long as something arrives the queue is only long.
        if (left <= 0 && arrivals() > before && performance.now() < lastMs) left = LIMIT_MS;
        before = arrivals();
      }
      missed = last;
      return false;
    },
    waitSync(limitMs) {
      if (observer === undefined || !observer.ready) return;
      const number = mark();
      const lastMs = performance.now() + mostMs();
      let deadline = performance.now() + patienceFor(limitMs), before = arrivals();
      for (let now = seen(); number > 0 && now < number; now = seen()) {
        if (performance.now() >= deadline && arrivals() > before && deadline < lastMs) {
          deadline = performance.now() + limitMs;
          before = arrivals();
        }
        const left = deadline - performance.now();
        if (left <= 0) {
          missed = last;
          return;
        }
        const tryFor = now === 0 ? Math.min(left, FIRST_LIMIT_MS) : left;
        if (sleep(observer.shared, SHARED.fence, now, tryFor) === "timed-out" && left > tryFor) mark();
      }
    },
  };
}

async function passes(observer: Observer, number: number, limitMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  using _watch = observer.onFence(number, () => resolve(true));
  const timer = setTimeout(() => resolve(false), limitMs);
  const passed = await promise;
  clearTimeout(timer);
  return passed;
}
