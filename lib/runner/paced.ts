/** A costly action that follows changes. */
export interface Paced extends Disposable {
  /** Something has changed: acts now, or a little later when the last time was dear. Throws what an earlier one threw. */
  changed(): void;
}

/** Milliseconds that are never saved on. */
const CHEAP_MS = 5;

/** A dear action takes this part of the time. */
const MOST_COST = 0.1;

/**
 * Has an action follow changes without taking more than a tenth of the time: writing a notebook of 10,000 cells after
 * each of them would take hours. What is left to do when it is disposed is the caller's.
 *
 * @param act The action.
 * @param nowMs A clock that never jumps.
 */
export function paced(act: () => void, nowMs: () => number = () => performance.now()): Paced {
  let dueMs = -Infinity, timer: ReturnType<typeof setTimeout> | undefined;
  let failure: { readonly error: unknown } | undefined;
  const actNow = () => {
    clearTimeout(timer);
    timer = undefined;
    const begin = nowMs();
    act();
    const end = nowMs(), costMs = end - begin;
    dueMs = costMs < CHEAP_MS ? end : end + costMs / MOST_COST - costMs;
  };
  const actLater = () => {
    try {
      actNow();
    } catch (error) {
      // Nobody catches what a timer throws: the next change tells it.
      failure = { error };
    }
  };
  return {
    changed() {
      if (failure) throw failure.error;
      const leftMs = dueMs - nowMs();
      if (leftMs <= 0) actNow();
      else timer ??= setTimeout(actLater, leftMs);
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
