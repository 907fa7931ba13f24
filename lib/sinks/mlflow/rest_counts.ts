import { MODEL_HISTORY_TAG, modelCount } from "./model_folder.ts";
import { ANSWERS } from "./rest_answers.ts";
import type { RestCaller } from "./rest_call.ts";
import { restFiles } from "./rest_files.ts";
import { restHistory } from "./rest_history.ts";
import type { StoredCounts } from "./store.ts";

/** What a server holds of a run: every page of every history, every folder of artifacts. */
export async function restCounts(caller: RestCaller, runId: string): Promise<StoredCounts> {
  const what = "read a run back";
  const { run } = await caller.ask(
    { what, method: "GET", path: "/api/2.0/mlflow/runs/get", query: { run_id: runId } },
    ANSWERS.run,
  );
  let metrics = 0, artifacts = 0;
  for (const { key } of run.data.metrics) {
    const points = new Set<string>();
    for await (const page of restHistory(caller, runId, key)) {
      for (const { value, timestamp, step = 0 } of page) points.add(`${value} ${timestamp} ${step}`);
    }
    metrics += points.size;
  }
  for await (const _ of restFiles(caller, runId)) artifacts++;
  const models = modelCount(
    run.outputs?.model_outputs.length ?? 0,
    run.data.tags.find(({ key }) => key === MODEL_HISTORY_TAG)?.value,
  );
  return { ...models, metrics, params: run.data.params.length, artifacts, status: run.info.status ?? "" };
}
