import type { RunRecord } from "../record/run_record.ts";
import type { LedgerCell, LedgerSum, SessionLedger } from "../record/session_ledger.ts";
import { type Figure, formatDuration, formatNumber } from "../units.ts";
import { escapeHtml } from "./escape_html.ts";
import { grams, joules } from "./interval_text.ts";
import { withSubscript } from "./pieces.ts";
import { type Column, type RowsTable, rowsTable } from "./rows_table.ts";
import { shorten } from "./shorten.ts";
import { rangeText, valueText } from "./table.ts";

/** The ledger in both formats. */
export type LedgerTable = RowsTable;

/** Cells in the table: those that cost most. */
const MOST_ROWS = 25;

/** Characters of a cell's line. */
const LONGEST_LINE = 48;

/** All executions of one source, or another line of the table. */
interface Row {
  readonly cell: string;
  readonly line: string;
  readonly times: string;
  readonly durationS: number;
  readonly energyJ: Figure | undefined;
  readonly emissionsG: Figure | undefined;
  readonly isSum: boolean;
}

/**
 * What a notebook has cost so far: a row per cell (all its executions together, those that cost most), the time
 * between cells, the whole, and how much of it the kept models are.
 *
 * @param ledger The session.
 * @param intensity Where its electricity comes from.
 */
export function ledgerTable(ledger: SessionLedger, intensity: RunRecord["intensity"]): LedgerTable {
  const { earlier, idle, total, failures, reRuns } = ledger;
  const groups = groupBySource(ledger.cells);
  const shown = dearest(groups);
  const rest = groups.length - shown.length;
  const part = (energyJ: Figure | undefined) =>
    energyJ && energyJ.value > 0 && total.energyJ && total.energyJ.value > 0
      ? percent(energyJ.value / total.energyJ.value)
      : "–";
  const columns: readonly Column<Row>[] = [
    { head: "Cell", align: "left", cell: ({ cell }) => cell },
    { head: "", align: "left", cell: ({ line }) => line },
    { head: "Runs", align: "right", cell: ({ times }) => times },
    { head: "Time", align: "right", cell: ({ durationS }) => formatDuration(durationS) },
    { head: "Energy", align: "right", cell: ({ energyJ }) => valueText(energyJ, joules) },
    { head: "CO2e", align: "right", cell: ({ emissionsG }) => valueText(emissionsG, grams) },
    { head: "Interval", align: "right", cell: ({ emissionsG }) => rangeText(emissionsG, grams) },
    { head: "Part", align: "right", cell: ({ energyJ }) => part(energyJ) },
  ];
  const { html, text } = rowsTable(columns, [
    ...shown.map(cellRow),
    ...(rest > 0
      ? [sumRow(`${rest} more cells`, groups.filter((group) => !shown.includes(group)).flat())]
      : []),
    ...(earlier.count > 0 ? [lineRow("earlier executions", earlier, String(earlier.count))] : []),
    lineRow("between cells", idle, ""),
    lineRow("all", total, String(total.count)),
  ], ({ isSum }) => isSum);
  const words = [
    `What this notebook has cost since the import. ${plural(total.count, "execution")}, ${
      plural(reRuns, "re-run")
    }, ${failures} failed. Electricity: ${intensity.zoneName}, ${
      formatNumber(intensity.gramsPerKwh)
    } g/kWh, ${intensity.kind}.`,
    keptWords(ledger),
  ];
  const style = "margin-top:6px;font-size:12px;opacity:.68";
  return {
    html: `<div>${html}${
      words.map((line) => `<div style="${style}">${withSubscript(escapeHtml(line))}</div>`).join("")
    }</div>`,
    text: [text, ...words].join("\n"),
  };
}

function groupBySource(cells: readonly LedgerCell[]): LedgerCell[][] {
  return [...Map.groupBy(cells, ({ sourceHash }) => sourceHash).values()];
}

/** The groups that cost most, in the order in which they first ran. */
function dearest(groups: readonly LedgerCell[][]): LedgerCell[][] {
  if (groups.length <= MOST_ROWS) return [...groups];
  const costs = groups.map((group) => ({
    group,
    costJ: group.reduce((sum, { energyJ }) => sum + (energyJ?.value ?? 0), 0),
  }));
  const kept = new Set(costs.sort((a, b) => b.costJ - a.costJ).slice(0, MOST_ROWS).map(({ group }) => group));
  return groups.filter((group) => kept.has(group));
}

function cellRow(group: readonly LedgerCell[]): Row {
  const counts = group.flatMap(({ count }) => count > 0 ? [count] : []);
  const others = group.filter(({ status }) => status !== "ok" && status !== "running");
  const running = group.some(({ status }) => status === "running") ? ", running" : "";
  const words = [...Map.groupBy(others, ({ status }) => status)].map(([status, { length }]) =>
    length === group.length ? `, ${status}` : `, ${length} ${status}`
  );
  return {
    ...sumRow(shorten(group[0]?.firstLine ?? "", LONGEST_LINE), group),
    cell: counts.length > 0 ? `[${counts.at(-1)}]` : "",
    times: `${group.length}${words.join("")}${running}`,
    isSum: false,
  };
}

function sumRow(line: string, cells: readonly LedgerCell[]): Row {
  // Of cells too short to resolve only the upper ends are known.
  const known = cells.filter(({ belowResolution }) => !belowResolution);
  const add = (figures: readonly (Figure | undefined)[]) =>
    figures.reduce<Figure | undefined>(
      (sum, figure) =>
        sum === undefined || figure === undefined ? sum ?? figure : {
          ...sum,
          value: sum.value + figure.value,
          low: sum.low + figure.low,
          high: sum.high + figure.high,
        },
      undefined,
    );
  const figureOf = (quantity: "energyJ" | "emissionsG") => {
    const sum = add(cells.map((cell) => cell[quantity]));
    return sum && known.length === 0 ? { ...sum, value: 0 } : sum;
  };
  return {
    cell: "",
    line,
    times: String(cells.length),
    durationS: cells.reduce((sum, { durationS }) => sum + durationS, 0),
    energyJ: figureOf("energyJ"),
    emissionsG: figureOf("emissionsG"),
    isSum: false,
  };
}

function lineRow(cell: string, { durationS, energyJ, emissionsG }: LedgerSum, times: string): Row {
  return { cell, line: "", times, durationS, energyJ, emissionsG, isSum: true };
}

function keptWords({ kept }: SessionLedger): string {
  const { runNames, tries, energyJ, emissionsG, part } = kept;
  if (tries === 0) return "No run so far: a model is kept where track() measures its training.";
  const names = shorten(runNames.join(", "), 120);
  const head = `Kept: ${plural(runNames.length, "run")} of ${tries} (the latest that finished of each name)`;
  if (energyJ === undefined || emissionsG === undefined) {
    return runNames.length === 0
      ? `${head}.`
      : `${head}: ${names}. They ran at the same time and cannot be added.`;
  }
  const cost = `${joules(energyJ.value)}, ${grams(emissionsG.value)} CO2e`;
  return `${head}: ${names}. ${cost}${part === undefined ? "" : `, ${percent(part)} of the session`}.`;
}

function percent(part: number): string {
  return part > 0 && part < 0.01 ? "< 1 %" : `${Math.round(part * 100)} %`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
