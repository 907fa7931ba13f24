import { type Token, tokenize } from "./tokens.ts";

/** Words that stand in front of an operand. */
const PREFIXES = new Set(["await", "typeof", "void", "delete", "new", "!", "~", "+", "-"]);
/** Words whose operand is not what follows directly. */
const UNCLEAR = new Set(["async", "function", "class", "yield", "<", "@"]);
/** Signs and words in front of a `{` that is a block. */
const BLOCK_BEFORE = new Set([";", "{", "}", "else", "do", "try", "finally"]);
/** Words in front of brackets behind which a `{` is a block. */
const BLOCK_HEADS = new Set(["if", "for", "while", "switch", "catch", "with", "await"]);
const STATEMENTS = new Set([
  "const",
  "let",
  "var",
  "return",
  "if",
  "for",
  "while",
  "throw",
  "using",
  "switch",
]);

/** Longer cells are left alone: none of them was written by hand, in characters. */
const LONGEST = 100_000;

/**
 * Puts a call around the operand of every `await` at the top level of a cell, so that Stop can end the waiting:
 * `await f(x)` becomes `await guard(f(x))`, and `for await (const x of xs)` goes over `guard.each(xs)`. What is not
 * clearly understood stays as it is.
 *
 * @param code The cell.
 * @param guard Name of the function to call.
 */
export function guardAwaits(code: string, guard: string): string {
  if (code.length > LONGEST || !code.includes("await")) return code;
  const tokens = tokenize(code).tokens.filter(({ kind }) => kind !== "comment");
  const parents = parentsOf(tokens);
  const inserts: { at: number; text: string }[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.text !== "await" || token.kind !== "word" || !isTopLevel(tokens, parents, index)) continue;
    const isLoop = tokens[index - 1]?.text === "for";
    const [first, end] = (isLoop ? iterated(tokens, index) : operand(tokens, index)) ?? [];
    if (first === undefined || end === undefined) continue;
    inserts.push({ at: first, text: `${guard}${isLoop ? ".each" : ""}(` }, { at: end, text: ")" });
  }
  return inserts.toSorted((a, b) => b.at - a.at || (a.text === ")" ? 1 : -1))
    .reduce((text, insert) => text.slice(0, insert.at) + insert.text + text.slice(insert.at), code);
}

/** Where the operand of the `await` begins and ends. */
function operand(tokens: readonly Token[], index: number): [number, number] | undefined {
  const first = tokens[index + 1];
  const before = tokens[index - 1];
  // `await using x`, `for await (…)`, a property or a label of that name.
  if (first === undefined || first.text === "using" || [".", "?."].includes(before?.text ?? "")) {
    return undefined;
  }
  let at = index + 1;
  while (PREFIXES.has(tokens[at]?.text ?? "")) at++;
  const primary = tokens[at];
  if (primary === undefined || UNCLEAR.has(primary.text) || isClosing(primary)) return undefined;
  if (primary.kind === "sign" && !"([{".includes(primary.text)) return undefined;
  let last = afterBrackets(tokens, at);
  for (let next = last + 1; next < tokens.length; next = last + 1) {
    const text = tokens[next]?.text ?? "", follower = tokens[next + 1];
    if (text === "." && follower?.kind === "word") last = next + 1;
    else if (text === "?." && follower !== undefined) {
      last = follower.kind === "word" ? next + 1 : afterBrackets(tokens, next + 1);
    } else if (text === "(" || text === "[" || isTemplate(tokens[next])) last = afterBrackets(tokens, next);
    else if (text === "!" && !hasNewline(tokens, last, next)) last = next;
    else if (text === "<" && callsWithTypes(tokens, next)) last = afterTypes(tokens, next);
    else break;
  }
  if (tokens[last + 1]?.text === "=>") return undefined;
  const end = tokens[last]?.end;
  return end === undefined ? undefined : [first.start, end];
}

/** `f<T>(x)` is a call, as TypeScript decides it too; `a < b` is a comparison. */
function callsWithTypes(tokens: readonly Token[], at: number): boolean {
  const follower = tokens[afterTypes(tokens, at) + 1];
  return follower?.text === "(" || isTemplate(follower);
}

