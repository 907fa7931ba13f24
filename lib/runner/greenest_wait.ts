import type { SweepStart } from "./greenest_start.ts";
import { type Clock, waitUntil } from "./wait_until.ts";

/** How a start is waited for. */
export interface GreenestWaitOptions {
  /** How time passes. */
  readonly clock: Clock;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Asks for the forecast anew; what it finds has to end by then, milliseconds since 1970. */
  readonly askAgain: (untilMs: number) => Promise<SweepStart>;
  /** Takes the start, whenever it has changed. */
  readonly onStart: (start: SweepStart) => void;
  /** Takes the milliseconds that are left. */
  readonly onWait: (start: SweepStart, leftMs: number) => void;
}

/** Services have new forecasts every half hour or hour. */
const ASK_AGAIN_MS = 30 * 60_000;

/**
 * Waits for the greenest time, which a newer forecast may move: within what the first one covered, so that it comes.
 *
 * @param first The start by the first forecast.
 * @param options How it is waited for.
 * @returns The start that has come, against the first forecast of at once; `undefined` when it was told to end.
 */
export async function waitForGreenest(
  first: SweepStart,
  { clock, signal, askAgain, onStart, onWait }: GreenestWaitOptions,
): Promise<SweepStart | undefined> {
  let start = first, nextMs = first.askedMs + ASK_AGAIN_MS;
  onStart(start);
  for (;;) {
    const { startMs } = start, isLast = startMs <= nextMs;
    const untilMs = isLast ? startMs : nextMs, restMs = startMs - untilMs, waited = start;
    const hasCome = await waitUntil(untilMs, clock, signal, (leftMs) => onWait(waited, leftMs + restMs));
    if (!hasCome) return undefined;
    if (isLast) return start;
    nextMs = untilMs + ASK_AGAIN_MS;
    try {
      const fresh = await askAgain(first.forecastUntilMs);
      const { askedMs, now, isLate } = first;
      start = { ...fresh, askedMs, now, isLate };
      if (start.startMs !== startMs) onStart(start);
    } catch {
      // A service that is down for a while: what it said before holds.
    }
  }
}
