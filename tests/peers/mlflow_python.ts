import assert from "node:assert/strict";
import { pythonEnvironment } from "./python_environment.ts";

/** The newest MLflow when this was written. */
const MLFLOW = "3.17.2";

/** What MLflow needs beside itself to load ONNX. One environment for all: it is half the installing. */
const ONNX = ["onnx==1.23.2", "onnxruntime==1.32.0"];

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
 * Installs MLflow with ONNX and its runtime from PyPI into `.cache/` once, and finds it there from then on. Two test files that begin at once
 * wait for each other.
 *
 * @throws {Error} With the remedy when there is no Python, or PyPI does not answer. A test fails then: what a peer
 * reads is not proven without the peer.
 */
export async function mlflowPython(): Promise<MlflowPython> {
  const python = await pythonEnvironment(`mlflow-${MLFLOW}-onnx`, [`mlflow==${MLFLOW}`, ...ONNX]);
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
