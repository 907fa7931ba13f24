import type { Host } from "../host.ts";

/** What MLflow's variables say about a run. */
export interface RunEnvironment {
  /** `MLFLOW_EXPERIMENT_NAME`. */
  readonly experimentName: string | undefined;
  /** `MLFLOW_EXPERIMENT_ID`: the number of an experiment that is there. */
  readonly experimentId: string | undefined;
  /** `MLFLOW_RUN_ID`: the run to go on with instead of a new one. */
  readonly resumes: string | undefined;
  /** `MLFLOW_RUN_CONTEXT`: more tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Reads what MLflow for Python reads about a run.
 *
 * @throws {TypeError} When `MLFLOW_RUN_CONTEXT` is no JSON object.
 */
export function runEnvironment(host: Host): RunEnvironment {
  return {
    experimentName: host.env("MLFLOW_EXPERIMENT_NAME"),
    experimentId: host.env("MLFLOW_EXPERIMENT_ID"),
    resumes: host.env("MLFLOW_RUN_ID"),
    tags: contextTags(host.env("MLFLOW_RUN_CONTEXT")),
  };
}

function contextTags(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Said below, with what it should be.
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(
      `Cannot start tracking: MLFLOW_RUN_CONTEXT is ${
        JSON.stringify(text.slice(0, 60))
      }, should be a JSON object of tags, {"team":"vision"}`,
    );
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, tag]) => [key, typeof tag === "string" ? tag : JSON.stringify(tag)]),
  );
}
