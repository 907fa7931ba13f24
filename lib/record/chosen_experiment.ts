import { nearest } from "../carbon/nearest.ts";

/**
 * The experiment to compare.
 *
 * @param names Those that there are.
 * @param wanted The one that was named; may be left out where there is one only.
 * @param where Where they are, for the message.
 * @throws {RangeError} When it is not there, or when none is named and there are several.
 */
export function chosenExperiment(
  names: readonly string[],
  wanted: string | undefined,
  where: string,
): string {
  const listed = names.map((name) => `"${name}"`).join(", ");
  const [only, ...more] = names;
  if (wanted === undefined) {
    if (only !== undefined && more.length === 0) return only;
    const why = only === undefined
      ? "there is no run in it"
      : `it has several experiments (${listed}), name one`;
    throw new RangeError(`Cannot compare the runs of ${where}: ${why}`);
  }
  if (names.includes(wanted)) return wanted;
  const meant = nearest(wanted, names);
  const hint = meant === undefined ? `there is ${listed || "no run in it"}` : `did you mean "${meant}"`;
  throw new RangeError(`Cannot compare: no experiment "${wanted}" in ${where}, ${hint}`);
}
