import { messageOf } from "../errors.ts";
import type { Observer } from "./observer.ts";
import { SHARED } from "./observer_worker.ts";
import { publish } from "./outputs.ts";
import { openListeners } from "./listeners.ts";

/** Listens for Stop. */
export interface StopWatch extends Disposable {
  /**
   * Returns once a Stop is heard whatever this thread does next. First the worker listens, then this thread: what only
   * this thread has heard would be lost if it blocked. Takes no turn of the event loop, but a fraction of a
   * millisecond unless there was something to do since the watch began.
   */
  settle(): void;
}

/** Stop, as a front-end sends it: SIGINT. */
export interface Interrupt {
  /** True after Stop, until `reset()`. */
  stopped(): boolean;
  /** Forgets an earlier Stop. */
  reset(): void;
  /** Calls `handler` at Stop. */
  onStop(handler: () => void): Disposable;
  /** Begins to listen until it is disposed; without a listener SIGINT ends the kernel, as the runtime does by itself. */
  watch(): StopWatch;
  /** Stop was seen. */
  fire(): void;
  /** Why this thread cannot hear Stop, if it cannot; the worker still may. */
  problem(): string | undefined;
}

/** A second Stop within this means it: the kernel ends, as the runtime alone would have ended it. */
const SECOND_WITHIN_MS = 2000;

/** The worker answers within a millisecond; nobody waits longer for one in trouble. */
const HEARD_LIMIT_MS = 20;

/**
 * Opens the listener for Stop: one in the worker, which hears it while the main thread is blocked, and one on the main
 * thread, which hears it where there is no worker.
 */
export function openInterrupt(observer: () => Observer | undefined): Interrupt {
  const handlers = openListeners("a run could not be told of Stop");
  let watchers = 0;
  let seen = false;
  const stopped = () => {
    const shared = observer()?.shared;
    return seen || (shared !== undefined && Atomics.load(shared, SHARED.stopped) === 1);
  };
  let lastMs = -Infinity;
  const onSignal = () => {
    const nowMs = performance.now();
    // The worker counts too, but two Stops that come before it has heard the first are one for it.
    if (nowMs - lastMs < SECOND_WITHIN_MS) Deno.kill(Deno.pid, "SIGTERM");
    lastMs = nowMs;
    fire();
  };
  const fire = () => {
    // Without a run there is nobody who stops.
    if (seen || watchers === 0) return;
    seen = true;
    publish("stream", { name: "stderr", text: "stopping…\n" });
    handlers.tell();
  };
  let problem: string | undefined, listens = false;
  const listen = (on: boolean) => {
    listens = on;
    try {
      if (on) Deno.addSignalListener("SIGINT", onSignal);
      else if (problem === undefined) Deno.removeSignalListener("SIGINT", onSignal);
    } catch (error) {
      // Not being stoppable is no reason not to be measured.
      problem = messageOf(error);
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
    onStop: handlers.add,
    watch() {
      const worker = observer();
      if (watchers++ === 0) {
        // A Stop of an earlier run is not the first of this one's two.
        lastMs = -Infinity;
        worker?.watchStop(true);
        // A worker that is still starting takes long to answer.
        if (worker?.ready !== true) listen(true);
      }
      let done = false;
      return {
        settle() {
          if (done || listens) return;
          worker?.waitHeard(HEARD_LIMIT_MS);
          listen(true);
        },
        [Symbol.dispose]() {
          if (done) return;
          done = true;
          if (--watchers > 0) return;
          // The next run has not been stopped; the worker clears its word when the next cell begins.
          seen = false;
          if (listens) listen(false);
          worker?.watchStop(false);
        },
      };
    },
  };
}
