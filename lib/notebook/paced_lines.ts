/** One of the two streams that a cell prints to. */
export type Stream = "stdout" | "stderr";

/** Printed text on its way to the front-end. */
export interface PacedLines {
  /** Sends text, now or together with what follows it. */
  print(name: Stream, text: string): void;
  /** Sends what is held; whatever else is published has to come after it. */
  flush(): void;
}

/** How many texts go one by one. */
export interface Pace {
  /** So many in one go. */
  readonly atOnce: number;
  /** So many more each second. */
  readonly perSecond: number;
}

/** What pacing needs of the world. */
export interface PacedWorld {
  /** A clock, milliseconds. */
  nowMs(): number;
  /** Publishes one message. */
  send(name: Stream, text: string): void;
  /** Calls `action` that many milliseconds later, once the thread is free. */
  later(action: () => void, ms: number): void;
}

/**
 * A Jupyter server throws a kernel's messages away above 1,000 a second, counted over 3 seconds
 * (`iopub_msg_rate_limit` and `rate_limit_window` of jupyter_server 2, its documented defaults). At this pace, held
 * for `HOLD_MS`, printing takes at most 1,400 of the 3,000 messages; the rest is for all others.
 */
export const SERVERS_PACE: Pace = { atOnce: 500, perSecond: 250 };

/** Longest time that text is held while the thread is free or goes on printing. */
const HOLD_MS = 20;
/** A longer text leaves at once. */
const MOST_LENGTH = 1 << 16;

/**
 * Sends what is printed piece by piece as long as it is little, and several pieces in one message when a cell floods
 * its front-end. Order is kept, between the two streams too.
 *
 * @param world Clock, way out and timer.
 * @param pace How much goes piece by piece.
 */
export function openPacedLines({ nowMs, send, later }: PacedWorld, { atOnce, perSecond }: Pace): PacedLines {
  let left = atOnce, refilledMs = nowMs();
  let held: { readonly name: Stream; readonly sinceMs: number; text: string } | undefined;
  let isWaiting = false;
  const flush = () => {
    if (held === undefined) return;
    const { name, text } = held;
    held = undefined;
    send(name, text);
  };
  const mayPass = (now: number) => {
    left = Math.min(atOnce, left + (now - refilledMs) / 1000 * perSecond);
    refilledMs = now;
    if (left < 1) return false;
    left--;
    return true;
  };
  const flushLater = () => {
    if (isWaiting) return;
    isWaiting = true;
    later(() => {
      isWaiting = false;
      flush();
    }, HOLD_MS);
  };
  return {
    print(name, text) {
      const now = nowMs();
      if (held?.name !== name) {
        flush();
        if (mayPass(now)) return send(name, text);
        held = { name, text, sinceMs: now };
        flushLater();
      } else held.text += text;
      if (now - held.sinceMs >= HOLD_MS || held.text.length >= MOST_LENGTH) flush();
    },
    flush,
  };
}
