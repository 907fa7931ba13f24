import { parseFailure } from "../jupyter/parse_probe.ts";
import type { Child } from "./child.ts";
import { commentMagics } from "./magic_lines.ts";
import { staticImports } from "./static_imports.ts";
import { tokenize } from "./tokens.ts";

/** The answer to an `is_complete_request`. */
export async function isComplete(
  child: Child | undefined,
  content: Readonly<Record<string, unknown>>,
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
  const place = parseFailure(answer).traceback.at(-1)?.match(/at line (\d+), column (\d+)$/);
  return place && isAtEnd(silent, Number(place[1]), Number(place[2]))
    ? { status: "incomplete", indent: "  " }
    : { status: "invalid" };
}

/** Whether the parser wanted more: its complaint stands behind everything that was written. */
function isAtEnd(code: string, line: number, column: number): boolean {
  const lines = code.trimEnd().split("\n");
  return line > lines.length || (line === lines.length && column > (lines.at(-1) ?? "").length);
}
