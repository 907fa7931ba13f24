/** Where the lines of a source begin that are code: not inside a text, a template literal or a comment. */
export interface CodeLines {
  /** Offsets, in order; the first line is always one. */
  readonly starts: readonly number[];
  /** Whether there is anything but blanks and comments. */
  readonly hasCode: boolean;
}

/** After these words a slash begins a regular expression. */
const BEFORE_REGEX = new Set(
  "return typeof case in of delete void throw new instanceof do else await yield".split(" "),
);

/**
 * Finds the lines that begin in code. A regular expression is told from a division by what stands in front, as
 * highlighters do: after `)` it is a division, after `}` a regular expression; one that does not end on its line is
 * none.
 *
 * @param code The source of a cell, TypeScript.
 */
export function codeLines(code: string): CodeLines {
  const starts = [0];
  /** Depths of braces at which a template literal goes on. */
  const templates: number[] = [];
  let depth = 0, last = -1, hasCode = false;
  let at = 0;
  const skipTemplate = () => {
    while (at < code.length) {
      const unit = code[at];
      if (unit === "\\") at += 2;
      else if (unit === "`") return void at++;
      else if (unit === "$" && code[at + 1] === "{") {
        templates.push(depth++);
        at += 2;
        return;
      } else at++;
    }
  };
  while (at < code.length) {
    const unit = code[at] ?? "", next = code[at + 1];
    if (unit === "\n") starts.push(++at);
    else if (unit === " " || unit === "\t" || unit === "\r") at++;
    else if (unit === "/" && next === "/") at = found(code.indexOf("\n", at), code);
    else if (unit === "/" && next === "*") at = found(code.indexOf("*/", at + 2), code, 2);
    else {
      hasCode = true;
      const before = last;
      last = at;
      if (unit === '"' || unit === "'") at = afterText(code, at);
      else if (unit === "/") at = afterSlash(code, at, before);
      else if (unit === "`") {
        at++;
        skipTemplate();
      } else {
        at++;
        if (unit === "{") depth++;
        if (unit === "}" && --depth === templates.at(-1)) {
          templates.pop();
          skipTemplate();
        }
      }
    }
  }
  return { starts, hasCode };
}

function found(at: number, code: string, length = 0): number {
  return at < 0 ? code.length : at + length;
}

/** After a text; one that is not closed ends with its line. */
function afterText(code: string, start: number): number {
  const quote = code[start];
  for (let at = start + 1; at < code.length; at++) {
    const unit = code[at];
    if (unit === "\\") at += code.startsWith("\r\n", at + 1) ? 2 : 1;
    else if (unit === quote) return at + 1;
    else if (unit === "\n") return at;
  }
  return code.length;
}

/** After a regular expression, or after the one character of a division. */
function afterSlash(code: string, start: number, before: number): number {
  if (!mayBeRegex(code, before)) return start + 1;
  let inClass = false;
  for (let at = start + 1; at < code.length; at++) {
    const unit = code[at];
    if (unit === "\n") break;
    if (unit === "\\") at++;
    else if (unit === "[") inClass = true;
    else if (unit === "]") inClass = false;
    else if (unit === "/" && !inClass) return at + 1;
  }
  return start + 1;
}

function mayBeRegex(code: string, before: number): boolean {
  if (before < 0) return true;
  const unit = code[before] ?? "";
  if (/[\w$\u0080-\uffff]/.test(unit)) {
    const [word = ""] = code.slice(Math.max(0, before - 12), before + 1).match(/[\w$]+$/) ?? [];
    return BEFORE_REGEX.has(word);
  }
  if ((unit === "+" || unit === "-") && code[before - 1] === unit) return false;
  return !")]\"'`".includes(unit);
}
