import { cleanKey, CUT, cutText } from "./limits.ts";

/**
 * The name that MLflow gets for each name of a user: a clean one, and one of its own where two become the same
 * (`loss%` and `loss_` become `loss_` and `loss_2`). Names that come later change nothing for the earlier ones.
 *
 * @param names The user's names, in the order in which they appeared.
 * @param taken Names that are ours.
 */
export function uniqueNames(names: Iterable<string>, taken: readonly string[] = []): Map<string, string> {
  const used = new Set(taken);
  const result = new Map<string, string>();
  for (const name of names) {
    if (result.has(name)) continue;
    const clean = cleanKey(name);
    let free = clean;
    for (let number = 2; used.has(free); number++) {
      free = `${cutText(clean, CUT.key - 1 - String(number).length)}_${number}`;
    }
    used.add(free);
    result.set(name, free);
  }
  return result;
}
