import { codeLines } from "./code_lines.ts";

/** A static import from the begin of a line on; the cell has run once, so its names are there. */
const IMPORT =
  /import\b(?![ \t]*[(.])(?:[^"'`;()=]*?\bfrom)?\s*(?:"[^"\n]*"|'[^'\n]*')(?:\s*with\s*\{[^}]*\})?[ \t]*;?/y;

/**
 * The work of a cell as a function that can be repeated.
 *
 * The function has the cell's source as its body, in a module: types are stripped as in the cell, `await` works, and
 * variables of earlier cells are seen and changed as usual. What the cell itself declares is local to each repetition.
 * Static imports are left out, because the cell has done them; a dynamic import needs a full address.
 *
 * @param code The source of the cell.
 * @throws When the source is no function's body: a class of the cell's own kind, such as `export`.
 */
export async function benchBody(code: string): Promise<() => Promise<unknown>> {
  const source = `export default async () => {\n${withoutImports(code)}\n};`;
  const module: { default: () => Promise<unknown> } = await import(
    `data:application/typescript;charset=utf-8,${encodeURIComponent(source)}`
  );
  return module.default;
}

/** The same lines without static imports. */
export function withoutImports(code: string): string {
  let kept = "", from = 0;
  for (const start of codeLines(code).starts) {
    if (start < from) continue;
    IMPORT.lastIndex = start;
    const found = IMPORT.exec(code)?.[0];
    if (found === undefined) continue;
    kept += code.slice(from, start) + found.replace(/[^\n]+/g, "");
    from = start + found.length;
  }
  return kept + code.slice(from);
}
