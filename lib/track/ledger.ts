import type { Intensity } from "../carbon/intensity.ts";
import { emissionsOf } from "../record/figures.ts";
import type { LedgerSum, SessionLedger } from "../record/session_ledger.ts";
import { keptPart } from "./kept_part.ts";
import { type Running, zero } from "./running_sum.ts";
import { theWorld, type World } from "./world.ts";

/** The ledger with its table. */
export interface ShownLedger extends SessionLedger {
  /** The table as text. */
  toString(): string;
}

/**
 * What this notebook has cost since the import: every execution of every cell, re-runs and failures included, the
 * time between the cells as a line of its own, and how much of it the kept models are.
 *
 * As a cell's last expression it shows a table and, where something was tried that was not kept, a chart. Cells are
 * measured as the kernel announces their begin and end, to within a few milliseconds. In a program, which has no cells,
 * only `kept` says something.
 *
 * @returns The ledger; `cells` and `idle` add up to `total`.
 *
 * @example In a program there are no cells, but kept runs
 * ```ts
 * import { ledger, track } from "jsr:@wattbook/track@^1";
 * import assert from "node:assert/strict";
 *
 * const info = { runName: "sum", trackingUri: "none", place: "BE", display: "none" } as const;
 * for (let attempt = 0; attempt < 3; attempt++) await track(info, () => attempt + 1);
 * const { cells, kept } = await ledger();
 *
 * assert.equal(cells.length, 0);
 * assert.deepEqual(kept.runNames, ["sum"]);
 * assert.equal(kept.tries, 3);
 * ```
 */
export async function ledger(): Promise<ShownLedger> {
  const world = theWorld();
  const intensity = await world.intensityOf(undefined);
  // What the kernel has announced so far has to be known.
  await world.notebook?.fence(true);
  const session = sessionLedger(world, intensity);
  // Loaded here: not every notebook asks.
  const [{ ledgerTable }, { pictureHtml }, { TRIES_TEXT, triesFigure }] = await Promise.all([
    import("../display/ledger_table.ts"),
    import("../display/bundle.ts"),
    import("./tries_figure.ts"),
  ]);
  const table = () => ledgerTable(session, intensity);
  const figure = world.notebook && triesFigure(world.session.runs());
  const svg = figure && await world.show.picture(figure);
  const chart = svg ? pictureHtml(svg, TRIES_TEXT) : "";
  return Object.assign(session, {
    toString: () => table().text,
    [Symbol.for("Jupyter.display")]: () => ({
      "text/html": table().html + chart,
      "text/plain": table().text,
    }),
  });
}

/** The session as it stands now. */
export function sessionLedger({ cells, gauge, session }: World, intensity: Intensity): SessionLedger {
  const priced = (sum: Running): LedgerSum =>
    sum.energyJ ? { ...sum, emissionsG: emissionsOf(sum.energyJ, intensity, 1) } : sum;
  const state = cells?.state(gauge.mark());
  return {
    cells: (state?.cells ?? []).map((cell) =>
      cell.energyJ ? { ...cell, emissionsG: emissionsOf(cell.energyJ, intensity, 1) } : cell
    ),
    earlier: priced(state?.earlier ?? zero),
    idle: priced(state?.idle ?? zero),
    total: priced(state?.total ?? zero),
    failures: state?.failures ?? 0,
    reRuns: state?.reRuns ?? 0,
    kept: keptPart(session.runs(), state?.total.energyJ?.value),
  };
}
