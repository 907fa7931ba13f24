import { grams, intervalText, joules } from "../display/interval_text.ts";
import { type Column, type RowsTable, rowsTable } from "../display/rows_table.ts";
import { type Figure, formatDuration } from "../units.ts";
import { chargeOf } from "./sweep_budget.ts";
import type { JobOutcome } from "./sweep_log.ts";
import type { SweepJob } from "./sweep_plan.ts";

/** A job and what became of it; `undefined` where nothing of it was begun. */
export interface SweepRow {
  /** The job. */
  readonly job: SweepJob;
  /** What became of it. */
  readonly outcome: JobOutcome | undefined;
}

const COLUMNS: readonly Column<SweepRow>[] = [
  { head: "Notebook", align: "left", cell: ({ job }) => shown(job.name) },
  { head: "Status", align: "left", cell: ({ outcome }) => outcome?.status ?? "not begun" },
  {
    head: "Server",
    align: "left",
    cell: ({ outcome }) => outcome?.server?.replace(/^https?:\/\//, "") ?? "",
  },
  {
    head: "Cells",
    align: "right",
    cell: ({ outcome }) => outcome ? `${outcome.cellsRun}/${outcome.cells}` : "",
  },
  { head: "Time", align: "right", cell: ({ outcome }) => outcome ? formatDuration(outcome.durationS) : "" },
  { head: "Energy", align: "right", cell: ({ outcome }) => figure(outcome, "energyJ", joules) },
  { head: "Interval", align: "left", cell: ({ outcome }) => interval(outcome) },
  { head: "CO2e", align: "right", cell: ({ outcome }) => figure(outcome, "emissionsG", grams) },
  {
    head: "Grade",
    align: "left",
    cell: ({ outcome }) => (outcome && chargeOf(outcome).energyJ?.grade) ?? "",
  },
  { head: "Place", align: "left", cell: ({ outcome }) => outcome?.record?.intensity.zone ?? "" },
];

/** What is left out first where there is little room. */
const LEFT_OUT = ["Interval", "Place", "Server", "Grade", "Cells"];

/**
 * The notebooks of a sweep as a table; `~` stands before what was said last by a kernel that did not end.
 *
 * @param rows Notebooks.
 * @param width Columns of the terminal: what does not fit is left out. Default: everything.
 */
export function sweepTable(rows: readonly SweepRow[], width = Infinity): RowsTable {
  let columns = COLUMNS, table = rowsTable(columns, rows);
  for (const head of LEFT_OUT) {
    if ([...table.text.split("\n")[1] ?? ""].length <= width) break;
    columns = columns.filter((column) => column.head !== head);
    table = rowsTable(columns, rows);
  }
  return table;
}

function figure(
  outcome: JobOutcome | undefined,
  part: "energyJ" | "emissionsG",
  format: (value: number) => string,
): string {
  const known: Figure | undefined = outcome && chargeOf(outcome)[part];
  return known ? `${outcome?.record ? "" : "~"}${format(known.value)}` : "";
}

function interval(outcome: JobOutcome | undefined): string {
  const known = outcome && chargeOf(outcome).energyJ;
  return known ? intervalText(known, joules) : "";
}

/** Names of users: nothing in them steers the terminal, and the table stays narrow. */
function shown(name: string): string {
  const plain = name.replace(/\p{C}+/gu, " ");
  return plain.length > 48 ? `${plain.slice(0, 47)}…` : plain;
}
