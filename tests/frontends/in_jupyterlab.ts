import { KERNEL_START, openLab } from "./jupyterlab.ts";
import type { TortureCell } from "../track/torture_order.ts";
import { matrixNotebook } from "./matrix.ts";

/** Like somebody who sees that nothing happens. */
const MOST_STARTS = 5;

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
  for (let start = 1;; start++) {
    await using lab = await openLab(folder, deno);
    try {
      await lab.open("matrix.ipynb");
    } catch (error) {
      // Deno 2.2's kernel answers a Jupyter server about every second time, before anything of ours is in it.
      if (start === MOST_STARTS || !(error instanceof Error && error.message.includes(KERNEL_START))) {
        throw error;
      }
      continue;
    }
    await lab.runAll();
    return Deno.readTextFileSync(path);
  }
}
