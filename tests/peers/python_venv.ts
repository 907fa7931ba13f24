const folder = new URL("../../.cache/peers/", import.meta.url).pathname;

/**
 * A virtual environment in `.cache/` with one package from PyPI, made once and found there from then on. Two test
 * files that begin at once wait for each other.
 *
 * @param name Package: `"codecarbon"`.
 * @param version Its version.
 * @returns The interpreter that has it.
 * @throws {Error} With the remedy when there is no Python, or PyPI does not answer.
 */
export async function pythonVenv(name: string, version: string): Promise<string> {
  const home = `${folder}${name}-${version}`, python = `${home}/bin/python`;
  await Deno.mkdir(folder, { recursive: true });
  using lock = await Deno.open(`${home}.lock`, { create: true, write: true });
  await lock.lock(true);
  if (!await isFile(`${home}/installed`)) {
    await must("python3", ["-m", "venv", "--clear", home], "Python 3.10 or newer with venv");
    const wheel = `${name}==${version}`;
    await must(
      python,
      ["-m", "pip", "install", "-q", "--disable-pip-version-check", wheel],
      `PyPI's ${wheel}`,
    );
    await Deno.writeTextFile(`${home}/installed`, "");
  }
  return python;
}

async function must(command: string, args: string[], needed: string): Promise<void> {
  let reason: string;
  try {
    const { success, stderr } = await new Deno.Command(command, { args, stdin: "null" }).output();
    if (success) return;
    reason = new TextDecoder().decode(stderr).trim().split("\n").slice(-3).join(" ");
  } catch (error) {
    // No such program: the message below says what is needed.
    reason = error instanceof Error ? error.message : String(error);
  }
  throw new Error(`Cannot set up a peer test: it needs ${needed}: ${reason}`);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    // Not installed yet, or an installation broke off before its end.
    return false;
  }
}
