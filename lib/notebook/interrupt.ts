import type { Observer } from "./observer.ts";
import { SHARED } from "./observer_worker.ts";
import { publish } from "./outputs.ts";

/** Stop, as a front-end sends it: SIGINT. */
export interface Interrupt {
  /** True after Stop, until `reset()`. */
  stopped(): boolean;
  /** Forgets an earlier Stop. */
  reset(): void;
  /** Calls `handler` at Stop. */
  onStop(handler: () => void): Disposable;
  /** Listens until it is disposed; without a listener SIGINT ends the kernel, as the runtime does by itself. */
  watch(): Disposable;
  /**
   * Settles when a Stop is heard whatever this thread does next: until the worker listens only this thread does, and
   * one that blocks would not hear what has come meanwhile.
   */
  listening(): Promise<void>;
  /** Stop was seen. */
  fire(): void;
  /** Why this thread cannot hear Stop, if it cannot; the worker still may. */
  problem(): string | undefined;
}

/** A second Stop within this means it: the kernel ends, as the runtime alone would have ended it. */
const SECOND_WITHIN_MS = 2000;

/**
 * Opens the listener for Stop: one on the main thread, so that the kernel survives from the first moment on, and
 * one in the worker, which hears it while the main thread is blocked.
 */
export function openInterrupt(observer: () => Observer | undefined): Interrupt {
  const handlers = new Set<() => void>();
  let watchers = 0;
  let seen = false;
  const stopped = () => {
    const shared = observer()?.shared;
    return seen || (shared !== undefined && Atomics.load(shared, SHARED.stopped) === 1);
  };
  let lastMs = -Infinity;
  const onSignal = () => {
    const nowMs = performance.now();
    // Where no worker counts, a second Stop soon after the first ends the process here.
    if (observer() === undefined && nowMs - lastMs < SECOND_WITHIN_MS) Deno.kill(Deno.pid, "SIGTERM");
    lastMs = nowMs;
    fire();
  };
  const fire = () => {
    // Without a run there is nobody who stops.
    if (seen || watchers === 0) return;
    seen = true;
    publish("stream", { name: "stderr", text: "stopping…\n" });
    for (const handler of [...handlers]) handler();
  };
  let problem: string | undefined;
  const listen = (on: boolean) => {
    try {
      if (on) Deno.addSignalListener("SIGINT", onSignal);
      else if (problem === undefined) Deno.removeSignalListener("SIGINT", onSignal);
    } catch (error) {
      // Not being stoppable is no reason not to be measured.
      problem = error instanceof Error ? error.message : String(error);
    }
  };
  return {
    stopped,
    fire,
    problem: () => problem,
    reset() {
      seen = false;
      const shared = observer()?.shared;
      if (shared) Atomics.store(shared, SHARED.stopped, 0);
    },
    async listening() {
      const worker = observer();
      if (worker === undefined || !worker.ready) return;
      await worker.whenHeard();
      // What came before is on its way to this thread: it arrives with the next turns of the event loop.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
    },
    onStop(handler) {
      handlers.add(handler);
      return { [Symbol.dispose]: () => void handlers.delete(handler) };
    },
    watch() {
      if (watchers++ === 0) {
        listen(true);
        observer()?.watchStop(true);
      }
      let done = false;
      return {
        [Symbol.dispose]() {
          if (done) return;
          done = true;
          if (--watchers > 0) return;
          // The next run has not been stopped; the worker clears its word when the next cell begins.
          seen = false;
          listen(false);
          observer()?.watchStop(false);
        },
      };
    },
  };
}
