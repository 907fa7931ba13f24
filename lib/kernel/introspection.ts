import { parseFailure } from "../jupyter/parse_probe.ts";
import type { Child } from "./child.ts";
import { toCodePoints, toUtf16 } from "./code_points.ts";
import { commentMagics } from "./magic_lines.ts";
import { GLOBAL } from "./prelude.ts";
import { staticImports } from "./static_imports.ts";
import { tokenize } from "./tokens.ts";

type Content = Readonly<Record<string, unknown>>;

/** The answer to a `complete_request`; nothing is proposed while the child is busy. */
export async function complete(
  child: Child | undefined,
  content: Content,
  magics: readonly string[],
): Promise<Record<string, unknown>> {
  const code = String(content["code"] ?? "");
  const cursor = toUtf16(code, Number(content["cursor_pos"] ?? Array.from(code).length));
  const [word] = code.slice(0, cursor).match(/(?<=^|\n)%%?[\p{L}\p{N}_]*$/u) ?? [];
  const answer = (matches: unknown[], start: number, end = cursor) => ({
    status: "ok",
    matches,
    cursor_start: toCodePoints(code, start),
    cursor_end: toCodePoints(code, end),
    metadata: {},
  });
  if (word !== undefined) return answer(magics.filter((name) => name.startsWith(word)), cursor - word.length);
  // The stock kernel takes 0 for the end of the cell.
  if (child === undefined || cursor === 0) return answer([], cursor);
  const reply = await child.request("shell", "complete_request", { code, cursor_pos: cursor });
  const { matches, cursor_start, cursor_end } = reply.content;
  const names = Array.isArray(matches) ? matches.filter((name) => name !== GLOBAL) : [];
  return answer(names, Number(cursor_start ?? cursor), Number(cursor_end ?? cursor));
}

/** The answer to an `inspect_request`: kind, text and size of what stands under the cursor. */
export async function inspect(
  child: Child | undefined,
  content: Content,
  magics: ReadonlyMap<string, string>,
): Promise<Record<string, unknown>> {
  const code = String(content["code"] ?? "");
  const cursor = toUtf16(code, Number(content["cursor_pos"] ?? Array.from(code).length));
  const text = await textFor(child, code, cursor, magics);
  const data = text === undefined ? {} : { "text/plain": text };
  return { status: "ok", found: text !== undefined, data, metadata: {} };
}

async function textFor(
  child: Child | undefined,
  code: string,
  cursor: number,
  magics: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const before = code.slice(0, cursor).match(/[%\p{L}\p{N}_$.]*$/u)?.[0] ?? "";
  const behind = code.slice(cursor).match(/^[\p{L}\p{N}_$]*/u)?.[0] ?? "";
  const name = before + behind;
  if (name.startsWith("%")) return magics.get(name);
  if (child === undefined || !/^[\p{L}_$][\p{L}\p{N}_$]*(\.[\p{L}_$][\p{L}\p{N}_$]*)*$/u.test(name)) {
    return undefined;
  }
  const answer = await child.ask((id) => `${GLOBAL}.describe(${id}, () => (${name}))`);
  if (typeof answer !== "object" || answer === null || !("text" in answer)) return undefined;
  return `${name}: ${answer.text}`;
}

/** The answer to an `is_complete_request`. */
export async function isComplete(
  child: Child | undefined,
  content: Content,
): Promise<Record<string, unknown>> {
  const code = commentMagics(String(content["code"] ?? ""));
  const { open, crossed, tokens } = tokenize(code);
  if (crossed) return { status: "invalid" };
  if (open !== undefined) return { status: "incomplete", indent: open === "bracket" ? "  " : "" };
  if (child === undefined) return { status: "unknown" };
  // Nothing of it may run, imports neither.
  const silent = staticImports(tokens).reduceRight(
    (text, { start, end }) => `${text.slice(0, start)}0;${text.slice(end)}`,
    code,
  );
  const answer = await child.parse(silent);
  if (answer === undefined || answer === "") return { status: answer === "" ? "complete" : "unknown" };
  const { evalue } = parseFailure(answer);
  return /unexpected eof|<eof>|end of file/i.test(evalue)
    ? { status: "incomplete", indent: "  " }
    : { status: "invalid" };
}
