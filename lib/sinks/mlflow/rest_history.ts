import type { z } from "zod";
import { ANSWERS } from "./rest_answers.ts";
import type { RestCaller } from "./rest_call.ts";

/** Points per page: what MLflow's own pages ask for. */
const PAGE = "25000";

/** A point as the server tells it. */
export type HistoryPoint = z.infer<typeof ANSWERS.history>["metrics"][number];

/** Every page of the points of a metric. */
export async function* restHistory(
  caller: RestCaller,
  runId: string,
  key: string,
): AsyncGenerator<readonly HistoryPoint[]> {
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
    yield page.metrics;
    token = page.metrics.length > 0 ? page.next_page_token ?? "" : "";
  } while (token);
}
