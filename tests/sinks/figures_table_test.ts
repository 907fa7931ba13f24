import { deepStrictEqual } from "node:assert/strict";
import { figuresTable } from "../../lib/sinks/figures_table.ts";
import { runRecord } from "../fixtures/journal_runs.ts";

const rowsOf = (change: Parameters<typeof runRecord>[0]) => JSON.parse(figuresTable(runRecord(change)));

Deno.test("figuresTable() has the same rows for every run, with null for what is not known", () => {
  const energy = { value: 12.34567, low: 10, high: Infinity, grade: "D", how: "model" } as const;
  deepStrictEqual(
    rowsOf({ energyJ: { share: energy }, durationS: 1.23456, cpuTimeS: { own: 2, children: 0.5 } }),
    {
      columns: ["figure", "value", "low", "high", "unit", "grade"],
      data: [
        ["emissions", 2, 1, 3, "g CO2e", "A"],
        ["energy, share", 12.35, 10, null, "J", "D"],
        ["energy, active", null, null, null, "J", null],
        ["energy, machine", null, null, null, "J", null],
        ["grid intensity", 473, 300, 600, "g CO2e/kWh", null],
        ["duration", 1.235, null, null, "s", null],
        ["CPU time", 2.5, null, null, "s", null],
      ],
    },
  );
});

Deno.test("figuresTable() gives the emissions of the run's own headline", () => {
  const figure = (value: number) => ({ value, low: value, high: value, grade: "B", how: "" }) as const;
  const { data } = rowsOf({ headline: "active", emissionsG: { share: figure(9), active: figure(4) } });
  deepStrictEqual(data[0], ["emissions", 4, 4, 4, "g CO2e", "B"]);
});
