import assert from "node:assert/strict";

/** The newest MLflow when this was written. */
const MLFLOW = "3.17.2";

const repository = new URL("../../", import.meta.url).pathname;

/** Variables that would send the peer somewhere else, or let it call home. */
const environment = {
  MLFLOW_TRACKING_URI: "",
  MLFLOW_EXPERIMENT_NAME: "",
  MLFLOW_RUN_ID: "",
  MLFLOW_ALLOW_FILE_STORE: "true",
  MLFLOW_DISABLE_TELEMETRY: "true",
  DO_NOT_TRACK: "true",
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  GIT_PYTHON_REFRESH: "quiet",
  PYTHONUTF8: "1",
};

/** The real MLflow, in a virtual environment of its own. */
export interface MlflowPython {
  /** The interpreter that has it. */
  readonly python: string;
  /** What its processes get added to the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a script of this folder and reads the JSON that it prints. */
  read(script: string, ...arguments_: string[]): Promise<unknown>;
}

/**
 * Installs MLflow from PyPI into `.cache/` once, and finds it there from then on. Two test files that begin at once
 * wait for each other.
 *
 * @throws {Error} With the remedy when there is no Python, or PyPI does not answer. A test fails then: what a peer
 * reads is not proven without the peer.
 */
export async function mlflowPython(): Promise<MlflowPython> {
  const folder = `${repository}.cache/peers/mlflow-${MLFLOW}`;
  const python = `${folder}/bin/python`;
  await Deno.mkdir(`${repository}.cache/peers`, { recursive: true });
  using lock = await Deno.open(`${folder}.lock`, { create: true, write: true });
  await lock.lock(true);
  if (!await exists(`${folder}/installed`)) {
    await must("python3", [
      "-c",
      "import sys, venv, ensurepip; sys.exit(f'it is {sys.version}') if sys.version_info < (3, 10) else None",
    ], "Python 3.10 or newer with venv (Debian: apt-get install python3-venv)");
    await must("python3", ["-m", "venv", "--clear", folder], "a virtual environment");
    const wheel = `mlflow==${MLFLOW}`;
    await must(
      python,
      ["-m", "pip", "install", "-q", "--disable-pip-version-check", wheel],
      `PyPI's ${wheel}`,
    );
    await Deno.writeTextFile(`${folder}/installed`, "");
  }
  return {
    python,
    environment,
    async read(script, ...arguments_) {
      const file = new URL(script, import.meta.url).pathname;
      const { code, stdout, stderr } = await run(python, [file, ...arguments_]);
      assert.equal(code, 0, `${script}: ${stderr}`);
      return JSON.parse(stdout);
    },
  };
}

async function must(command: string, args: string[], needed: string): Promise<void> {
  let reason: string;
  try {
    const { code, stderr } = await run(command, args);
    if (code === 0) return;
    reason = stderr.trim().split("\n").slice(-3).join(" ");
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  throw new Error(`Cannot set up MLflow ${MLFLOW} for the peer tests: they need ${needed}: ${reason}`);
}

async function run(
  command: string,
  args: string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const output = await new Deno.Command(command, { args, env: environment, stdin: "null" }).output();
  const [stdout = "", stderr = ""] = [output.stdout, output.stderr].map((text) =>
    new TextDecoder().decode(text)
  );
  return { code: output.code, stdout, stderr };
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
