import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { type RowsOf, runRows } from "../../../lib/sinks/mlflow/run_rows.ts";
import { journalRun, runRecord } from "../../fixtures/journal_runs.ts";

const point = (key: string, step = 0) => ({ key, value: 1, timestamp: 5, step });

function run(change: Partial<RowsOf> = {}): RowsOf {
  return {
    run: journalRun(),
    metrics: [],
    params: {},
    tags: {},
    record: undefined,
    closed: undefined,
    beat: undefined,
    ...change,
  };
}

Deno.test("runRows() gives MLflow whole steps and clean names, and says what was renamed", () => {
  const { metrics, params, tags, summary, end } = runRows(run({
    metrics: [point("loss%", 0.6), point("emissions"), point("loss_")],
    params: { "a?b": "1", a_b: "2" },
  }));
  deepStrictEqual(metrics, [point("loss_", 1), point("emissions_2"), point("loss__2")]);
  deepStrictEqual(params, { a_b: "1", a_b_2: "2" });
  strictEqual(
    tags["wattbook.renamed"],
    '"loss%" is "loss_", "emissions" is "emissions_2", "loss_" is "loss__2", "a?b" is "a_b", "a_b" is "a_b_2"',
  );
  deepStrictEqual([summary, end], [[], undefined]);
});

Deno.test("runRows() keeps 45 names: ours, the user's first 33, then the curve; the rest is named in a tag", () => {
  const metrics = Array.from({ length: 35 }, (_, at) => point(`m${at}`));
  const curve = { timeS: [0], series: [{ label: "CPU", watts: [9] }] };
  const full = runRows(run({ metrics, record: runRecord({ curve }) }));
  strictEqual(full.metrics.length, 33);
  strictEqual(full.tags["wattbook.left_out"], "m33, m34, power of CPU");
  const room = runRows(run({ metrics: metrics.slice(0, 32), record: runRecord({ curve }) }));
  strictEqual(room.tags["wattbook.left_out"], undefined);
  deepStrictEqual(room.summary.at(-1)?.key, "system/cpu_power_watts");
});

Deno.test("runRows() from a point on names the points as if it had begun at the first", () => {
  const metrics = [point("a%"), point("a?"), point("a?", 1)];
  deepStrictEqual(runRows(run({ metrics }), 2).metrics, [point("a__2", 1)]);
});

Deno.test("runRows() takes the record's end before that of somebody who closed the run", () => {
  const closed = { status: "KILLED", endMs: 7, why: "gone" } as const;
  const { end } = runRows(run({ closed, record: runRecord({ status: "FAILED" }) }));
  deepStrictEqual([end?.status, end?.endMs], ["FAILED", 1_790_000_060_000]);
  const { end: other, tags } = runRows(run({ closed }));
  deepStrictEqual([other?.status, other?.endMs], ["KILLED", 7]);
  match(tags["wattbook.closed"] ?? "", /^gone$/);
});

Deno.test("runRows() keeps parameters that are called like members of objects", () => {
  const params = Object.fromEntries([["constructor", "1"], ["__proto__", "2"], ["toString", "3"]]);
  deepStrictEqual(Object.entries(runRows(run({ params })).params), Object.entries(params));
});
