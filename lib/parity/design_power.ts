import { matchCpu } from "./match_cpu.ts";
import { PythonError } from "./python_error.ts";

/** W per logical processor where the name is not in the table. */
const UNKNOWN_THREAD_W = 4;

/** W of a processor without a name. */
export const NAMELESS_CPU_W = 85;

/** What CodeCarbon takes a processor for. */
export interface DesignPower {
  /** Row of its table; `undefined` where none fits, or more than one. */
  readonly row: string | undefined;
  /** Watts of one socket; `undefined` for a processor without a name, which it takes for 85 W. */
  readonly watts: number | undefined;
}

/**
 * Design power of a processor as CodeCarbon finds it: from its table, else 4 W per logical processor.
 *
 * @param model Name as the system tells it; none where it tells none.
 * @param threads Logical processors of the machine.
 * @throws {PythonError} When the row holds no number: CodeCarbon stops measuring there.
 */
export function designPower(model: string | undefined, threads: number): DesignPower {
  if (model === undefined || model === "") return { row: undefined, watts: undefined };
  const row = matchCpu(model);
  if (row === undefined) return { row: undefined, watts: threads * UNKNOWN_THREAD_W };
  const watts = Number(row.watts);
  if (Number.isNaN(watts)) {
    throw new PythonError(
      "ValueError",
      `Cannot read the design power of "${row.name}": it is "${row.watts}", should be a number`,
    );
  }
  // A row with 0 W counts as not found.
  return { row: row.name, watts: watts === 0 ? threads * UNKNOWN_THREAD_W : watts };
}
