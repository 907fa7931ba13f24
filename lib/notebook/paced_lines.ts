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
  /** So often more the text may change from one stream to the other; beyond that each stream keeps only its own order. */
  readonly changes: number;
  /** So many of both come anew each second. */
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
 * for `HOLD_MS`, printing takes at most 1,400 of the 3,000 messages, 1,650 from both streams in turn; the rest is for
 * all others.
 */
export const SERVERS_PACE: Pace = { atOnce: 500, changes: 100, perSecond: 250 };

/** Longest time that text is held while the thread is free or goes on printing. */
const HOLD_MS = 20;
/** A longer text leaves at once. */
const MOST_LENGTH = 1 << 16;

/**
 * Sends what is printed piece by piece as long as it is little, and several pieces in one message when a cell floods
 * its front-end. Order is kept, between the two streams too unless they alternate all the time: each change is a
 * message, so then what is held goes as one message per stream.
 *
 * @param world Clock, way out and timer.
 * @param pace How much goes piece by piece.
 */
export function openPacedLines({ nowMs, send, later }: PacedWorld, pace: Pace): PacedLines {
  const { atOnce, changes, perSecond } = pace;
  let left = atOnce + changes, refilledMs = nowMs();
  /** The two streams in turn. */
  let held: { readonly name: Stream; text: string }[] = [];
  let length = 0, sinceMs = 0, isWaiting = false;
  const flush = () => {
    const pieces = held;
    held = [];
    length = 0;
    for (const { name, text } of pieces) send(name, text);
  };
  const mayPass = (now: number, reserve: number) => {
    left = Math.min(atOnce + changes, left + (now - refilledMs) / 1000 * perSecond);
    refilledMs = now;
    if (left < reserve + 1) return false;
    left--;
    return true;
  };
  const hold = (name: Stream, text: string, now: number) => {
    const [before, last] = [held.at(-2), held.at(-1)];
    if (last?.name === name) last.text += text;
    else if (before === undefined || mayPass(now, 0)) held.push({ name, text });
    else before.text += text;
    length += text.length;
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
      if (held.length === 0) {
        if (mayPass(now, changes)) return send(name, text);
        sinceMs = now;
        flushLater();
      }
      hold(name, text, now);
      if (now - sinceMs >= HOLD_MS || length >= MOST_LENGTH) flush();
    },
    flush,
  };
}
