import { RequestError } from "./request_error.ts";
import { storedText } from "./stored_rows.ts";
import { ANSWERS } from "./rest_answers.ts";
import type { RestCaller } from "./rest_call.ts";
import type { RunDataset } from "./store.ts";

/**
 * Notes the datasets that a run used; the same again change nothing. A server older than MLflow 2.4 has no place for
 * them.
 */
export async function sendDatasets(
  caller: RestCaller,
  runId: string,
  datasets: readonly RunDataset[],
): Promise<void> {
  if (datasets.length === 0) return;
  const body = {
    run_id: runId,
    datasets: datasets.map(({ name, digest, sourceType, source, schema, profile, tags }) => ({
      tags: Object.entries(tags).map(([key, value]) => ({ key, value: storedText(value, 500) })),
      dataset: {
        name: storedText(name, 500),
        digest: storedText(digest, 36),
        source_type: sourceType,
        source,
        ...(schema === undefined ? {} : { schema }),
        ...(profile === undefined ? {} : { profile }),
      },
    })),
  };
  const call = {
    what: "log the datasets of a run",
    method: "POST",
    path: "/api/2.0/mlflow/runs/log-inputs",
  } as const;
  try {
    await caller.ask({ ...call, body }, ANSWERS.nothing);
  } catch (error) {
    const isOld = error instanceof RequestError && error.status === 404 && error.code === undefined;
    if (!isOld) throw error;
  }
}
