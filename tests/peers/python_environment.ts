const repository = new URL("../../", import.meta.url).pathname;

/**
 * A Python of its own with packages from PyPI, in `.cache/`: made once, and found there from then on. Two test files
 * that begin at once wait for each other.
 *
 * @param name Name of the folder.
 * @param wheels Packages with their exact versions, such as `"nbclient==0.11.0"`.
 * @returns Path of the interpreter.
 * @throws {Error} With the remedy when there is no Python, or PyPI does not answer. A test fails then: what a peer
 * says is not proven without the peer.
 */
export async function pythonEnvironment(name: string, wheels: readonly string[]): Promise<string> {
  const folder = `${repository}.cache/peers/${name}`, python = `${folder}/bin/python`;
  await Deno.mkdir(`${repository}.cache/peers`, { recursive: true });
  using lock = await Deno.open(`${folder}.lock`, { create: true, write: true });
  await lock.lock(true);
  if (!await exists(`${folder}/installed`)) {
    const needs = (command: string, args: string[], needed: string) => must(name, command, args, needed);
    await needs("python3", [
      "-c",
      "import sys, venv, ensurepip; sys.exit(f'it is {sys.version}') if sys.version_info < (3, 10) else None",
    ], "Python 3.10 or newer with venv (Debian: apt-get install python3-venv)");
    await needs("python3", ["-m", "venv", "--clear", folder], "a virtual environment");
    const install = ["-m", "pip", "install", "-q", "--disable-pip-version-check", ...wheels];
    await needs(python, install, `PyPI's ${wheels.join(", ")}`);
    await Deno.writeTextFile(`${folder}/installed`, "");
  }
  return python;
}

async function must(name: string, command: string, args: string[], needed: string): Promise<void> {
  let reason: string;
  try {
    const { success, stderr } = await new Deno.Command(command, { args, stdin: "null" }).output();
    if (success) return;
    reason = new TextDecoder().decode(stderr).trim().split("\n").slice(-3).join(" ");
  } catch (error) {
    // No such program: the message below says what is needed.
    reason = error instanceof Error ? error.message : String(error);
  }
  throw new Error(`Cannot set up ${name} for the peer tests: they need ${needed}: ${reason}`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    // Not installed yet, or an installation broke off before its end.
    return false;
  }
}
