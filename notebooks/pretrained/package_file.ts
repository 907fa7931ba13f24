let cache: Promise<string> | undefined;

/**
 * Path of a file in an npm package, which Deno fetches once into its cache. The package's own code is not run, and what
 * it depends on does not mix with what the notebook uses.
 *
 * @param name Name of the package.
 * @param version Its version.
 * @param file Path of the file in it.
 * @throws {Error} When npm does not answer: with what Deno said.
 */
export async function fromNpm(name: string, version: string, file: string): Promise<string> {
  const folder = `${await (cache ??= cacheFolder())}/${name}/${version}`;
  try {
    await Deno.stat(folder);
  } catch {
    // Not fetched yet.
    await deno("cache", "--no-config", "--no-lock", `npm:${name}@${version}`);
  }
  return `${folder}/${file}`;
}

async function cacheFolder(): Promise<string> {
  const { npmCache } = JSON.parse(await deno("info", "--no-config", "--json"));
  return `${npmCache}/registry.npmjs.org`;
}

async function deno(...args: readonly string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], stdin: "null", cwd: "/" });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new Error(`Cannot fetch a package: deno ${args.join(" ")}: ${decoder.decode(stderr).trim()}`);
}
