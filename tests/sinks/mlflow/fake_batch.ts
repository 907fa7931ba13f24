/** An error in MLflow's own words. */
export class MlflowError extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

/** A metric point as MLflow gives it back. */
export interface FakePoint {
  readonly key: string;
  readonly value: number | "NaN";
  readonly timestamp: number;
  readonly step: number;
}

/** A run as it is stored. */
export interface FakeRun {
  readonly id: string;
  readonly experimentId: string;
  readonly name: string;
  readonly startTime: number | undefined;
  status: string;
  endTime: number | undefined;
  stage: "active" | "deleted";
  readonly artifactUri: string;
  /** Points by their primary key. */
  readonly metrics: Map<string, FakePoint>;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  /** Datasets as they were sent. */
  readonly datasets: unknown[];
}

type Row = Readonly<Record<string, unknown>>;

const LARGEST = 1.7976931348623157e308;

/**
 * The batch route of MLflow 3.17.2 as it was measured. A field of the wrong type is no error: it becomes empty, and
 * everything behind it in the body is gone, with 200. What is checked is refused as a whole, with 400.
 */
export function logBatch(run: FakeRun, body: Row): Record<string, never> {
  const { metrics, params, tags } = parsed(body);
  if (run.stage === "deleted") {
    throw invalid(`The run ${run.id} must be in the 'active' state. Current state is deleted.`);
  }
  const counts = { metrics, params, tags };
  for (const [kind, limit] of [["metrics", 1000], ["params", 100], ["tags", 100]] as const) {
    const { length } = counts[kind];
    if (length > limit) {
      throw invalid(`A batch logging request can contain at most ${limit} ${kind}. Got ${length} ${kind}.`);
    }
  }
  const total = metrics.length + params.length + tags.length;
  if (total > 1000) {
    throw invalid(`A batch logging request can contain at most 1000 metrics, params, and tags. Got ${total}`);
  }
  for (const { key } of [...metrics, ...params, ...tags]) checkKey(key);
  const twice = params.filter(({ key }, at) => params.findIndex((other) => other.key === key) !== at);
  if (twice.length > 0) throw invalid(`Duplicate parameter keys have been submitted: ['${twice[0]?.key}']`);
  for (const { key, value } of params) {
    const former = run.params.get(key);
    if (former !== undefined && former !== value.slice(0, 6000)) {
      throw invalid(`Changing param values is not allowed. Params were already logged='[{'key': '${key}'}]'`);
    }
  }
  for (const point of metrics) {
    if (point.timestamp < 0) throw invalid("Timestamp must be a nonnegative long (64-bit integer)");
  }
  for (const { key, value } of params) run.params.set(key, value.slice(0, 6000));
  for (const { key, value } of tags) run.tags.set(key, value.slice(0, 8000));
  for (const point of metrics) {
    run.metrics.set(`${point.key} ${point.timestamp} ${point.step} ${point.value}`, point);
  }
  return {};
}

function parsed(body: Row) {
  const metrics: FakePoint[] = [];
  const texts = {
    params: [] as { key: string; value: string }[],
    tags: [] as { key: string; value: string }[],
  };
  const read = (): void => {
    for (const [kind, rows] of Object.entries(body)) {
      if (!Array.isArray(rows)) continue;
      for (const [at, row] of (rows as Row[]).entries()) {
        const { key, value, timestamp, step = 0 } = row;
        if (typeof key !== "string") throw missing(`${kind}[${at}].key`);
        if (kind === "metrics") {
          if (value === null || value === undefined) throw missing(`metrics[${at}].value`);
          if (timestamp === null || timestamp === undefined) throw missing(`metrics[${at}].timestamp`);
          const bad = wholeOr(timestamp, undefined) === undefined || wholeOr(step, undefined) === undefined;
          metrics.push({
            key,
            value: numberOf(value),
            timestamp: bad ? 0 : Number(timestamp),
            step: bad ? 0 : Number(step),
          });
          if (bad) return;
        } else if (kind === "params" || kind === "tags") {
          const isText = typeof value === "string" && value.isWellFormed();
          texts[kind].push({ key, value: isText ? value : "" });
          if (!isText && value !== null) return;
        }
      }
    }
  };
  read();
  return { metrics, ...texts };
}

function numberOf(value: unknown): number | "NaN" {
  if (value === "NaN") return "NaN";
  return Math.max(-LARGEST, Math.min(LARGEST, Number(value)));
}

/** A whole number of 64 bits, given as number or text, else `other`. */
export function wholeOr<Other>(value: unknown, other: Other): number | Other {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && Math.abs(number) < 2 ** 63
    ? number
    : other;
}

function checkKey(key: string): void {
  const isGood = key.length <= 250 && /^[/\p{L}\p{N}_.\- :]+$/u.test(key) && !key.startsWith("/") &&
    key.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  if (!isGood) throw invalid(`Invalid metric, parameter or tag name: '${key.slice(0, 40)}'`);
}

function invalid(message: string): MlflowError {
  return new MlflowError(400, "INVALID_PARAMETER_VALUE", message);
}

function missing(field: string): MlflowError {
  return invalid(`Missing value for required parameter '${field}'`);
}
