const root = new URL("../../", import.meta.url).pathname;

const INSTALL_LIMIT_MS = 300_000;

/**
 * An older Deno, from npm into `.cache/`: installed once, and found there from then on.
 *
 * @param version Its version, such as `"2.8.1"`.
 * @returns Path of the program.
 * @throws {Error} When npm does not answer.
 */
export async function npmDeno(version: string): Promise<string> {
  const folder = `${root}.cache/deno-${version}`, program = `${folder}/node_modules/.bin/deno`;
  if (isInstalled(program, version)) return program;
  await Deno.mkdir(folder, { recursive: true });
  const { success, stderr } = await new Deno.Command("npm", {
    args: ["install", "--silent", "--no-fund", "--no-audit", "--prefix", folder, `deno@${version}`],
    stdin: "null",
    // A registry that does not answer is waited for without an end otherwise.
    signal: AbortSignal.timeout(INSTALL_LIMIT_MS),
  }).output();
  if (!success) {
    throw new Error(`Cannot install deno@${version} from npm: ${new TextDecoder().decode(stderr).trim()}`);
  }
  return program;
}

/** Whether it is there whole: it runs, and says that it is that version. */
function isInstalled(program: string, version: string): boolean {
  try {
    const { stdout } = new Deno.Command(program, { args: ["--version"], stderr: "null" }).outputSync();
    return new TextDecoder().decode(stdout).startsWith(`deno ${version} `);
  } catch {
    // Not there yet.
    return false;
  }
}
