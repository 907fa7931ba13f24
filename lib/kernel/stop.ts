import type { Child } from "./child.ts";

/** Milliseconds until a cell that blocks is terminated: one that looks at `tracker.stopped` ends by itself. */
const BLOCKED_MS = 1500;
/** Milliseconds that a cell gets to end when it was released or terminated. */
const END_MS = 3500;

/**
 * Stops the cell that runs; never hangs, and keeps the variables if that is possible at all.
 *
 * First the child's own listener hears of it: it releases what waits at the cell's top level, and lets trackers end
 * their runs. When it does not hear, the cell blocks its thread and is terminated; what was terminated is then
 * collected as garbage, which is how the child learns that it will never end.
 *
 * @param child Where the cell runs.
 * @param ended Resolves when the cell has ended.
 * @returns Whether it has ended; if not, only another child helps.
 */
export async function stopCell(child: Child, ended: Promise<void>): Promise<boolean> {
  using timers = new DisposableStack();
  const after = (ms: number) =>
    new Promise<"late">((resolve) => {
      const timer = setTimeout(() => resolve("late"), ms);
      timers.defer(() => clearTimeout(timer));
    });
  const alive = Promise.withResolvers<"alive">();
  const end = ended.then(() => "ended" as const);
  child.signalStop(() => alive.resolve("alive"));
  const first = await Promise.race([end, alive.promise, after(BLOCKED_MS)]);
  if (first === "late") {
    child.request("control", "interrupt_request", {}).catch(() => {
      // A child that dies meanwhile is noticed where the cell waits for its reply.
    });
  }
  return first === "ended" || await Promise.race([end, after(END_MS)]) === "ended";
}
