import { SinkError } from "../sink_error.ts";
import { cutText, type ServerLimits } from "./limits.ts";
import type { RestCaller } from "./rest_call.ts";
import { ANSWERS } from "./rest_answers.ts";
import { storedPoint, storedTexts } from "./stored_rows.ts";
import type { RunRows } from "./store.ts";

/** Names that a run has on a server that counts them. */
export interface NamesOfRun {
  /** Of metrics. */
  readonly metrics: Set<string>;
  /** Of tags. */
  readonly tags: Set<string>;
}

/** Asks which names a run has already; other sessions may have logged to it. */
export async function namesOfRun(caller: RestCaller, runId: string): Promise<NamesOfRun> {
  const call = { what: "read the names of a run", method: "GET", path: "/api/2.0/mlflow/runs/get" } as const;
  const { run } = await caller.ask({ ...call, query: { run_id: runId } }, ANSWERS.run);
  return {
    metrics: new Set(run.data.metrics.map(({ key }) => key)),
    tags: new Set(run.data.tags.map(({ key }) => key)),
  };
}

/** Rows within the limits of a run, and what had to be left out, as an error to tell after the rest is stored. */
export interface LimitedRows {
  /** Rows that may be sent. */
  readonly rows: RunRows;
  /** What was left out; `undefined` when nothing was. */
  readonly refusal: SinkError | undefined;
}

/**
 * Keeps a run within the number of names that its server allows: those that are there first stay. `names` learns
 * the new ones.
 */
export function limitRows(rows: RunRows, limits: ServerLimits, names: NamesOfRun): LimitedRows {
  const leftOut = new Set<string>();
  const may = (known: Set<string>, key: string, most = Infinity) => {
    if (known.has(key)) return true;
    if (known.size < most) return known.add(key).has(key);
    leftOut.add(key);
    return false;
  };
  const metrics = (rows.metrics ?? []).map(storedPoint)
    .filter(({ key }) => may(names.metrics, key, limits.metricNames));
  const tags = Object.entries(shortTags(rows.tags ?? {}, limits))
    .filter(([key]) => may(names.tags, key, limits.runTags));
  const [first, ...others] = leftOut;
  return {
    rows: { ...rows, metrics, tags: Object.fromEntries(tags) },
    refusal: first === undefined ? undefined : new SinkError(
      `"${first}"${
        others.length > 0 ? ` and ${others.length} more names` : ""
      } left out: this server takes ` +
        `${limits.metricNames} metrics and ${limits.runTags} tags per run; everything else is stored`,
      { status: 400 },
    ),
  };
}

/** Tags as a server takes them: the first of two names that become one stays. */
export function shortTags(
  tags: Readonly<Record<string, string>>,
  limits: ServerLimits,
): Record<string, string> {
  const short = new Map<string, string>();
  for (const [key, value] of Object.entries(storedTexts(tags, "tag"))) {
    const name = cutText(key, limits.tagKey);
    if (!short.has(name)) short.set(name, cutText(value, limits.tagValue));
  }
  return Object.fromEntries(short);
}
