import { guardAwaits } from "./guard_awaits.ts";
import { commentMagics } from "./magic_lines.ts";
import { GLOBAL } from "./prelude.ts";
import { tokenize } from "./tokens.ts";

/** A cell as the child runs it. */
export interface PreparedCell {
  /** Texts to send, until one parses; every line is in its place. Nothing of a text that does not parse runs. */
  readonly texts: readonly string[];
  /** The cell with nothing but its magics made comments. */
  readonly plain: string;
  /** There are magics in it, or comments that look like some. */
  readonly hasMagics: boolean;
}

/** Called by a cell as its first act. */
const ENTER = `${GLOBAL}.enter()`;

/**
 * Makes a cell ready for the child: magics are comments, every `await` at the top level can be stopped, and the cell
 * says that it begins. As in the stock kernel, what begins with a brace is an object if it can be one.
 */
export function prepareCell(code: string): PreparedCell {
  const plain = commentMagics(code), guarded = guardAwaits(plain, `${GLOBAL}.guard`);
  const text = guarded.trim();
  const asObject = text.startsWith("{") && !text.endsWith(";") ? [`${ENTER}, (${guarded}\n)`] : [];
  const asBlock = [entered(guarded), ...(guarded === plain ? [] : [entered(plain)])];
  // What does not parse costs a round trip, and looks like a failed cell to those who watch: the likely one first.
  const texts = looksLikeObject(guarded) ? [...asObject, ...asBlock] : [...asBlock, ...asObject];
  return { texts, plain, hasMagics: /^\s*\/\/%/m.test(plain) };
}

function looksLikeObject(code: string): boolean {
  const [, first, second] = tokenize(code).tokens.filter(({ kind }) => kind !== "comment").slice(0, 3);
  if (first === undefined || ["}", "[", "..."].includes(first.text)) return true;
  return ["word", "text", "number"].includes(first.kind) && [":", ",", "}"].includes(second?.text ?? "");
}

/** Behind the comments: magics and pragmas stay in front. */
function entered(code: string): string {
  const first = tokenize(code).tokens.find(({ kind }) => kind !== "comment");
  return first === undefined ? code : `${code.slice(0, first.start)}${ENTER}; ${code.slice(first.start)}`;
}
