/** How long a request is tried; a test passes a `wait` that does not wait. */
export interface Patience {
  /** Times that a request is sent at most. */
  readonly tries: number;
  /** Seconds after which no further try begins. */
  readonly totalS: number;
  /** Seconds that an answer may take; a file gets more, by its size. */
  readonly timeoutS: number;
  /** Seconds before the second try; each later pause is twice as long. */
  readonly firstPauseS: number;
  /** Waits; rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** A number from 0 to 1, so that many notebooks do not come back at the same moment. */
  random(): number;
}

/** Behind the cell, so that nobody waits for it; a dead server is given up after about two seconds. */
export const PATIENCE: Patience = {
  tries: 4,
  totalS: 10,
  timeoutS: 30,
  firstPauseS: 0.25,
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      }, ms);
      signal.addEventListener("abort", onAbort, { once: true });
    }),
  random: Math.random,
};

/** Where a program waits for the answer before it may end: nobody should sit there for half a minute. */
export const AT_EXIT_TIMEOUT_S = 10;

/** The longest pause of our own, in milliseconds. */
const LONGEST_MS = 60_000;

/** Milliseconds before the next try: what the server asked for, else 0.25 s, 0.5 s, 1 s, each ± a quarter. */
export function pauseMs(
  attempt: number,
  retryAfterS: number | undefined,
  random: number,
  firstPauseS = PATIENCE.firstPauseS,
): number {
  if (retryAfterS !== undefined) return retryAfterS * 1000;
  return Math.min(LONGEST_MS, 1000 * firstPauseS * 2 ** (attempt - 1)) * (0.75 + random / 2);
}
