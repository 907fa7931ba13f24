/**
 * Makes a Deno kernel known to Jupyter under the name "deno", as `deno jupyter --install` does for a user.
 *
 * @param folder Where to write it.
 * @param deno The program that has the kernel.
 * @returns A folder for `JUPYTER_PATH`.
 */
export function writeKernelspec(folder: string, deno: string): string {
  const path = `${folder}/jupyter`;
  const spec = {
    argv: [deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
  };
  Deno.mkdirSync(`${path}/kernels/deno`, { recursive: true });
  Deno.writeTextFileSync(`${path}/kernels/deno/kernel.json`, JSON.stringify(spec));
  return path;
}
