/** The root of the repository. */
export const root = new URL("../../", import.meta.url);

/** A notebook as nbformat 4.5 writes it, as far as tests look at it. */
export interface Notebook {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  readonly metadata: { readonly kernelspec?: { readonly name?: string; readonly language?: string } };
  readonly cells: readonly {
    readonly cell_type: string;
    readonly id?: string;
    readonly source: string | readonly string[];
    readonly outputs?: readonly unknown[];
    readonly execution_count?: number | null;
  }[];
}

/** All notebooks of the repository, by name. */
export function readNotebooks(): ReadonlyMap<string, Notebook> {
  const folder = new URL("notebooks/", root);
  const names = Array.from(Deno.readDirSync(folder), (entry) => entry.name).filter((name) =>
    name.endsWith(".ipynb")
  );
  return new Map(
    names.sort().map((name) => [name, JSON.parse(Deno.readTextFileSync(new URL(name, folder)))]),
  );
}

/** The code cells of a notebook as files: name and text. */
export function codeCells(notebook: Notebook): readonly { readonly id: string; readonly source: string }[] {
  return notebook.cells
    .filter((cell) => cell.cell_type === "code")
    .map((cell, index) => ({ id: cell.id ?? `cell-${index}`, source: [cell.source].flat().join("") }));
}
