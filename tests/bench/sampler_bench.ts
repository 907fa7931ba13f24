import { realHost } from "../../lib/host.ts";
import { openLedger } from "../../lib/meter/ledger.ts";
import { openSampler } from "../../lib/meter/sampler.ts";
import { type BenchRow, summary } from "./bench_row.ts";

/** Periods with what the sampler's thread may cost, per cent of one core. */
const PERIODS = [
  { periodS: 1, name: "1 s", bound: 0.05, windowS: 10 },
  { periodS: 0.1, name: "100 ms", bound: 0.3, windowS: 5 },
  { periodS: 0.01, name: "10 ms", bound: 1, windowS: 5 },
] as const;

/** The thread of a program starts after a second, and its own start is no sampling. */
const BEGIN_MS = 2500;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * What the sampler costs by the system's own account of its thread.
 *
 * @param rounds How many windows are measured per period.
 */
export async function samplerBench(rounds = 3): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { periodS, name, bound, windowS } of PERIODS) {
    using ledger = openLedger(realHost());
    using sampler = openSampler(ledger, undefined);
    sampler.start(periodS);
    await pause(BEGIN_MS);
    const shares: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = ledger.mark();
      await pause(windowS * 1000);
      const after = ledger.mark();
      const passedS = after.bracket.atS - before.bracket.atS;
      shares.push(100 * (after.samplerS - before.samplerS) / passedS);
    }
    rows.push({ name: `sampler every ${name}`, unit: "% of a core", bound, ...summary(shares) });
  }
  return rows;
}
