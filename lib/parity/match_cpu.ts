import { type CpuRow, cpuTable, wordsOf } from "./cpu_table.ts";
import { PYTHON_BLANK } from "./python_blank.ts";

const CLOCK = new RegExp(String.raw` @${PYTHON_BLANK}*\p{Nd}+\.\p{Nd}+GHz`, "gv");

/**
 * The row of CodeCarbon's table that it takes a processor for: the same name, the same name without trade marks and
 * clock, or the one row that holds all the name's words or only such; none where several do.
 *
 * @param model Name as the system tells it: `"Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz"`.
 */
export function matchCpu(model: string): CpuRow | undefined {
  const { rows, byName } = cpuTable();
  const bare = withoutClock(model);
  const same = byName.get(model.toLowerCase()) ?? byName.get(bare.toLowerCase());
  if (same !== undefined) return same;
  const words = wordsOf(bare);
  if (words.size === 0) return undefined;
  const alike = rows.filter((row) => words.isSubsetOf(row.words) || row.words.isSubsetOf(words));
  return alike.length === 1 ? alike[0] : undefined;
}

function withoutClock(model: string): string {
  const unmarked = model.replaceAll("(R)", "");
  const clock = unmarked.indexOf(" CPU @ ");
  return (clock > 0 ? unmarked.slice(0, clock) : unmarked).replaceAll(" CPU", "").replace(CLOCK, "");
}
