import { alignColumns, type Alignment } from "./columns.ts";
import { escapeHtml } from "./escape_html.ts";
import { withSubscript } from "./pieces.ts";

/** A table in both formats. */
export interface RowsTable {
  /** HTML that notebook sanitisers keep. */
  readonly html: string;
  /** Aligned text. */
  readonly text: string;
}

/** A column: its head, its cells, how it is set. */
export interface Column<Row> {
  /** What stands on top. */
  readonly head: string;
  /** How it is set. */
  readonly align: Alignment;
  /** Text of a cell; anything. */
  cell(row: Row): string;
}

/**
 * Rows as a table, in HTML and in text.
 *
 * @param columns Columns from left to right.
 * @param rows Rows from top to bottom.
 * @param isBold Whether the first cell of a row is set in bold.
 */
export function rowsTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  isBold: (row: Row) => boolean = () => false,
): RowsTable {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const heads = columns.map(({ head }) => head);
  const [head = "", ...lines] = alignColumns([heads, ...cells], columns.map(({ align }) => align));
  const style = (column: number, opacity: number) =>
    `padding:5px 8px;background:none;border:0;border-bottom:1px solid rgba(128,128,128,${opacity});text-align:${
      columns[column]?.align ?? "left"
    };`;
  const top = heads.map((text, column) =>
    `<th style="${style(column, .6)}vertical-align:bottom;font-weight:600">${
      withSubscript(escapeHtml(text))
    }</th>`
  );
  const body = rows.map((row, index) => {
    const texts = (cells[index] ?? []).map(escapeHtml);
    const shown = texts.map((text, column) => column === 0 && isBold(row) ? `<b>${text}</b>` : text);
    return `<tr style="background:none">${
      shown.map((text, column) => `<td style="${style(column, .2)}white-space:nowrap">${text}</td>`).join("")
    }</tr>`;
  });
  return {
    html:
      `<div style="overflow:auto"><table style="border-collapse:collapse;border:0;margin:0;font-size:13px;` +
      `line-height:1.4"><tr style="background:none">${top.join("")}</tr>${body.join("")}</table></div>`,
    text: [head, "─".repeat(Math.max(head.length, ...lines.map((line) => line.length))), ...lines].join("\n"),
  };
}
