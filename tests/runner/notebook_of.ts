import type { Notebook } from "../../lib/runner/nbformat.ts";

/** A cell of a test's notebook: its code, or code with tags. */
export type CodeOf = string | { readonly code: string; readonly tags: readonly string[] };

/** A notebook of code cells; their ids are `a`, `b`, `c`, … */
export function notebookOf(...cells: readonly CodeOf[]): Notebook {
  return {
    metadata: {},
    cells: cells.map((cell, index) => ({
      cell_type: "code",
      id: String.fromCharCode(97 + index),
      metadata: typeof cell === "string" ? {} : { tags: cell.tags },
      source: typeof cell === "string" ? cell : cell.code,
      outputs: [],
      execution_count: null,
    })),
  };
}
