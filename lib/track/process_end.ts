import type { RunStatus } from "../record/run_record.ts";
import type { Run, RunError } from "./run.ts";

/** What to do when the process ends, or fails, with a run. */
export interface ProcessEndActions {
  /** Ends a run that is still open. */
  finish(status: RunStatus, error?: RunError): void;
  /** Puts the status of a run right that ended just before the error was known. */
  correct(error: RunError): void;
}

/**
 * Ends a run with the process when nobody else did: `const tracker = await track()` in a program that just ends.
 * An error that nobody catches makes the run FAILED, also when a `using` has closed it just before.
 *
 * @param run The run.
 * @param actions What to do.
 */
export function watchProcessEnd(run: Run, { finish, correct }: ProcessEndActions): Disposable {
  const failed = (error: unknown) => {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    if (run.record) correct({ name, message });
    else finish("FAILED", { name, message });
  };
  const onError = (event: ErrorEvent) => failed(event.error);
  const onRejection = (event: PromiseRejectionEvent) => failed(event.reason);
  const onEnd = (event: Event) => {
    if (run.record) return;
    // Deno asks again once the event loop is empty, so the delivery has its time.
    event.preventDefault();
    finish("FINISHED");
  };
  addEventListener("error", onError);
  addEventListener("unhandledrejection", onRejection);
  addEventListener("beforeunload", onEnd);
  return {
    [Symbol.dispose]() {
      removeEventListener("error", onError);
      removeEventListener("unhandledrejection", onRejection);
      removeEventListener("beforeunload", onEnd);
    },
  };
}
