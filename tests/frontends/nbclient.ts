import { pythonEnvironment } from "../peers/python_environment.ts";
import type { TortureCell } from "../track/torture_order.ts";
import { matrixNotebook } from "./matrix.ts";
import { writeKernelspec } from "./kernelspec.ts";

/** The newest versions when this was written. */
const WHEELS = ["nbclient==0.11.0", "jupyter_client==8.10.0"];

/**
 * Runs the matrix in nbclient, which is also what `jupyter nbconvert --execute` runs notebooks with.
 *
 * @param cells What is in it.
 * @param folder Where its kernel works.
 * @param deno The program that has the kernel.
 * @returns The notebook as it was saved.
 * @throws {Error} With what nbclient said, when it could not run it.
 */
export async function inNbclient(
  cells: readonly TortureCell[],
  folder: string,
  deno: string,
): Promise<string> {
  const python = await pythonEnvironment("nbclient-0.11.0", WHEELS);
  const path = `${folder}/matrix.ipynb`;
  Deno.writeTextFileSync(path, matrixNotebook(cells));
  const script = new URL("run_nbclient.py", import.meta.url).pathname;
  const { success, stderr } = await new Deno.Command(python, {
    args: [script, path, folder],
    env: { JUPYTER_PATH: writeKernelspec(folder, deno), PYTHONUTF8: "1" },
    stdin: "null",
  }).output();
  if (!success) {
    const said = new TextDecoder().decode(stderr).trim().split("\n").findLast((line) =>
      /^[\w.]+(Error|Exception)\b/.test(line)
    );
    throw new Error(`Cannot run the matrix in nbclient: ${said}`);
  }
  return Deno.readTextFileSync(path);
}
