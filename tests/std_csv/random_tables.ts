/** A table to be written and read. */
export interface Table {
  /** Names of its columns. */
  readonly columns: readonly string[];
  /** Its rows. */
  readonly rows: readonly Readonly<Record<string, string | number | boolean | object | null>>[];
}

/** Pieces of cells: everything that a CSV writer has to think about. */
const PIECES = ['"', "\n", "\r\n", "\r", ",", ";", " ", "a", "é", "😀", "#", "=", "\t", ""];

/** Cells that are not text. */
const VALUES = [null, 0, -1.5, 1e21, 1e-7, true, { a: [1, "x"] }, "\ufeff", "long ".repeat(40)];

/**
 * Random tables, the same for the same seed.
 *
 * @param count How many.
 * @param seed Where the sequence starts.
 */
export function* tables(count: number, seed: number): Generator<Table> {
  const below = generator(seed);
  const text = () => Array.from({ length: below(6) }, () => PIECES[below(PIECES.length)]).join("");
  for (let n = 0; n < count; n++) {
    const columns = ["a", "b c", 'd"', "e,\n"].slice(0, 1 + below(4));
    const cell = () => below(4) > 0 ? text() : VALUES[below(VALUES.length)] ?? null;
    const row = () => Object.fromEntries(columns.map((column) => [column, cell()]));
    yield { columns, rows: Array.from({ length: below(5) }, row) };
  }
}

/**
 * What an implementation of `@std/csv` makes of tables: each one's text, and that text read again.
 *
 * @param tables The tables.
 * @param stringify Its writer.
 * @param parse Its reader.
 */
export function answers(
  tables: Iterable<Table>,
  stringify: (rows: Table["rows"], options: { columns: readonly string[] }) => string,
  parse: (text: string, options: { skipFirstRow: true }) => unknown,
): [text: string, rows: unknown][] {
  return Array.from(tables, ({ columns, rows }) => {
    const text = stringify(rows, { columns });
    return [text, parse(text, { skipFirstRow: true })];
  });
}

/** A linear congruential generator: whole numbers below a bound. */
function generator(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * bound);
  };
}
