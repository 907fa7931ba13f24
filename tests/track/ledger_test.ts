import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { openCellAccount } from "../../lib/track/cell_account.ts";
import { ledger, sessionLedger } from "../../lib/track/ledger.ts";
import { openSession } from "../../lib/track/session.ts";
import type { World } from "../../lib/track/world.ts";
import "../docs/open_world.ts";
import { BELGIUM, figure, run } from "../display/sample_runs.ts";

/** A world whose meter a test moves by hand: seconds and joules since the import. */
function world() {
  let now = { atS: 0, joules: 0 };
  const session = openSession();
  const cells = openCellAccount(now, (start, end) => ({
    startMs: start.atS * 1000,
    durationS: end.atS - start.atS,
    energyJ: figure(end.joules - start.joules),
    belowResolution: false,
  }));
  return {
    session,
    cells,
    move: (atS: number, joules: number) => now = { atS, joules },
    world: { cells, session, gauge: { mark: () => now } } as unknown as World,
  };
}

Deno.test("sessionLedger() prices cells, idle and all at the place's intensity: they add up", () => {
  const { cells, move, world: here, session } = world();
  cells.begun({ cell: 1, count: 1, code: "train()", startMs: 0 });
  cells.marked({ cell: 1, kind: "begin", mark: move(10, 1000) });
  cells.marked({ cell: 1, kind: "end", mark: move(40, 16_000) });
  cells.over({ cell: 1, endMs: 40_000, outcome: "ok" });
  move(60, 20_000);
  session.add(
    run({ runName: "forest", energyJ: { share: figure(5000) }, emissionsG: { share: figure(0.25) } }),
  );
  const fixed = { ...BELGIUM, low: 180, high: 180 };
  const state = sessionLedger(here, fixed);
  // 20 kJ are 1 g at 180 g/kWh.
  strictEqual(state.cells[0]?.emissionsG?.value.toFixed(9), "0.750000000");
  strictEqual(state.idle.emissionsG?.value.toFixed(9), "0.250000000");
  strictEqual(state.total.emissionsG?.value.toFixed(9), "1.000000000");
  deepStrictEqual([state.total.count, state.total.durationS, state.idle.durationS], [1, 60, 30]);
  deepStrictEqual(state.kept.runNames, ["forest"]);
  strictEqual(state.kept.part, 0.25);
});

Deno.test("ledger() in a program has no cells and no energy, and shows itself as text", async () => {
  const { cells, idle, total, ...rest } = await ledger();
  deepStrictEqual(cells, []);
  deepStrictEqual([idle, total], [{ count: 0, durationS: 0 }, { count: 0, durationS: 0 }]);
  match(String({ ...rest }.toString()), /What this notebook has cost/);
  const shown = (await ledger() as unknown as Record<symbol, () => Record<string, string>>)[
    Symbol.for("Jupyter.display")
  ]?.();
  ok(shown?.["text/html"]?.startsWith("<div>"));
  match(shown?.["text/plain"] ?? "", /^Cell/);
});
