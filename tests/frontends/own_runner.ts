import { parseNotebook, serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { runNotebook } from "../../lib/runner/run_notebook.ts";
import type { TortureCell } from "../track/torture_order.ts";
import { matrixNotebook } from "./matrix.ts";

/** No cell takes a second; a kernel that hangs has to be told from one that is slow. */
const LIMIT_MS = 30_000;

/**
 * Runs the matrix as `wattbook notebook` does.
 *
 * @param cells What is in it.
 * @param folder Where its kernel works.
 * @param deno The program that has the kernel.
 * @returns The notebook as it would be saved.
 * @throws {Error} When the kernel does not start, or a cell ends otherwise than it should.
 */
export async function inOwnRunner(
  cells: readonly TortureCell[],
  folder: string,
  deno: string,
): Promise<string> {
  const notebook = parseNotebook(matrixNotebook(cells), "matrix.ipynb");
  const command = [deno, "jupyter", "--kernel", "--conn"];
  const killSignal = AbortSignal.timeout(5 * LIMIT_MS);
  const run = await runNotebook(notebook, { cwd: folder, command, timeoutMs: LIMIT_MS, killSignal });
  const wrong = run.cells.filter(({ status }, n) => {
    const is = cells[n]?.is;
    return status !== (is?.error === undefined && !is?.unparsed ? "ok" : "allowed");
  });
  const [first] = wrong;
  if (first) {
    const { number, status, error } = first;
    throw new Error(
      `${wrong.length} cells ended otherwise than they should: cell ${number} ${status} ${
        error?.evalue ?? ""
      }`,
    );
  }
  return serialiseNotebook(run.notebook);
}
