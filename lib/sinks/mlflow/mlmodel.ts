import type { LoggedModel } from "../logged_model.ts";

/** Names of the files that stand beside a model. */
export const MODEL_FILES = {
  onnx: "model.onnx",
  example: "input_example.json",
  servingExample: "serving_input_example.json",
} as const;

/** Ids that a store has given. */
export interface ModelIds {
  /** Of the run. */
  readonly runId: string;
  /** Of the logged model; absent where a store knows none (MLflow 2). */
  readonly modelId?: string;
  /** The folder among the run's artifacts, where the store knows no logged models. */
  readonly artifactPath?: string;
}

/** What the file `MLmodel` says. */
type MlModel = Readonly<Record<string, unknown>>;

/**
 * The file `MLmodel`: with it Python reads the folder by `mlflow.onnx.load_model` and `mlflow.pyfunc.load_model`.
 *
 * @param model The model.
 * @param ids Ids in the store where it goes.
 */
export function mlmodelText(model: LoggedModel, ids: ModelIds): string {
  return yaml(mlmodelOf(model, ids), "");
}

/** The same as JSON, as MLflow 2 keeps it in a tag of the run. */
export function mlmodelJson(model: LoggedModel, ids: ModelIds): string {
  const { runId, artifactPath } = ids;
  return JSON.stringify({ ...mlmodelOf(model, ids), run_id: runId, artifact_path: artifactPath });
}

function mlmodelOf(model: LoggedModel, { runId, modelId, artifactPath }: ModelIds): MlModel {
  const { id, createdMs, signature, hasExample, bytes, wattbook } = model;
  return {
    artifact_path: artifactPath ?? model.name,
    flavors: {
      onnx: {
        data: MODEL_FILES.onnx,
        // The oldest onnx that knows what is written.
        onnx_version: "1.12.0",
        providers: ["CPUExecutionProvider"],
      },
      python_function: {
        data: MODEL_FILES.onnx,
        env: { conda: "conda.yaml", virtualenv: "python_env.yaml" },
        loader_module: "mlflow.onnx",
        python_version: MODEL_PYTHON,
      },
    },
    model_size_bytes: bytes,
    model_uuid: id.slice(2),
    ...(modelId === undefined ? {} : { model_id: modelId }),
    run_id: runId,
    ...(hasExample
      ? {
        saved_input_example_info: {
          artifact_path: MODEL_FILES.example,
          format: "tf-serving",
          serving_input_path: MODEL_FILES.servingExample,
          type: "ndarray",
        },
      }
      : {}),
    signature: { ...signature, params: null },
    utc_time_created: utc(createdMs),
    metadata: { wattbook_version: wattbook },
  };
}

/** The Python for which MLflow makes an environment where it serves a model; loading works with any. */
export const MODEL_PYTHON = "3.11.0";

/** As Python writes a date: `2026-11-25 07:00:00.000000`. */
function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1).replace("T", " ")}000`;
}

/** Maps and lists in blocks; every other value as JSON writes it, which is YAML too. */
function yaml(values: MlModel, indent: string): string {
  return Object.entries(values).map(([key, value]) => {
    if (Array.isArray(value)) {
      return `${indent}${key}:\n${value.map((item) => `${indent}- ${JSON.stringify(item)}\n`).join("")}`;
    }
    return typeof value === "object" && value !== null
      ? `${indent}${key}:\n${yaml(value as MlModel, `${indent}  `)}`
      : `${indent}${key}: ${scalar(value)}\n`;
  }).join("");
}

/** What YAML does not print is written by its number. */
function scalar(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
