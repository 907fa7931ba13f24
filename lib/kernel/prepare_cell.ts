import { guardAwaits } from "./guard_awaits.ts";
import { commentMagics } from "./magic_lines.ts";
import { GLOBAL } from "./prelude.ts";

/** A cell as the child runs it. */
export interface PreparedCell {
  /** The text to send; every line is in its place. */
  readonly text: string;
  /** The cell with nothing but its magics made comments, for when `text` does not parse. */
  readonly plain: string;
  /** There are magics in it, or comments that look like some. */
  readonly hasMagics: boolean;
}

/** Makes a cell ready for the child: magics are comments, and every `await` at the top level can be stopped. */
export function prepareCell(code: string): PreparedCell {
  const plain = commentMagics(code);
  return { text: guardAwaits(plain, `${GLOBAL}.guard`), plain, hasMagics: /^\s*\/\/%/m.test(plain) };
}
