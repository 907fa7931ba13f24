import { guardAwaits } from "./guard_awaits.ts";
import { commentMagics } from "./magic_lines.ts";
import { GLOBAL } from "./prelude.ts";
import { tokenize } from "./tokens.ts";

/** A cell as the child runs it. */
export interface PreparedCell {
  /** The text to send; every line is in its place. */
  readonly text: string;
  /** The cell says by itself that it begins; otherwise {@linkcode enterCell} has to run before. */
  readonly enters: boolean;
  /** The cell with nothing but its magics made comments, for when `text` does not parse. */
  readonly plain: string;
}

/**
 * Makes a cell ready for the child: magics are comments, every `await` at the top level can be stopped, and the
 * first statement says which cell it is.
 */
export function prepareCell(code: string, cell: number): PreparedCell {
  const plain = commentMagics(code);
  const text = guardAwaits(plain, `${GLOBAL}.guard`);
  const first = tokenize(text).tokens.find(({ kind }) => kind !== "comment");
  // The kernel takes what begins with a brace for an object, if it can: nothing may stand before it.
  if (first === undefined || text.trimStart().startsWith("{")) return { text, enters: false, plain };
  const entered = `${text.slice(0, first.start)}${enterCell(cell)} ${text.slice(first.start)}`;
  return { text: entered, enters: true, plain };
}

/** Code that says which cell runs now. */
export function enterCell(cell: number): string {
  return `${GLOBAL}.enter(${cell});`;
}
