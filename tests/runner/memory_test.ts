import assert from "node:assert/strict";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { runSweep } from "../../lib/runner/sweep.ts";
import { planSweep } from "../../lib/runner/sweep_plan.ts";
import { fakeServer } from "./fake_server.ts";
import { memory } from "./memory.ts";
import { notebookOf } from "./notebook_of.ts";
import { slopeOf } from "./slope.ts";

Deno.test("slopeOf() of a line is its slope", () => {
  assert.equal(slopeOf([[0, 1], [1, 3], [2, 5]]), 2);
  assert.equal(slopeOf([[0, 5], [1, 5]]), 0);
});

const NOTEBOOKS = 100, CELLS = 100, SHOWN = 3000;

Deno.test("runSweep() keeps nothing of the outputs of notebooks that are written: 10,000 cells, 30 MB", {
  timeout: 120_000,
}, async () => {
  const folder = Deno.makeTempDirSync({ prefix: "wattbook-memory-" });
  try {
    const cells = Array.from({ length: CELLS }, () => "show");
    const notebook = notebookOf({ code: "let n = 0;", tags: ["parameters"] }, ...cells);
    Deno.writeTextFileSync(
      `${folder}/a.ipynb`,
      serialiseNotebook({
        ...notebook,
        cells: notebook.cells.map((cell, index) => ({ ...cell, id: `cell-${index}` })),
      }),
    );
    const sets = Array.from({ length: NOTEBOOKS }, (_, n) => ({ n }));
    const { jobs } = planSweep([`${folder}/a.ipynb`], sets, `${folder}/out`);
    let shown = 0;
    const server = fakeServer("one", {
      outputOf: (code) => code === "show" ? `${++shown}`.padEnd(SHOWN, "-") : "",
    });
    const points: [number, number][] = [];
    await runSweep(jobs, [server], {
      out: `${folder}/out`,
      onEvent(event) {
        if (event.kind !== "end") return;
        points.push([points.length, memory().heap]);
        server.ran.length = 0;
        Deno.removeSync(event.job.executed);
      },
    });
    assert.equal(shown, NOTEBOOKS * CELLS);
    assert.equal(points.length, NOTEBOOKS);
    const bytes = slopeOf(points.slice(NOTEBOOKS / 4));
    // A notebook shows 300 kB; what stays of it is its record.
    assert.ok(bytes < 20_000, `${Math.round(bytes)} bytes per notebook stay`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
