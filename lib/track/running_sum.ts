import type { LedgerSum } from "../record/session_ledger.ts";
import type { Figure, Seconds } from "../units.ts";

/** A sum that grows without growing in memory. */
export type Running = Omit<LedgerSum, "emissionsG">;

/** Nothing yet. */
export const zero: Running = { count: 0, durationS: 0 };

/** Method of a sum: the single ones stand in its parts. */
const HOW = "sum of its parts";

/**
 * A sum and one more part; a part whose energy is unknown adds its time only.
 *
 * @param sum The sum.
 * @param part The part.
 * @param count How many executions it is.
 */
export function addTo(
  sum: Running,
  part: { readonly durationS: Seconds; readonly energyJ?: Figure | undefined },
  count = 1,
): Running {
  const [a, b] = [sum.energyJ, part.energyJ];
  const energyJ = a && b
    ? {
      value: a.value + b.value,
      low: a.low + b.low,
      high: a.high + b.high,
      grade: b.value > a.value ? b.grade : a.grade,
      how: HOW,
    }
    : a ?? b;
  return {
    count: sum.count + count,
    durationS: sum.durationS + part.durationS,
    ...(energyJ ? { energyJ } : {}),
  };
}
