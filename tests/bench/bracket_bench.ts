import { realHost } from "../../lib/host.ts";
import { openInstruments, readBracket } from "../../lib/meter/bracket.ts";
import { type BenchRow, summary } from "./bench_row.ts";

/** Between two brackets of a real run something else happens, and the caches are cold again. */
const APART_MS = 5;

/**
 * What one bracket costs: everything of this machine read once on the calling thread.
 *
 * @param runs How many brackets are taken.
 */
export async function bracketBench(runs = 400): Promise<BenchRow[]> {
  using instruments = openInstruments(realHost());
  const timed = () => {
    const start = performance.now();
    readBracket(instruments);
    return performance.now() - start;
  };
  for (let warm = 0; warm < 2000; warm++) timed();
  const hot = Array.from({ length: runs }, timed);
  const cold: number[] = [];
  for (let run = 0; run < runs; run++) {
    await new Promise((resolve) => setTimeout(resolve, APART_MS));
    cold.push(timed());
  }
  const against = `${instruments.sources.length} energy counters here`;
  return [
    { name: "bracket, one after the other", unit: "ms", bound: 0.1, against, ...summary(hot) },
    { name: `bracket, every ${APART_MS} ms`, unit: "ms", bound: 0.1, against, ...summary(cold) },
  ];
}
