import type { Child } from "./child.ts";
import { toCodePoints, toUtf16 } from "./code_points.ts";
import { GLOBAL } from "./prelude.ts";

/** The answer to a `complete_request`; nothing is proposed while the child is busy. */
export async function complete(
  child: Child | undefined,
  content: Readonly<Record<string, unknown>>,
  magics: ReadonlyMap<string, string>,
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
  if (word !== undefined) {
    return answer([...magics.keys()].filter((name) => name.startsWith(word)), cursor - word.length);
  }
  // The stock kernel takes 0 for the end of the cell.
  if (child === undefined || cursor === 0) return answer([], cursor);
  const reply = await child.request("shell", "complete_request", { code, cursor_pos: cursor });
  const { matches, cursor_start, cursor_end } = reply.content;
  const names = Array.isArray(matches) ? matches.filter((name) => name !== GLOBAL) : [];
  return answer(names, Number(cursor_start ?? cursor), Number(cursor_end ?? cursor));
}
