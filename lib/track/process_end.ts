import type { Seconds } from "../units.ts";
import type { RunStatus } from "../record/run_record.ts";
import type { Run, RunError } from "./run.ts";

/** What to do with a run when the process ends or fails. */
export interface ProcessEndActions {
  /** Ends a run that is still open. */
  finish(status: RunStatus, error?: RunError): void;
  /** Puts the status of a run right that ended just before the error was known. */
  correct(error: RunError): void;
}

/** Watches one run until it is disposed. */
export interface ProcessWatch extends Disposable {
  /** The run's block is over: an error that comes right after it is the block's own. */
  closed(): void;
}

/** Tells runs of the end of the process. */
export interface ProcessEnd {
  /** Watches a run. */
  watch(run: Run, actions: ProcessEndActions): ProcessWatch;
}

interface Entry {
  readonly run: Run;
  readonly actions: ProcessEndActions;
  closedS: Seconds;
}

/** A throw disposes its block first and is reported after that: this long the block is remembered. Seconds. */
const REMEMBERED_S = 0.1;

/**
 * Ends runs with the process when nobody else did: `const tracker = await track()` in a program that just ends. An
 * error that nobody catches makes the run FAILED, also when a `using` has closed it just before. Starts no timer,
 * which would keep the process waiting.
 *
 * @param monotonicS The clock.
 */
export function openProcessEnd(monotonicS: () => Seconds): ProcessEnd {
  const entries = new Set<Entry>();
  const forget = () => {
    for (const entry of entries) if (monotonicS() - entry.closedS > REMEMBERED_S) entries.delete(entry);
  };
  const failed = (error: unknown) => {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    forget();
    for (const { run, actions } of entries) {
      if (run.record) actions.correct({ name, message });
      else actions.finish("FAILED", { name, message });
    }
  };
  const ending = (event: Event) => {
    const open = [...entries].filter(({ run }) => run.record === undefined);
    // Deno asks again once the event loop is empty, so the delivery has its time.
    if (open.length > 0) event.preventDefault();
    for (const { actions } of open) actions.finish("FINISHED");
  };
  let listens = false;
  const listen = () => {
    if (listens) return;
    listens = true;
    addEventListener("error", (event) => failed(event.error));
    addEventListener("unhandledrejection", (event) => failed(event.reason));
    addEventListener("beforeunload", ending);
  };
  return {
    watch(run, actions) {
      listen();
      forget();
      const entry: Entry = { run, actions, closedS: Infinity };
      entries.add(entry);
      return {
        closed() {
          entry.closedS = monotonicS();
        },
        [Symbol.dispose]: () => void entries.delete(entry),
      };
    },
  };
}
