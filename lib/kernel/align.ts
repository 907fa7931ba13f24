import { type Token, tokenize } from "./tokens.ts";

/** Larger pairs of texts are only compared at their beginnings, in pairs of words. */
const LARGEST = 4_000_000;

/** A place in a text: line and column, from 1. */
export interface Place {
  /** Line. */
  readonly line: number;
  /** Column. */
  readonly column: number;
}

/**
 * Finds for places in the text that really runs the places in the cell that it was made from: types vanish and
 * lines move, but the words that are left keep their order.
 *
 * @param cell The cell as it was written.
 * @param emitted The text that runs.
 */
export function alignWords(cell: string, emitted: string): (place: Place) => Place | undefined {
  const written = wordsOf(cell), run = wordsOf(emitted);
  const partner = matchWords(written, run);
  const lines = emitted.split("\n");
  return ({ line, column }) => {
    if (line < 1 || line > lines.length || column > (lines[line - 1] ?? "").length + 1) return undefined;
    const offset = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    const index = run.findLastIndex(({ start }) => start <= offset);
    const word = run[index], own = partner.get(index);
    if (word === undefined || own === undefined) return undefined;
    return placeOf(cell, own.start + Math.min(offset - word.start, own.end - own.start));
  };
}

/** Everything but signs: those come and go with the printer's taste. */
function wordsOf(code: string): Token[] {
  return tokenize(code).tokens.filter(({ kind }) => !["sign", "comment", "magic"].includes(kind));
}

/** Longest common subsequence: which word of the cell each word of the running text was. */
function matchWords(written: readonly Token[], run: readonly Token[]): Map<number, Token> {
  const rows = Math.min(written.length, Math.floor(LARGEST / Math.max(1, run.length)));
  const width = run.length + 1;
  const lengths = new Uint16Array((rows + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  const same = (row: number, column: number) => written[row]?.text === run[column]?.text;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = run.length - 1; column >= 0; column--) {
      lengths[row * width + column] = same(row, column)
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const partner = new Map<number, Token>();
  for (let row = 0, column = 0; row < rows && column < run.length;) {
    const word = written[row];
    if (word !== undefined && same(row, column)) {
      partner.set(column++, word);
      row++;
    } else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return partner;
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}
