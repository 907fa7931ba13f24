/**
 * A test that needs Python and PyPI. Everything else here needs npm alone, so a machine without Python leaves these
 * out, and says so; CI must have it, and there such a test fails with the remedy.
 *
 * @param name What the peer shows.
 * @param test The test.
 */
export function peerTest(name: string, test: (t: Deno.TestContext) => void | Promise<void>): void {
  const ignore = !hasPython() && Deno.env.get("CI") !== "true";
  if (ignore && !told) {
    console.error("Left out, because Python 3.10 or newer with venv is not here: tests/peers");
  }
  told ||= ignore;
  Deno.test({ name, ignore, fn: test });
}

let told = false;
let found: boolean | undefined;

function hasPython(): boolean {
  if (found !== undefined) return found;
  const args = ["-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"];
  try {
    found = new Deno.Command("python3", { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch (error) {
    // No such program: that is the answer.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    found = false;
  }
  return found;
}
