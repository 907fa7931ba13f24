import type { Observer } from "./observer.ts";
import { SHARED } from "./observer_worker.ts";
import { publish } from "./outputs.ts";

/**
 * Waits until everything printed so far has left the kernel.
 *
 * One queue feeds iopub, so a marker (an update of a display that nobody has) that comes back to the observer
 * tells that everything before it is out. Without it the stock kernel sends "idle" before the outputs, and
 * front-ends lose them or put them under the next cell.
 */
export interface Fence {
  /** Waits, at most 2 s; returns at once without an observer. `patient`: waits for one that is starting. */
  wait(patient: boolean): Promise<void>;
  /** The same on the calling thread, for a cell that fails and cannot wait otherwise. */
  waitSync(limitMs: number): void;
}

const LIMIT_MS = 2000;

/** A fence over an observer. */
export function openFence(observer: Observer | undefined): Fence {
  let last = 0;
  let seenOnce = false;
  const mark = () => {
    last++;
    publish("update_display_data", {
      data: {},
      metadata: {},
      transient: { display_id: `${observer?.fencePrefix}${last}` },
    });
    return last;
  };
  return {
    async wait(patient) {
      if (observer === undefined || observer.problem() !== undefined) return;
      if (!observer.ready && !(patient && await observer.whenReady(LIMIT_MS))) return;
      // The kernel adds a subscriber when its subscription has arrived: the first marker may be sent too early.
      for (let tries = seenOnce ? 1 : 8; tries > 0; tries--) {
        if (await passes(observer, mark(), seenOnce ? LIMIT_MS : LIMIT_MS / 8)) {
          seenOnce = true;
          return;
        }
      }
    },
    waitSync(limitMs) {
      if (observer === undefined || !observer.ready) return;
      const number = mark();
      const deadline = performance.now() + limitMs;
      for (;;) {
        const seen = Atomics.load(observer.shared, SHARED.fence);
        const left = deadline - performance.now();
        if (seen >= number || left <= 0) return;
        Atomics.wait(observer.shared, SHARED.fence, seen, left);
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
