import type { Budget } from "../record/info.ts";

const EVERY_MS = 250;

/**
 * Calls `check` four times a second where there is a budget; keeps no process alive.
 *
 * @returns Stops it.
 */
export function watchBudget(budget: Budget, check: () => void): () => void {
  if (Object.keys(budget).length === 0) return () => {};
  const timer = setInterval(check, EVERY_MS);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}
