import assert from "node:assert/strict";
import { mean } from "../generate/fit_servers.ts";
import { openCellKernel } from "./kernel_cells.ts";
import { type NeighbourKind, neighbours } from "./neighbours.ts";

const LEVELS: readonly (readonly [count: number, kind: NeighbourKind])[] = [
  [0, "busy"],
  [1, "busy"],
  [2, "busy"],
  [4, "busy"],
  [1, "hungry"],
  [2, "hungry"],
  [4, "hungry"],
];

Deno.test("track() in a cell of the stock kernel counts its tree's CPU time, whatever the neighbours do", async (t) => {
  await using kernel = await openCellKernel();
  const gaps = new Map<string, number[]>();
  // Interleaved, so that a drift of the machine touches all levels alike.
  for (let round = 0; round < 2; round++) {
    for (const [level, kind] of LEVELS) {
      await using _busy = neighbours(level, kind);
      const count = await kernel.count(100_000_000, 480);
      assert.ok(count.oursS - count.childrenS > 0.2 && count.childrenS > 0.2, JSON.stringify(count));
      const name = `${level} ${kind}`;
      gaps.set(name, [...gaps.get(name) ?? [], 100 * (count.oursS / count.treeS - 1)]);
    }
  }
  const all = Array.from(
    gaps,
    ([name, values]) => `${name}: ${values.map((gap) => gap.toFixed(2)).join(" ")}`,
  );
  console.log(`gap in per cent by neighbours: ${all.join(", ")}`);
  const alone = mean(gaps.get("0 busy") ?? []);
  // What is between the count's moments and the run's: opening it, and the end of the cell.
  await t.step("the gap is small", () => assert.ok(Math.abs(alone) < 4, all.join()));
  for (const [name, values] of gaps) {
    await t.step(`it moves by less than a point with ${name} neighbours`, () => {
      assert.ok(Math.abs(mean(values) - alone) < 1, all.join());
    });
  }
});
