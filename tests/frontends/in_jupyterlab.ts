import { openLab } from "./jupyterlab.ts";
import type { TortureCell } from "../track/torture_order.ts";
import { matrixNotebook } from "./matrix.ts";

/**
 * Runs the matrix in JupyterLab: Run All, which sends every cell at once.
 *
 * @param cells What is in it.
 * @param folder Where its kernel works.
 * @param deno The program that has the kernel.
 * @returns The notebook as JupyterLab saved it.
 * @throws {Error} When something is missing, or it took too long.
 */
export async function inJupyterlab(
  cells: readonly TortureCell[],
  folder: string,
  deno: string,
): Promise<string> {
  const path = `${folder}/matrix.ipynb`;
  Deno.writeTextFileSync(path, matrixNotebook(cells));
  await using lab = await openLab(folder, deno);
  await lab.open("matrix.ipynb");
  await lab.runAll();
  return Deno.readTextFileSync(path);
}
