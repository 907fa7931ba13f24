/**
 * Waits for a promise, but not beyond a signal.
 *
 * @param promise What to wait for; it goes on after the signal, and nobody hears of it any more.
 * @param signal Gives up.
 * @throws What the signal was aborted with.
 */
export async function unlessAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
    // The promise that lost the race may still fail.
    promise.catch(() => {});
  }
}
