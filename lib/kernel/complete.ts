import type { Child } from "./child.ts";
import { toUtf16 } from "./code_points.ts";
import { GLOBAL } from "./prelude.ts";

/** The answer to a `complete_request`; nothing is proposed while the child is busy. */
export async function complete(
  child: Child | undefined,
  content: Readonly<Record<string, unknown>>,
  magics: ReadonlyMap<string, string>,
): Promise<Record<string, unknown>> {
  const code = String(content["code"] ?? "");
  const position = Number(content["cursor_pos"] ?? Array.from(code).length);
  const [word] = code.slice(0, toUtf16(code, position)).match(/(?<=^|\n)%%?[\p{L}\p{N}_]*$/u) ?? [];
  const answer = (matches: readonly unknown[], start: number, end: number) => ({
    status: "ok",
    matches,
    cursor_start: start,
    cursor_end: end,
    metadata: {},
  });
  if (word !== undefined) {
    const names = [...magics.keys()].filter((name) => name.startsWith(word));
    return answer(names, position - word.length, position);
  }
  // The stock kernel takes 0 for the end of the cell.
  if (child === undefined || position === 0) return answer([], position, position);
  const { content: reply } = await child.request("shell", "complete_request", { code, cursor_pos: position });
  const names = Array.isArray(reply["matches"]) ? reply["matches"].filter((name) => name !== GLOBAL) : [];
  return answer(names, Number(reply["cursor_start"] ?? position), Number(reply["cursor_end"] ?? position));
}
