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
  /** Stop was seen. */
  fire(): void;
}

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
  const fire = () => {
    if (seen) return;
    seen = true;
    // Without a run there is nobody who stops.
    if (watchers === 0) return;
    publish("stream", { name: "stderr", text: "stopping…\n" });
    for (const handler of [...handlers]) handler();
  };
  return {
    stopped,
    fire,
    reset() {
      seen = false;
      const shared = observer()?.shared;
      if (shared) Atomics.store(shared, SHARED.stopped, 0);
    },
    onStop(handler) {
      handlers.add(handler);
      return { [Symbol.dispose]: () => void handlers.delete(handler) };
    },
    watch() {
      if (watchers++ === 0) {
        Deno.addSignalListener("SIGINT", fire);
        observer()?.watchStop(true);
      }
      let done = false;
      return {
        [Symbol.dispose]() {
          if (done) return;
          done = true;
          if (--watchers > 0) return;
          Deno.removeSignalListener("SIGINT", fire);
          observer()?.watchStop(false);
        },
      };
    },
  };
}