/** The `>` that closes a list of types; the last token when none does. */
function afterTypes(tokens: readonly Token[], at: number): number {
  let open = 0;
  const depth = tokens[at]?.depth ?? 0;
  for (let index = at; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined || token.depth < depth || /^(;|&&|\|\||\+|\*|-)$/.test(token.text)) break;
    if (token.text === "<") open++;
    if (token.text === ">" && --open === 0) return index;
  }
  return tokens.length;
}

/** What `for await (… of …)` goes over. */
function iterated(tokens: readonly Token[], index: number): [number, number] | undefined {
  const close = afterBrackets(tokens, index + 1), depth = (tokens[index + 1]?.depth ?? 0) + 1;
  const of = tokens.findIndex((token, at) =>
    at > index && at < close && token.depth === depth && token.text === "of"
  );
  const first = tokens[of + 1], last = tokens[close - 1];
  return of < 0 || first === undefined || last === undefined ? undefined : [first.start, last.end];
}

/** The token that closes what is opened at `at`; `at` itself when nothing is. */
function afterBrackets(tokens: readonly Token[], at: number): number {
  const opener = tokens[at];
  if (opener === undefined || !isOpening(opener)) return at;
  const close = tokens.findIndex((token, index) =>
    index > at && token.depth === opener.depth && isClosing(token)
  );
  return close < 0 ? tokens.length : close;
}

/** For each token the index of the bracket that it stands in; -1 outside. */
function parentsOf(tokens: readonly Token[]): number[] {
  const open: number[] = [];
  return tokens.map((token, index) => {
    if (isClosing(token) || token.kind === "middle") open.pop();
    const parent = open.at(-1) ?? -1;
    if (isOpening(token) || token.kind === "middle") open.push(index);
    return parent;
  });
}

/** Whether neither a function nor a class is around a token. */
function isTopLevel(tokens: readonly Token[], parents: readonly number[], index: number): boolean {
  for (let at = index; at >= 0; at = parents[at] ?? -1) {
    if (inArrow(tokens, parents, at)) return false;
    const parent = parents[at] ?? -1;
    if (parent >= 0 && tokens[parent]?.text === "{" && !isBlock(tokens, parents, parent)) return false;
  }
  return true;
}

/** Whether a token stands in the body of an arrow function without braces. */
function inArrow(tokens: readonly Token[], parents: readonly number[], index: number): boolean {
  if (endsExpression(tokens[index - 1]) && hasNewline(tokens, index - 1, index)) return false;
  const parent = parents[index];
  for (let at = index - 1; at >= 0 && at !== parent; at--) {
    if (parents[at] !== parent) continue;
    const text = tokens[at]?.text ?? "";
    if (text === "=>") return true;
    if (text === ";" || text === "," || STATEMENTS.has(text)) return false;
  }
  return false;
}

/** Whether a `{` opens a block or an object and not the body of a function or a class. */
function isBlock(tokens: readonly Token[], parents: readonly number[], index: number): boolean {
  const before = tokens[index - 1];
  if (before === undefined || BLOCK_BEFORE.has(before.text)) return true;
  if (before.text === "=>") return false;
  if (before.text === ")") {
    const opener = tokens.findLastIndex((token, at) =>
      at < index - 1 && token.text === "(" && parents[at] === parents[index]
    );
    return BLOCK_HEADS.has(tokens[opener - 1]?.text ?? "");
  }
  if (before.kind === "sign") return before.text !== ">" && before.text !== "]";
  return hasNewline(tokens, index - 1, index) || before.text === "return";
}

function endsExpression(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return token.kind === "sign" ? [")", "]", "}"].includes(token.text) : token.kind !== "middle";
}

function hasNewline(tokens: readonly Token[], left: number, right: number): boolean {
  return (tokens[right]?.line ?? 0) > (tokens[left]?.line ?? 0);
}

function isTemplate(token: Token | undefined): boolean {
  return token !== undefined &&
    (token.kind === "open" || (token.kind === "text" && token.text.startsWith("`")));
}

function isOpening({ kind, text }: Token): boolean {
  return kind === "open" || (kind === "sign" && "([{".includes(text));
}

function isClosing({ kind, text }: Token): boolean {
  return kind === "close" || (kind === "sign" && ")]}".includes(text));
}
