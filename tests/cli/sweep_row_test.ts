import assert from "node:assert/strict";
import { runningRow, summaryRow } from "../../lib/cli/sweep_row.ts";
import type { Figure } from "../../lib/units.ts";

const figure = (value: number): Figure => ({ value, low: value, high: value, grade: "B", how: "counter" });
const row = {
  name: "a notebook with a long name rate=0.1",
  server: "http://127.0.0.1:8888",
  passedS: 65.4,
  cell: 4,
  total: 12,
  progress: { energyJ: figure(12), emissionsG: figure(0.0012) },
};

Deno.test("runningRow() fits: the name is cut in its middle, then server, grams and joules go", () => {
  assert.deepEqual([120, 80, 64, 52, 30].map((columns) => runningRow(row, columns)), [
    "  ███░░░░░░░░░ 4/12     a notebook with a long name rate=0.1  65 s  12 J  1.2 mg  127.0.0.1:8888",
    "  ███░░░░░░░░░ 4/12     a notebook with a long …me rate=0.1  65 s  12 J  1.2 mg",
    "  ███░░░░░░░░░ 4/12     a notebook with a… rate=0.1  65 s  12 J",
    "  ███░░░░░░░░░ 4/12     a notebook wi…ate=0.1  65 s",
    "  ███░░░░░░░░░ 4/12     …  65",
  ]);
  const starting = { ...row, name: "\x1b[31mred", total: 0, cell: 0, progress: {}, server: "this machine" };
  assert.equal(runningRow(starting, 80), "  ░░░░░░░░░░░░ starting  [31mred  65 s  this machine");
});

Deno.test("summaryRow() tells what was used and what is to come, and nothing that is not known", () => {
  const some = {
    ended: 10,
    bad: 1,
    total: 40,
    used: { joules: 120, grams: 0.006 },
    usedByEnded: { joules: 100, grams: 0.005 },
    passedS: 20,
  };
  // A tenth of the joules each for ten of forty; two seconds each.
  assert.equal(
    summaryRow(some, 120),
    "███░░░░░░░░░ 10/40, 1 not ok · 120 J, 6 mg CO2e · of about 400 J, 20 mg; 60 s to go",
  );
  const unknown = { joules: 0, grams: 0 };
  assert.equal(
    summaryRow({ ...some, bad: 0, used: unknown, usedByEnded: unknown }, 120),
    "███░░░░░░░░░ 10/40 · 60 s to go",
  );
  assert.equal(summaryRow({ ...some, ended: 0, bad: 0, used: unknown }, 120), "░░░░░░░░░░░░ 0/40");
});
