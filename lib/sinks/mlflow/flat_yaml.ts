/**
 * Reads the files `meta.yaml` of MLflow's FileStore: a map of texts, numbers and nulls, with at most one map inside,
 * as PyYAML's `safe_dump` writes it (plain, 'single' and "double" quoted texts over several lines). The entries of an
 * inner map come as `outer/inner`; a null is left out.
 *
 * @param text Content of the file.
 */
export function readFlatYaml(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let outer = "";
  for (const { indent, key, lines } of entriesOf(text)) {
    const name = indent > 0 ? `${outer}/${key}` : key;
    if (indent === 0) outer = key;
    const value = scalarOf(lines);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

/** Writes such a file: every value as JSON writes it, which is YAML too. */
export function writeFlatYaml(values: Readonly<Record<string, string | number | null | YamlMap>>): string {
  return Object.entries(values).map(([key, value]) => {
    if (typeof value !== "object" || value === null) return `${key}: ${written(value)}\n`;
    const inner = Object.entries(value);
    if (inner.length === 0) return `${key}: {}\n`;
    return `${key}:\n${inner.map(([name, text]) => `  ${written(name)}: ${written(text)}\n`).join("")}`;
  }).join("");
}

/** A map inside of a file. */
export type YamlMap = Readonly<Record<string, string>>;

interface Entry {
  readonly indent: number;
  readonly key: string;
  /** The rest of its line, and the lines that go on with it. */
  readonly lines: string[];
}

/** A key: quoted, or plain up to a colon that a blank or the line's end follows. */
const KEY = /^( *)(?:'((?:[^']|'')*)'|"((?:[^"\\]|\\.)*)"|([^\s'"#-][^:]*?(?::\S[^:]*?)*)):(?: +|$)(.*)$/;

function entriesOf(text: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of text.split(/\r?\n/)) {
    const last = entries.at(-1);
    // A line goes on with the value before it when that one has begun and this one is further in, or empty.
    const goesOn = last !== undefined && (/^\s*$/.test(line) || indentOf(line) > last.indent) &&
      !(last.indent === 0 && last.lines.every((part) => part.trim() === "") && KEY.test(line));
    const [, indent = "", single, double, plain = "", rest = ""] = KEY.exec(line) ?? [];
    if (goesOn) last.lines.push(line);
    else if (KEY.test(line)) {
      const key = single?.replaceAll("''", "'") ?? (double === undefined ? plain : unescape(double));
      entries.push({ indent: indent.length, key, lines: [rest] });
    }
  }
  return entries;
}

function scalarOf(lines: readonly string[]): string | undefined {
  const text = folded(lines);
  if (text.startsWith("'")) return text.slice(1, text.lastIndexOf("'")).replaceAll("''", "'");
  if (text.startsWith('"')) return unescape(text.slice(1, text.lastIndexOf('"')));
  return ["", "null", "~", "[]", "{}"].includes(text) ? undefined : text;
}

/** Lines become one: a line end is a blank, an empty line is a line end, a backslash at the end joins. */
function folded([first = "", ...rest]: readonly string[]): string {
  const isDouble = first.trimStart().startsWith('"');
  let text = first.trim(), empty = 0;
  for (const line of rest) {
    const part = line.trim();
    if (part === "") {
      empty++;
      continue;
    }
    const joins = isDouble && empty === 0 && /(^|[^\\])(\\\\)*\\$/.test(text);
    text = joins ? text.slice(0, -1) + part : text + (empty > 0 ? "\n".repeat(empty) : " ") + part;
    empty = 0;
  }
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

function unescape(text: string): string {
  return text.replace(/\\(?:x(..)|u(.{4})|U(.{8})|(.))/gs, (_, two, four, eight, one) => {
    const code = two ?? four ?? eight;
    return code === undefined ? ESCAPES[one] ?? one : String.fromCodePoint(parseInt(code, 16));
  });
}

function written(value: string | number | null): string {
  if (typeof value !== "string") return String(value);
  // What YAML does not print is written by its number.
  return JSON.stringify(value.toWellFormed()).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
