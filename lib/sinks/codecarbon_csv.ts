import { parse } from "@std/csv/parse";
import { stringify } from "@std/csv/stringify";
import { alignRow } from "./codecarbon_align.ts";
import { CODECARBON_COLUMNS, type CodecarbonColumn, type CodecarbonRow } from "./codecarbon_columns.ts";
import { cell } from "./csv.ts";

/** What an `emissions.csv` holds. */
export interface CodecarbonFile {
  /** Rows in the file's order. */
  readonly rows: readonly CodecarbonRow[];
  /** Numbers of the rows whose cells were shifted and are put right, the first below the heading being 1. */
  readonly repaired: readonly number[];
  /** Rows that are left out, in sentences. */
  readonly problems: readonly string[];
}

/**
 * Reads CodeCarbon's `emissions.csv` of any version. Rows that 3.3.0 wrote without their empty cells, so that every
 * later value stands under a wrong name, are put right.
 *
 * @param text The file.
 * @throws {TypeError} When its heading is not CodeCarbon's.
 * @throws {SyntaxError} When a quote is left open.
 */
export function readCodecarbonCsv(text: string): CodecarbonFile {
  const [heading = [], ...lines] = parse(text);
  if (!["run_id", "emissions", "duration"].every((name) => heading.includes(name))) {
    throw new TypeError(
      `Cannot read CodeCarbon's CSV: its heading is ${JSON.stringify(heading.slice(0, 5).join(","))}, ` +
        `should begin with "timestamp,project_name,run_id"`,
    );
  }
  const rows: CodecarbonRow[] = [], repaired: number[] = [], problems: string[] = [];
  for (const [index, cells] of lines.entries()) {
    const aligned = cells.length === heading.length ? cells : alignRow(heading, cells);
    if (aligned === undefined) {
      problems.push(
        `Row ${
          index + 1
        } has ${cells.length} cells, should have ${heading.length}; it fits the heading in no way`,
      );
      continue;
    }
    if (aligned !== cells) repaired.push(index + 1);
    rows.push(rowOf(heading, aligned));
  }
  return { rows, repaired, problems };
}

/**
 * Writes `emissions.csv` as CodeCarbon 3.3.2 does, all 38 cells in every row; the package can append to it.
 *
 * @param rows The rows.
 */
export function codecarbonCsv(rows: readonly CodecarbonRow[]): string {
  const columns = Object.keys(CODECARBON_COLUMNS) as CodecarbonColumn[];
  return stringify([
    columns,
    ...rows.map((row) =>
      columns.map((column) => {
        const value = row[column];
        return typeof value === "string" ? cell(value) : value;
      })
    ),
  ]);
}

function rowOf(heading: readonly string[], cells: readonly string[]): CodecarbonRow {
  const entries = heading.flatMap((name, at) => {
    const text = cells[at] ?? "";
    if (!Object.hasOwn(CODECARBON_COLUMNS, name) || text === "") return [];
    const value = CODECARBON_COLUMNS[name as CodecarbonColumn] === "number" ? Number(text) : unguarded(text);
    return Number.isNaN(value) ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** Takes off what `cell()` has put before a text that looks like a formula; CodeCarbon itself puts nothing there. */
function unguarded(text: string): string {
  return text.startsWith("'") && cell(text.slice(1)) === text ? text.slice(1) : text;
}
