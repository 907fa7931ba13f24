/**
 * Waits for a promise, but not for ever.
 *
 * @param promise What to wait for; it goes on after the limit, and nobody hears of it any more.
 * @param limitMs Milliseconds; `Infinity` for no limit.
 * @param sentence Message of the error.
 * @throws {DOMException} `"TimeoutError"` after the limit.
 */
export async function within<Result>(
  promise: Promise<Result>,
  limitMs: number,
  sentence: string,
): Promise<Result> {
  if (limitMs === Infinity) return await promise;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new DOMException(sentence, "TimeoutError")), limitMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
    // The promise that lost the race may still fail.
    promise.catch(() => {});
  }
}
