import { deepStrictEqual } from "node:assert/strict";
import { figuresTable } from "../../lib/sinks/figures_table.ts";
import { runRecord } from "../fixtures/journal_runs.ts";

const rowsOf = (change: Parameters<typeof runRecord>[0]) => JSON.parse(figuresTable(runRecord(change)));

Deno.test("figuresTable() has the same rows for every run, with null for what is not known", () => {
  const energy = { value: 12.34567, low: 10, high: Infinity, grade: "D", how: "model" } as const;
  deepStrictEqual(
    rowsOf({ energyJ: { share: energy }, durationS: 1.23456, cpuTimeS: { own: 2, children: 0.5 } }),
    {
      columns: ["figure", "value", "low", "high", "grade"],
      data: [
        ["emissions (mg CO2e)", 2000, 1000, 3000, "A"],
        ["energy, share (J)", 12.35, 10, null, "D"],
        ["energy, active (J)", null, null, null, null],
        ["energy, machine (J)", null, null, null, null],
        ["grid intensity (g CO2e/kWh)", 473, 300, 600, null],
        ["duration (s)", 1.235, null, null, null],
        ["CPU time (s)", 2.5, null, null, null],
      ],
    },
  );
});

Deno.test("figuresTable() gives the emissions of the run's own headline", () => {
  const figure = (value: number) => ({ value, low: value, high: value, grade: "B", how: "" }) as const;
  const { data } = rowsOf({ headline: "active", emissionsG: { share: figure(9), active: figure(4) } });
  deepStrictEqual(data[0], ["emissions (mg CO2e)", 4000, 4000, 4000, "B"]);
});
