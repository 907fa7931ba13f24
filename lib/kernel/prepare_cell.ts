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

/** From its first pieces; the other way is tried too. */
function looksLikeObject(code: string): boolean {
  const [, first, second] = tokenize(code.slice(0, 10_000)).tokens.filter(({ kind }) => kind !== "comment");
  if (first === undefined || ["}", "[", "..."].includes(first.text)) return true;
  return ["word", "text", "number"].includes(first.kind) && [":", ",", "}"].includes(second?.text ?? "");
}

/** Behind the comments: magics and pragmas stay in front. */
function entered(code: string): string {
  const front = code.match(/^(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/)?.[0].length ?? 0;
  return front === code.length ? code : `${code.slice(0, front)}${ENTER}; ${code.slice(front)}`;
}
