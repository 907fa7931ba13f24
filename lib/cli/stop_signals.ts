/** Ctrl-C and its kin, as two signals and the exit status that belongs to them. */
export interface StopSignals extends Disposable {
  /** Aborts at the first one: stop in good order. */
  readonly stop: AbortSignal;
  /** Aborts at the second one: stop now. */
  readonly kill: AbortSignal;
  /** 128 + the number of the first signal, as shells have it; `undefined` when none came. */
  exitStatus(): number | undefined;
}

/** Does something once it is told to stop, now if it has been told already. */
export function onStop(stop: AbortSignal, action: () => void): void {
  if (stop.aborted) action();
  else stop.addEventListener("abort", action, { once: true });
}

const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Listens until it is disposed.
 *
 * @param onFirst Tells the user that stopping takes a moment.
 */
export function listenForStop(onFirst: () => void): StopSignals {
  const stop = new AbortController(), kill = new AbortController();
  let status: number | undefined;
  const signals: (keyof typeof NUMBERS)[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGHUP", "SIGINT", "SIGTERM"];
  const listeners = signals.map((signal) => {
    const listener = () => {
      if (status !== undefined) return kill.abort();
      status = 128 + NUMBERS[signal];
      onFirst();
      stop.abort();
    };
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  });
  return {
    stop: stop.signal,
    kill: kill.signal,
    exitStatus: () => status,
    [Symbol.dispose]() {
      for (const remove of listeners) remove();
    },
  };
}
