import { deepStrictEqual, ok } from "node:assert/strict";
import { runNote } from "../../../lib/sinks/mlflow/run_note.ts";
import { runRecord } from "../../fixtures/journal_runs.ts";

const figure = (value: number, low: number, high: number) =>
  ({ value, low, high, grade: "B", how: "counter" }) as const;

Deno.test("runNote() begins with the headline; the footprint follows as a table, its parts below their sum", () => {
  const record = runRecord({
    energyJ: { share: figure(1500, 1200, 2000), machine: figure(9000, 9000, 9000) },
    components: [
      { device: "CPU | <b>", energyJ: figure(1400, 1100, 1900), machineJ: figure(8000, 8000, 8000) },
      { device: "Memory", energyJ: figure(0, 0, 100), machineJ: figure(1000, 1000, 1000) },
    ],
  });
  const [first, table, list] = runNote(record).split("\n\n");
  ok(first?.startsWith("**2 g CO2e** "), first);
  deepStrictEqual(table?.split("\n"), [
    "| energy | | interval | grade |",
    "| --- | --- | --- | --- |",
    "| share | 1\\.5 kJ | 1\\.2 kJ – 2 kJ | B |",
    "| – CPU \\| \\<b\\> | 1\\.4 kJ | 1\\.1 kJ – 1\\.9 kJ | B |",
    "| machine | 9 kJ |  | B |",
  ]);
  ok(list?.startsWith("- Place: "), list);
});

Deno.test("runNote() of a run without energy has no table, and the user's own text last", () => {
  const parts = runNote(runRecord({ energyJ: {}, emissionsG: {} }), "| my | table |").split("\n\n");
  ok(parts[0]?.startsWith("**Not measured**"), parts[0]);
  deepStrictEqual([parts.length, parts[2]], [3, "| my | table |"]);
});
