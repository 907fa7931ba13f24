import type { Child } from "./child.ts";
import { toUtf16 } from "./code_points.ts";
import { GLOBAL } from "./prelude.ts";

/** The answer to an `inspect_request`: kind and text of what stands under the cursor. */
export async function inspect(
  child: Child | undefined,
  content: Readonly<Record<string, unknown>>,
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
