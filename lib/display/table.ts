import { type Figure, formatDuration, formatNumber } from "../units.ts";
import type { ComparedModel } from "../record/comparison.ts";
import { alignColumns, type Alignment } from "./columns.ts";
import { escapeHtml } from "./escape_html.ts";
import { grams, intervalText, joules } from "./interval_text.ts";
import { withSubscript } from "./pieces.ts";
import { shorten } from "./shorten.ts";

/** Stands for what is not known. */
const UNKNOWN = "–";

/** Characters of a model's name. */
const NAME = 40;

/** A column: its head, its cells, how it is set. */
interface Column {
  readonly head: string;
  readonly align: Alignment;
  readonly cell: (model: ComparedModel) => string;
}

const COLUMNS: readonly Column[] = [
  { head: "Model", align: "left", cell: (model) => shorten(model.name, NAME) + ending(model) },
  {
    head: "Accuracy",
    align: "right",
    cell: ({ accuracy }) => known(accuracy, (value) => `${percent(value)} %`),
  },
  {
    head: "Parameters",
    align: "right",
    cell: ({ parameters }) => known(parameters, (value) => value.toLocaleString("en-US")),
  },
  { head: "Time", align: "right", cell: ({ durationS }) => formatDuration(durationS) },
  { head: "Energy", align: "right", cell: ({ energyJ }) => value(energyJ, joules) },
  { head: "CO2e", align: "right", cell: ({ emissionsG }) => value(emissionsG, grams) },
  { head: "Interval", align: "right", cell: ({ emissionsG }) => interval(emissionsG) },
  {
    head: "% per gram",
    align: "right",
    cell: ({ accuracyPerEmission }) => value(accuracyPerEmission, plain),
  },
  {
    head: "CO2e of 10 inferences",
    align: "right",
    cell: ({ emissionsPer10InferencesG }) => value(emissionsPer10InferencesG, grams),
  },
];

/** A comparison in both formats. */
export interface ComparisonTable {
  /** HTML that sanitisers keep. */
  readonly html: string;
  /** Aligned text. */
  readonly text: string;
}

/**
 * Models side by side as a table. Unknown is "–", what cannot be resolved "<" and its upper end.
 *
 * @param models One row each, in this order; models on the Pareto front are set in bold.
 */
export function comparisonTable(models: readonly ComparedModel[]): ComparisonTable {
  const cells = models.map((model) => COLUMNS.map(({ cell }) => cell(model)));
  const heads = COLUMNS.map(({ head }) => head), aligns = COLUMNS.map(({ align }) => align);
  const [head = "", ...rows] = alignColumns([heads, ...cells], aligns);
  const rule = "─".repeat(Math.max(head.length, ...rows.map((row) => row.length)));
  return { html: html(models, cells), text: [head, rule, ...rows].join("\n") };
}

function html(models: readonly ComparedModel[], cells: readonly (readonly string[])[]): string {
  const border = "border:0;border-bottom:1px solid rgba(128,128,128,";
  const style = (column: number) =>
    `padding:5px 10px;white-space:nowrap;background:none;text-align:${COLUMNS[column]?.align ?? "left"};`;
  const heads = COLUMNS.map(({ head }, column) =>
    `<th style="${style(column)}${border}.6);font-weight:600">${withSubscript(escapeHtml(head))}</th>`
  );
  const rows = cells.map((row, index) =>
    `<tr style="background:none">${
      row.map((cell, column) => {
        const text = escapeHtml(cell);
        const shown = column === 0 && models[index]?.onFront ? `<b>${text}</b>` : text;
        return `<td style="${style(column)}${border}.2)">${shown}</td>`;
      }).join("")
    }</tr>`
  );
  const legend = models.some(({ onFront }) => onFront)
    ? `<div style="margin-top:6px;opacity:.68">Bold: no other model is both more accurate and less emitting.</div>`
    : "";
  return `<div style="font-size:13px;line-height:1.4;overflow:auto"><table style="border-collapse:collapse;border:0;` +
    `font-size:13px;margin:0"><tr style="background:none">${heads.join("")}</tr>${
      rows.join("")
    }</table>${legend}</div>`;
}

function ending({ status }: ComparedModel): string {
  return status === "FINISHED" ? "" : ` (${status})`;
}

function known(value: number | undefined, format: (value: number) => string): string {
  return value === undefined || Number.isNaN(value) ? UNKNOWN : format(value);
}

function value(figure: Figure | undefined, format: (value: number) => string): string {
  if (figure === undefined) return UNKNOWN;
  if (figure.value > 0) return format(figure.value);
  return figure.high > 0 ? `< ${format(figure.high)}` : UNKNOWN;
}

function interval(figure: Figure | undefined): string {
  return figure !== undefined && figure.value > 0 ? intervalText(figure, grams) : "";
}

function percent(accuracy: number): string {
  return (accuracy * 100).toFixed(1);
}

function plain(value: number): string {
  return formatNumber(value);
}
