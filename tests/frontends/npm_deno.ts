const root = new URL("../../", import.meta.url).pathname;

/**
 * An older Deno, from npm into `.cache/`: installed once, and found there from then on.
 *
 * @param version Its version, such as `"2.8.1"`.
 * @returns Path of the program.
 * @throws {Error} When npm does not answer.
 */
export async function npmDeno(version: string): Promise<string> {
  const folder = `${root}.cache/deno-${version}`, program = `${folder}/node_modules/.bin/deno`;
  await Deno.mkdir(folder, { recursive: true });
  const { success, stderr } = await new Deno.Command("npm", {
    args: ["install", "--silent", "--no-fund", "--no-audit", "--prefix", folder, `deno@${version}`],
    stdin: "null",
  }).output();
  if (!success) {
    throw new Error(`Cannot install deno@${version} from npm: ${new TextDecoder().decode(stderr).trim()}`);
  }
  return program;
}
