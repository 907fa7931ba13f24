/** How long a request is tried; a test passes a `wait` that does not wait. */
export interface Patience {
  /** Times that a request is sent at most. */
  readonly tries: number;
  /** Seconds after which no further try begins. */
  readonly totalS: number;
  /** Seconds that an answer may take. */
  readonly timeoutS: number;
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

/** Milliseconds before the next try: what the server asked for, else 0.25 s, 0.5 s, 1 s, each ± a quarter. */
export function pauseMs(attempt: number, retryAfterS: number | undefined, random: number): number {
  if (retryAfterS !== undefined) return retryAfterS * 1000;
  return 250 * 2 ** (attempt - 1) * (0.75 + random / 2);
}
