import type { LedgerMark } from "../meter/ledger.ts";
import type { Notebook } from "../notebook/notebook.ts";
import { type CellAccount, openCellAccount } from "./cell_account.ts";
import type { ProcessGauge } from "./gauge.ts";

/**
 * Begins the account of this session's cells: the worker reads the meter as each begins and is over, which costs the
 * cells nothing, and what lies between is worked out when somebody asks.
 *
 * @param notebook The kernel.
 * @param gauge The meter of this process.
 * @returns `undefined` where the kernel has no worker.
 */
export function accountForCells(
  notebook: Notebook,
  gauge: ProcessGauge,
): CellAccount<LedgerMark> | undefined {
  const marks = gauge.cells;
  if (marks === undefined) return undefined;
  const account = openCellAccount<LedgerMark>(gauge.mark(), (start, end) => {
    const { span, attribution: { share, belowResolution } } = gauge.measure(start, end);
    return { startMs: span.startMs, durationS: span.durationS, energyJ: share, belowResolution };
  });
  let unseen = 0;
  marks.onMark((mark) => {
    if (mark.cell > 0) account.marked(mark);
  });
  notebook.onCells({
    begun: (cell) => account.begun(cell),
    unseen(outcome) {
      const cell = --unseen;
      account.marked({ cell, kind: "end", mark: gauge.mark() });
      account.over({ cell, endMs: Date.now(), outcome });
    },
    over(over) {
      marks.drain();
      account.over(over);
    },
  });
  return account;
}
