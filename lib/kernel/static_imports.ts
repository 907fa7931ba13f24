import type { Token } from "./tokens.ts";

/** A static import of a cell. */
export interface StaticImport {
  /** First character. */
  readonly start: number;
  /** Behind its specifier, its attributes and its semicolon. */
  readonly end: number;
  /** Only types are imported: nothing of it is left when the cell runs. */
  readonly typeOnly: boolean;
}

/** Finds the static imports among the pieces of a cell. */
export function staticImports(tokens: readonly Token[]): StaticImport[] {
  const code = tokens.filter(({ kind }) => kind !== "comment");
  return code.flatMap((token, index) => {
    const next = code[index + 1];
    if (token.text !== "import" || token.depth > 0 || next === undefined || ["(", "."].includes(next.text)) {
      return [];
    }
    let last = code.findIndex(({ kind, depth }, at) => at > index && kind === "text" && depth === 0);
    if (last < 0) return [];
    if (code[last + 1]?.text === "with" && code[last + 2]?.text === "{") {
      last = code.findIndex(({ text, depth }, at) => at > last && text === "}" && depth === 0);
    }
    if (code[last + 1]?.text === ";") last++;
    const typeOnly = next.text === "type" && !["from", ","].includes(code[index + 2]?.text ?? "");
    return [{ start: token.start, end: code[last]?.end ?? token.end, typeOnly }];
  });
}
