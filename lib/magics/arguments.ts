/** A value in a magic. */
export type Value = string | number | boolean | { readonly [field: string]: Value };

/** What stands behind a magic's name. */
export interface Arguments {
  /** Words that are no `key=value`. */
  readonly words: readonly string[];
  /** Fields, nested by their dots; own properties only. */
  readonly fields: { readonly [field: string]: Value };
}

/** Names that no field has and that would reach into objects of the language. */
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

const PAIR = /([A-Za-z_$][\w$-]*(?:\.[A-Za-z_$][\w$-]*)*)[ \t]*=[ \t]*/y;
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y;
const BARE = /[^\s"'=]\S*/y;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads what stands behind a magic's name: `key=value …`, words, or one JSON object. Values are numbers, booleans,
 * texts in quotes and bare words; dots nest (`budget.grams=5`). Nothing is ever evaluated.
 *
 * @param text The rest of the line.
 * @param isText Whether a field, by its path, takes a text, so that `runName=2024` stays one.
 * @throws {SyntaxError} When it cannot be read; the message is a clause.
 */
export function parseArguments(text: string, isText: (path: readonly string[]) => boolean): Arguments {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return { words: [], fields: parseJson(trimmed) };
  const words: string[] = [];
  const fields: Branch = Object.create(null);
  for (let at = 0; at < trimmed.length;) {
    const pair = matchAt(PAIR, trimmed, at);
    const start = at + (pair?.[0].length ?? 0);
    const quoted = matchAt(QUOTED, trimmed, start)?.[0];
    const raw = quoted ?? matchAt(BARE, trimmed, start)?.[0];
    if (raw === undefined) throw new SyntaxError(`${JSON.stringify(cut(trimmed.slice(at)))} is no key=value`);
    const end = start + raw.length;
    if (end < trimmed.length && !/\s/.test(trimmed[end] ?? "")) {
      throw new SyntaxError(`a blank is missing behind ${cut(raw)}`);
    }
    const path = pair?.[1]?.split(".");
    if (path === undefined) words.push(quoted === undefined ? raw : unquoted(quoted));
    else put(fields, path, quoted === undefined ? bare(raw, isText(path)) : unquoted(quoted));
    for (at = end; at < trimmed.length && /\s/.test(trimmed[at] ?? "");) at++;
  }
  return { words, fields };
}

/** An object without a prototype: a field of any name is only a field. */
interface Branch {
  [field: string]: Value | Branch;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function put(fields: Branch, path: readonly string[], value: Value): void {
  const name = path.join(".");
  if (path.some((part) => FORBIDDEN.has(part))) throw new SyntaxError(`field "${cut(name)}" is unknown`);
  let branch = fields;
  for (const part of path.slice(0, -1)) {
    const next = branch[part] ??= Object.create(null);
    if (typeof next !== "object") throw new SyntaxError(`field "${cut(name)}" is given twice`);
    branch = next;
  }
  const last = path.at(-1) ?? "";
  if (Object.hasOwn(branch, last)) throw new SyntaxError(`field "${cut(name)}" is given twice`);
  branch[last] = value;
}

function bare(raw: string, isText: boolean): Value {
  if (isText) return raw;
  if (raw === "true" || raw === "false") return raw === "true";
  return NUMBER.test(raw) ? Number(raw) : raw;
}

/** Escapes as in JSON, in both kinds of quotes. */
function unquoted(quoted: string): string {
  const inner = quoted.slice(1, -1);
  const json = quoted.startsWith('"')
    ? inner
    : inner.replace(/\\'/g, "'").replace(/(?<!\\)((?:\\\\)*)"/g, '$1\\"');
  try {
    return String(JSON.parse(`"${json.replaceAll("\t", "\\t")}"`));
  } catch {
    throw new SyntaxError(`${cut(quoted)} is no text: escapes are those of JSON`);
  }
}

function parseJson(text: string): Arguments["fields"] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`the options are no JSON (${error instanceof Error ? cut(error.message) : error})`);
  }
  return copy(value, 0);
}

/** Own fields only, none of a forbidden name, and no deeper than any option goes. */
function copy(value: unknown, depth: number): Arguments["fields"] {
  const branch: Branch = Object.create(null);
  for (const [key, inner] of Object.entries(value ?? {})) {
    if (FORBIDDEN.has(key)) throw new SyntaxError(`field "${key}" is unknown`);
    if (depth > 3) throw new SyntaxError(`field "${cut(key)}" lies too deep`);
    branch[key] = typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? copy(inner, depth + 1)
      : inner;
  }
  return branch as Arguments["fields"];
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57).toWellFormed()}…` : text.toWellFormed();
}
