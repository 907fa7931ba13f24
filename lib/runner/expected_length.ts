import type { Seconds } from "../units.ts";
import type { SweepState } from "./sweep_log.ts";
import type { SweepJob } from "./sweep_plan.ts";

/**
 * How long a sweep will take, by what the log in its folder says of an earlier one: a notebook that ran before takes
 * its time again, another one the mean of those. Each is given to the kernel that is free first.
 *
 * @param jobs What is to be run.
 * @param former What the log says.
 * @param atOnce Notebooks that run at the same time.
 * @returns `undefined` where the log has no notebook that ended well.
 */
export function expectedLength(
  jobs: readonly SweepJob[],
  former: SweepState | undefined,
  atOnce: number,
): Seconds | undefined {
  const ended = [...former?.ended ?? []].filter(([, { status }]) => status === "ok");
  if (ended.length === 0) return undefined;
  const known = new Map(ended.map(([key, { durationS }]) => [key, durationS]));
  const mean = ended.reduce((sum, [, { durationS }]) => sum + durationS, 0) / ended.length;
  const free = Array.from({ length: Math.max(1, Math.min(atOnce, jobs.length)) }, () => 0);
  for (const { key } of jobs) {
    const next = free.indexOf(Math.min(...free));
    free[next] = (free[next] ?? 0) + (known.get(key) ?? mean);
  }
  return Math.max(...free);
}
