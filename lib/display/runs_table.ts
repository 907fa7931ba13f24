import { type Figure, formatDuration } from "../units.ts";
import type { RunRecord } from "../record/run_record.ts";
import { grams, joules } from "./interval_text.ts";
import { type Column, type RowsTable, rowsTable } from "./rows_table.ts";
import { nameText, rangeText, valueText } from "./table.ts";

const COLUMNS: readonly Column<RunRecord>[] = [
  { head: "Run", align: "left", cell: ({ runName, status }) => nameText(runName, status) },
  { head: "Time", align: "right", cell: ({ durationS }) => formatDuration(durationS) },
  { head: "Energy", align: "right", cell: (record) => valueText(figureOf(record, "energyJ"), joules) },
  { head: "CO2e", align: "right", cell: (record) => valueText(figureOf(record, "emissionsG"), grams) },
  { head: "Interval", align: "right", cell: (record) => rangeText(figureOf(record, "emissionsG"), grams) },
  { head: "Grade", align: "left", cell: (record) => record.energyJ[record.headline]?.grade ?? "–" },
];

/**
 * Runs one below the other: time, energy, emissions with interval, grade.
 *
 * @param records One row each, in this order.
 */
export function runsTable(records: readonly RunRecord[]): RowsTable {
  return rowsTable(COLUMNS, records);
}

/** The headline figure; of a run too short to resolve only the upper end is known. */
function figureOf(record: RunRecord, quantity: "energyJ" | "emissionsG"): Figure | undefined {
  const figure = record[quantity][record.headline];
  return figure && record.belowResolution ? { ...figure, value: 0 } : figure;
}
