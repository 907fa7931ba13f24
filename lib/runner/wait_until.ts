/** How time passes; a test has its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Waits; ends early when told so. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A machine may be suspended meanwhile: what counts is its clock, looked at so often. */
const LOOK_MS = 1000;

/**
 * Waits for a moment.
 *
 * @param untilMs The moment, milliseconds since 1970.
 * @param clock How time passes.
 * @param signal Ends the waiting.
 * @param onLook Takes the milliseconds that are left, at least once.
 * @returns Whether the moment has come.
 */
export async function waitUntil(
  untilMs: number,
  { nowMs, sleep }: Clock,
  signal: AbortSignal,
  onLook: (leftMs: number) => void,
): Promise<boolean> {
  for (;;) {
    if (signal.aborted) return false;
    const leftMs = untilMs - nowMs();
    onLook(Math.max(0, leftMs));
    if (leftMs <= 0) return true;
    await sleep(Math.min(LOOK_MS, leftMs), signal);
  }
}

/** Sleeps for real. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms), wake = () => resolve();
  signal.addEventListener("abort", wake);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", wake);
  });
}
