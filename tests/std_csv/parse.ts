/**
 * Reads CSV text.
 *
 * @module
 */

/** Options of `parse()`: those of `@std/csv` that wattbook uses. */
export interface ParseOptions {
  /** Between two cells. Default `","`. */
  separator?: string;
  /** Lines that begin with this character are left out. Default: none. */
  comment?: string;
  /** The first line names the columns: rows become objects. Default `false`. */
  skipFirstRow?: boolean;
  /** Names of the columns; they win over the first line's. */
  columns?: readonly string[];
}

/** What `parse()` returns for given options, as in `@std/csv`. */
export type ParseResult<Options> = Options extends { columns: readonly (infer Column extends string)[] }
  ? Record<Column, string>[]
  : Options extends { skipFirstRow: true } ? Record<string, string>[]
  : Options extends { columns?: undefined; skipFirstRow?: false | undefined } ? string[][]
  : Record<string, string>[] | string[][];

/**
 * CSV text as rows (RFC 4180): arrays, or objects when the columns have names.
 *
 * Empty lines are passed over, a byte order mark too, and CRLF inside a quoted cell reads as LF.
 *
 * @param input The text.
 * @param options Columns, separator, comments.
 * @returns The rows.
 * @throws {SyntaxError} When a quote is left open or stands inside a cell that is not quoted.
 * @throws {TypeError} When the first line should name the columns and there is none.
 * @throws {Error} When a row has more or fewer cells than there are named columns, or separator and comment
 * cannot be told apart.
 */
export function parse<const Options extends ParseOptions = Record<never, never>>(
  input: string,
  options?: Options,
): ParseResult<Options> {
  const { separator = ",", comment, skipFirstRow = false, columns }: ParseOptions = options ?? {};
  if (/^[\r\n"]$/.test(separator) || /^[\r\n"]$/.test(comment ?? "") || separator === comment) {
    throw new Error(
      `Cannot read CSV: separator ${JSON.stringify(separator)} and comment ${JSON.stringify(comment)}`,
    );
  }
  const rows = readRows(
    input.replace(/^\ufeff/, "").replaceAll("\r\n", "\n").replace(/\r$/, ""),
    separator,
    comment,
  );
  // The checker cannot follow a conditional type into the branches that decide it.
  if (!skipFirstRow && columns === undefined) return rows as ParseResult<Options>;
  const first = skipFirstRow ? rows.shift() : [];
  if (first === undefined) {
    throw new TypeError("Cannot read CSV: there is no first line, should name the columns");
  }
  const names = columns ?? first;
  return rows.map((row, index) => named(row, names, index + (skipFirstRow ? 2 : 1))) as ParseResult<Options>;
}

function named(row: readonly string[], names: readonly string[], number: number): Record<string, string> {
  if (row.length !== names.length) {
    throw new Error(`Cannot read CSV: row ${number} has ${row.length} cells, should have ${names.length}`);
  }
  return Object.fromEntries(names.map((name, column) => [name, row[column] ?? ""]));
}

/** Rows of a text whose lines end with LF. */
function readRows(text: string, separator: string, comment: string | undefined): string[][] {
  const rows: string[][] = [];
  for (let at = 0; at < text.length;) {
    if (text[at] === "\n" || text[at] === comment) {
      at = endOfLine(text, at) + 1;
      continue;
    }
    const row: string[] = [];
    for (let more = true; more;) {
      const [cell, end] = text[at] === '"' ? quotedCell(text, at, separator) : bareCell(text, at, separator);
      row.push(cell);
      more = text.startsWith(separator, end);
      at = end + (more ? separator.length : 1);
    }
    rows.push(row);
  }
  return rows;
}

function bareCell(text: string, start: number, separator: string): [cell: string, end: number] {
  const line = text.slice(start, endOfLine(text, start));
  const length = line.indexOf(separator);
  const cell = length < 0 ? line : line.slice(0, length);
  if (cell.includes('"')) throw wrongQuote("a quote inside a cell that is not quoted", text, start);
  return [cell, start + cell.length];
}

function quotedCell(text: string, start: number, separator: string): [cell: string, end: number] {
  let quote = text.indexOf('"', start + 1);
  while (text[quote + 1] === '"' && quote >= 0) quote = text.indexOf('"', quote + 2);
  if (quote < 0) throw wrongQuote("a quote that is left open", text, start);
  const end = quote + 1;
  if (end < text.length && text[end] !== "\n" && !text.startsWith(separator, end)) {
    throw wrongQuote("text after the closing quote of a cell", text, end);
  }
  return [text.slice(start + 1, quote).replaceAll('""', '"'), end];
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
}

function wrongQuote(what: string, text: string, at: number): SyntaxError {
  return new SyntaxError(`Cannot read CSV: line ${text.slice(0, at).split("\n").length} holds ${what}`);
}
