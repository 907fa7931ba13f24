import { ANSWERS } from "./rest_answers.ts";
import type { RestCaller } from "./rest_call.ts";
import type { StoredCounts } from "./store.ts";

/** Points per page: what MLflow's own pages ask for. */
const PAGE = "25000";

/** What a server holds of a run: every page of every history, every folder of artifacts. */
export async function restCounts(caller: RestCaller, runId: string): Promise<StoredCounts> {
  const what = "read a run back";
  const { run } = await caller.ask(
    { what, method: "GET", path: "/api/2.0/mlflow/runs/get", query: { run_id: runId } },
    ANSWERS.run,
  );
  let metrics = 0;
  for (const { key } of run.data.metrics) metrics += await pointsOf(caller, runId, key);
  return {
    metrics,
    params: run.data.params.length,
    artifacts: await filesBelow(caller, runId, ""),
    status: run.info.status ?? "",
  };
}

async function pointsOf(caller: RestCaller, runId: string, key: string): Promise<number> {
  const points = new Set<string>();
  let token = "";
  do {
    // Without `max_results` some versions answer with a token alone.
    const query = {
      run_id: runId,
      metric_key: key,
      max_results: PAGE,
      ...(token ? { page_token: token } : {}),
    };
    const page = await caller.ask(
      { what: "read a metric back", method: "GET", path: "/api/2.0/mlflow/metrics/get-history", query },
      ANSWERS.history,
    );
    for (const { value, timestamp, step = 0 } of page.metrics) points.add(`${value} ${timestamp} ${step}`);
    token = page.metrics.length > 0 ? page.next_page_token ?? "" : "";
  } while (token);
  return points.size;
}

async function filesBelow(caller: RestCaller, runId: string, folder: string): Promise<number> {
  let count = 0, token = "";
  do {
    const query = {
      run_id: runId,
      ...(folder ? { path: folder } : {}),
      ...(token ? { page_token: token } : {}),
    };
    const page = await caller.ask(
      { what: "list artifacts", method: "GET", path: "/api/2.0/mlflow/artifacts/list", query },
      ANSWERS.files,
    );
    for (const { path, is_dir } of page.files) count += is_dir ? await filesBelow(caller, runId, path) : 1;
    token = page.files.length > 0 ? page.next_page_token ?? "" : "";
  } while (token);
  return count;
}
