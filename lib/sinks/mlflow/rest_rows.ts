import type { MetricPoint } from "../../record/run_record.ts";
import { SinkError } from "../sink_error.ts";
import { batches } from "./batches.ts";
import type { ServerLimits } from "./limits.ts";
import { RequestError } from "./request_error.ts";
import { ANSWERS } from "./rest_answers.ts";
import type { RestCaller } from "./rest_call.ts";
import { shortTags } from "./rest_limits.ts";
import { storedPoint, storedTexts } from "./stored_rows.ts";
import type { RunRows } from "./store.ts";

/** After so many refused rows the rest of a batch is not tried one by one. */
const MOST_REFUSALS = 20;

/** One row as it is sent. */
interface Row {
  readonly key: string;
  readonly value: string | number;
  readonly timestamp?: number;
  readonly step?: number;
}

/**
 * Sends rows of a run: parameters, tags and metrics apart, because a refused parameter takes everything in its
 * request with it; a request that is refused is sent in halves, until only the rows at fault are left out.
 *
 * @throws {SinkError} When rows were refused, after all others were stored; or when the server does not answer.
 */
export async function sendRows(
  caller: RestCaller,
  runId: string,
  rows: RunRows,
  limits: ServerLimits,
): Promise<void> {
  const { metrics = [], params = {}, tags = {} } = rows;
  const refused: string[] = [];
  const send = async (kind: "params" | "tags" | "metrics", batch: readonly Row[]): Promise<void> => {
    try {
      const what = `log ${batch.length} ${kind} of a run`;
      const body = { run_id: runId, [kind]: batch };
      await caller.ask(
        { what, method: "POST", path: "/api/2.0/mlflow/runs/log-batch", body },
        ANSWERS.nothing,
      );
    } catch (error) {
      if (!(error instanceof RequestError) || !isAboutRows(error)) throw error;
      const [first, second] = batch;
      if (second !== undefined && refused.length < MOST_REFUSALS) {
        const middle = Math.ceil(batch.length / 2);
        await send(kind, batch.slice(0, middle));
        await send(kind, batch.slice(middle));
      } else refused.push(`${kind} "${first?.key}": ${error.reason}`);
    }
  };
  const sendAll = async (kind: "params" | "tags" | "metrics", all: readonly Row[]) => {
    for (const batch of batches(all, limits[kind], limits.bytes)) await send(kind, batch);
  };
  await sendAll("params", textRows(storedTexts(params, "param")));
  await sendAll("tags", textRows(shortTags(tags, limits)));
  await sendAll("metrics", metrics.map(storedPoint).map(metricRow));
  if (refused.length === 0) return;
  const others = refused.length > 1 ? ` (and ${refused.length - 1} more)` : "";
  throw new SinkError(`MLflow refused ${refused[0]}${others}; everything else is stored`, { status: 400 });
}

/** A run or an experiment that was deleted refuses every row. */
function isAboutRows({ status, code, reason = "" }: RequestError): boolean {
  return status === 400 && code !== undefined && !reason.includes("'active' state");
}

function textRows(texts: Readonly<Record<string, string>>): Row[] {
  return Object.entries(texts).map(([key, value]) => ({ key, value }));
}

/** NaN and the infinities have no JSON; MLflow reads them as texts. */
function metricRow({ key, value, timestamp, step }: MetricPoint): Row {
  return { key, value: Number.isFinite(value) ? value : String(value), timestamp, step };
}
