/**
 * Writes CSV text.
 *
 * @module
 */

/** A row: an array of cells, or an object that `columns` picks from. */
export type DataItem = Readonly<Record<string, unknown>> | readonly unknown[];

/** Options of `stringify()`: those of `@std/csv` that wattbook uses. */
export interface StringifyOptions {
  /** Whether a first line names the columns. Default `true`. */
  headers?: boolean;
  /** Between two cells. Default `","`. */
  separator?: string;
  /** Keys (or indices) of the cells, in order; rows that are objects need them. */
  columns?: readonly (string | number)[];
  /** Whether the text begins with a byte order mark. Default `false`. */
  bom?: boolean;
}

/**
 * Rows as CSV text with CRLF line ends (RFC 4180).
 *
 * `null` and `undefined` become empty cells, objects (a `Date` too) JSON. A lone CR is not quoted, and nothing
 * guards against formulas: as in the real package, both are up to the caller.
 *
 * @param data The rows.
 * @param options Columns, separator, first line.
 * @returns The text; empty without rows and columns.
 * @throws {TypeError} When a row is an object and no columns are given, a column of an array is not a number, or
 * the separator holds a quote or CRLF.
 */
export function stringify(data: readonly DataItem[], options?: StringifyOptions): string {
  const { headers = true, separator = ",", columns = [], bom = false } = options ?? {};
  if (separator.includes('"') || separator.includes("\r\n")) {
    throw new TypeError(
      `Cannot write CSV: the separator is ${JSON.stringify(separator)}, should hold no quote and no CRLF`,
    );
  }
  const line = (cells: readonly unknown[]) =>
    cells.map((cell) => quoted(cell, separator)).join(separator) + "\r\n";
  const first = headers && columns.length > 0 ? line(columns) : "";
  return (bom ? "\ufeff" : "") + first + data.map((row) => line(cellsOf(row, columns))).join("");
}

function cellsOf(row: DataItem, columns: readonly (string | number)[]): readonly unknown[] {
  if (!Array.isArray(row)) {
    if (columns.length > 0) return columns.map((column) => Reflect.get(row, column));
    throw new TypeError("Cannot write CSV: a row is an object and there are no columns, should be an array");
  }
  const wrong = columns.find((column) => typeof column !== "number");
  if (wrong !== undefined) {
    throw new TypeError(`Cannot write CSV: the column of an array is "${wrong}", should be a number`);
  }
  return columns.length > 0 ? columns.map((column) => Reflect.get(row, column)) : row;
}

function quoted(cell: unknown, separator: string): string {
  if (cell === null || cell === undefined) return "";
  const text = typeof cell === "object" ? JSON.stringify(cell) : String(cell);
  if (!text.includes('"') && !text.includes("\n") && !text.includes(separator)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}
