/** One piece of TypeScript. */
export interface Token {
  /** A template with holes is `open`, any number of `middle`, `close`; one without is a `text`. */
  readonly kind: Kind;
  /** First character. */
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
  /** The characters. */
  readonly text: string;
  /** How many brackets and template holes are open in front of it. */
  readonly depth: number;
  /** Its first line, from 0. */
  readonly line: number;
}

/** What a piece can be. A magic is a whole line. */
type Kind =
  | "word"
  | "number"
  | "text"
  | "regex"
  | "sign"
  | "open"
  | "middle"
  | "close"
  | "comment"
  | "magic";

/** The pieces of a cell, as far as they can be told apart without a grammar. */
export interface Tokens {
  /** In order; comments too. */
  readonly tokens: readonly Token[];
  /** What is still open at the end; `undefined` when nothing is. */
  readonly open: "bracket" | "template" | "comment" | undefined;
  /** A bracket is closed that was not opened. */
  readonly crossed: boolean;
}

const WORD = /[\p{ID_Start}$_#@\\][\p{ID_Continue}$\u200c\u200d\\]*/uy;
const NUMBER = /\.?\d(?:[eE][+-]|[\w.])*/y;
const STRING = /"(?:[^"\\\n]|\\[^])*(?:"|(?=\n)|$)|'(?:[^'\\\n]|\\[^])*(?:'|(?=\n)|$)/y;
const REGEX = /\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
const COMMENT = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y;
const SIGN = /=>|\.\.\.|\?\.(?!\d)|\*\*=?|===?|!==?|<=|&&=?|\|\|=?|\?\?=?|\+\+|--|[-+*/%&|^]=|[^]/y;
/** `%%name` in the first line that is not blank, `%name` at the beginning of a line. */
const CELL_MAGIC = /%%[\p{L}_][^\n]*/uy;
const LINE_MAGIC = /%[\p{L}_][^\n]*/uy;
/** From behind a quote or a hole to the next hole or the end. */
const TEMPLATE = /(?:[^`\\$]|\\[^]|\$(?!\{))*(`|\$\{|$)/y;

/** Words behind which an expression begins, and so a `/` is a regular expression. */
const BEFORE_EXPRESSION = new Set(
  "return typeof instanceof in of new delete void throw case do else await yield extends".split(" "),
);
const CLOSING: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Cuts TypeScript into pieces. Never fails: what is no TypeScript gives pieces too. */
export function tokenize(code: string): Tokens {
  const tokens: Token[] = [];
  /** Open brackets; "`" is a hole in a template. */
  const brackets: { sign: string; before: Token | undefined }[] = [];
  let last: Token | undefined, lastOpener: Token | undefined;
  let open: Tokens["open"], crossed = false;
  const breakFrom = (from: number) => {
    const found = code.indexOf("\n", from);
    return found < 0 ? Infinity : found;
  };
  let at = 0, line = 0, nextBreak = breakFrom(0);
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(code)?.[0];
  };
  const push = (kind: Kind, text: string) => {
    for (; nextBreak < at; nextBreak = breakFrom(nextBreak + 1)) line++;
    const token = { kind, start: at, end: at + text.length, text, depth: brackets.length, line };
    at = token.end;
    tokens.push(token);
    if (kind !== "comment" && kind !== "magic") last = token;
  };
  const magic = () => {
    if (code.charAt(at) !== "%" || brackets.length > 0 || (at > 0 && code.charAt(at - 1) !== "\n")) {
      return undefined;
    }
    return take(LINE_MAGIC) ?? (tokens.length === 0 ? take(CELL_MAGIC) : undefined);
  };
  const template = (begins: boolean) => {
    const quote = code.charAt(at);
    at++;
    const rest = take(TEMPLATE) ?? "";
    at--;
    const holds = rest.endsWith("${"), ends = rest.endsWith("`");
    if (!holds && !ends) open = "template";
    const kind = begins ? (holds ? "open" : "text") : (holds ? "middle" : "close");
    if (!begins) brackets.pop();
    push(kind, quote + rest);
    if (holds) brackets.push({ sign: "`", before: undefined });
  };
  while (at < code.length) {
    const char = code.charAt(at);
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    const comment = take(COMMENT), magicLine = magic();
    if (magicLine !== undefined) push("magic", magicLine);
    else if (comment !== undefined) {
      if (comment.startsWith("/*") && !/^\/\*[^]*\*\/$/.test(comment)) open = "comment";
      push("comment", comment);
    } else if (char === "`") template(true);
    else if (char === "}" && brackets.at(-1)?.sign === "`") template(false);
    else if (char === '"' || char === "'") push("text", take(STRING) ?? char);
    else {
      const regex = char === "/" && beginsExpression(last, lastOpener, code, at) ? take(REGEX) : undefined;
      const number = regex === undefined ? take(NUMBER) : undefined;
      const word = regex ?? number ?? take(WORD);
      if (regex !== undefined) push("regex", regex);
      else if (number !== undefined) push("number", number);
      else if (word !== undefined) push("word", word);
      else {
        const sign = take(SIGN) ?? char;
        const before = last;
        if ("([{".includes(sign)) {
          push("sign", sign);
          brackets.push({ sign, before });
        } else if (sign in CLOSING) {
          const opener = brackets.at(-1);
          if (opener !== undefined && opener.sign === CLOSING[sign]) {
            brackets.pop();
            lastOpener = opener.before;
          } else crossed = true;
          push("sign", sign);
        } else push("sign", sign);
      }
    }
  }
  if (open === undefined && brackets.length > 0) {
    open = brackets.some(({ sign }) => sign === "`") ? "template" : "bracket";
  }
  return { tokens, open, crossed };
}

/** Whether an expression can begin behind a token. */
function beginsExpression(
  last: Token | undefined,
  opener: Token | undefined,
  code: string,
  at: number,
): boolean {
  if (last === undefined) return true;
  if (last.kind === "word") return BEFORE_EXPRESSION.has(last.text);
  if (last.kind !== "sign") return last.kind === "open" || last.kind === "middle";
  // `if (x) /a/.test(y)`, but `(x) / 2`.
  if (last.text === ")") return ["if", "while", "for", "with"].includes(opener?.text ?? "");
  if (last.text === "}") return code.slice(last.end, at).includes("\n");
  return !["]", "++", "--", "!"].includes(last.text);
}
