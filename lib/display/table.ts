import { type Figure, formatDuration, formatNumber } from "../units.ts";
import type { ComparedModel } from "../record/comparison.ts";
import { escapeHtml } from "./escape_html.ts";
import { grams, intervalText, joules } from "./interval_text.ts";
import { withSubscript } from "./pieces.ts";
import { type Column, type RowsTable, rowsTable } from "./rows_table.ts";
import { shorten } from "./shorten.ts";

/** Stands for what is not known. */
const UNKNOWN = "–";

/** Characters of a name in a table. */
const TABLE_NAME = 40;

/** Scores beside the accuracy, for a benchmark. */
const SCORES: readonly Column<ComparedModel>[] = ([
  ["F1", "f1"],
  ["Precision", "precision"],
  ["Recall", "recall"],
] as const).map(([head, key]) => ({
  head,
  align: "right",
  cell: (model) => known(model[key], (score) => score.toFixed(3)),
}));

const RUNS: Column<ComparedModel> = {
  head: "Runs",
  align: "right",
  cell: ({ repeats }) => String(repeats ?? 1),
};

const COLUMNS: readonly Column<ComparedModel>[] = [
  { head: "Model", align: "left", cell: ({ name, status }) => nameText(name, status) },
  {
    head: "Accuracy",
    align: "right",
    cell: ({ accuracy }) => known(accuracy, (part) => `${(part * 100).toFixed(1)} %`),
  },
  {
    head: "Parameters",
    align: "right",
    cell: ({ parameters }) => known(parameters, (count) => count.toLocaleString("en-US")),
  },
  { head: "Time", align: "right", cell: ({ durationS }) => formatDuration(durationS) },
  { head: "Energy", align: "right", cell: ({ energyJ }) => valueText(energyJ, joules) },
  { head: "CO2e", align: "right", cell: ({ emissionsG }) => valueText(emissionsG, grams) },
  { head: "Interval", align: "right", cell: ({ emissionsG }) => rangeText(emissionsG, grams) },
  {
    head: "% per gram",
    align: "right",
    cell: ({ accuracyPerEmission }) => valueText(accuracyPerEmission, (value) => formatNumber(value)),
  },
  {
    head: "CO2e of 10 inferences",
    align: "right",
    cell: ({ emissionsPer10InferencesG }) => valueText(emissionsPer10InferencesG, grams),
  },
];

/**
 * Models side by side as a table. Unknown is "–", what cannot be resolved "<" and its upper end.
 *
 * @param models One row each, in this order; models on the Pareto front are set in bold.
 * @param words Sentences below it.
 */
export function comparisonTable(models: readonly ComparedModel[], words: readonly string[] = []): RowsTable {
  const [name, accuracy, ...others] = COLUMNS;
  const isBenchmark = models.some(({ repeats }) => repeats);
  const columns = [name, accuracy, ...(isBenchmark ? SCORES : []), ...others, ...(isBenchmark ? [RUNS] : [])]
    .filter((column) => column !== undefined);
  const { html, text } = rowsTable(columns, models, ({ onFront }) => onFront);
  const legend = models.some(({ onFront }) => onFront)
    ? ["Bold: no other model is both more accurate and less emitting."]
    : [];
  const small = [...legend, ...words].map((line) =>
    `<div style="margin-top:6px;font-size:12px;opacity:.68">${withSubscript(escapeHtml(line))}</div>`
  );
  return { html: `<div>${html}${small.join("")}</div>`, text: [text, ...words].join("\n") };
}

/** A name that fits a table, and how the run ended when it did not end well. */
export function nameText(name: string, status: string): string {
  return shorten(name, TABLE_NAME) + (status === "FINISHED" ? "" : ` (${status})`);
}

/** A figure's value, never 0: below what can be resolved it is its upper end. */
export function valueText(figure: Figure | undefined, format: (value: number) => string): string {
  if (figure === undefined) return UNKNOWN;
  if (figure.value > 0) return format(figure.value);
  return figure.high > 0 ? `< ${format(figure.high)}` : UNKNOWN;
}

/** A figure's interval; empty where `valueText` says it all. */
export function rangeText(figure: Figure | undefined, format: (value: number) => string): string {
  return figure !== undefined && figure.value > 0 ? intervalText(figure, format) : "";
}

function known(value: number | undefined, format: (value: number) => string): string {
  return value === undefined || Number.isNaN(value) ? UNKNOWN : format(value);
}
