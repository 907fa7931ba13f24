import assert from "node:assert/strict";
import type { JobOutcome } from "../../lib/runner/sweep_log.ts";
import { sumRecords } from "../../lib/runner/sweep_record.ts";
import { sweepSentence } from "../../lib/runner/sweep_report.ts";
import type { SweepRow } from "../../lib/runner/sweep_table.ts";
import { ABOUT, recordOf } from "./record_of.ts";

const job = {
  key: "a",
  name: "a",
  file: "/a.ipynb",
  parameters: {},
  notebook: { metadata: {}, cells: [] },
  executed: "/out/a.ipynb",
} as const;

/** What a sweep says whose notebooks ended so. */
function said(...outcomes: readonly Partial<JobOutcome>[]): string {
  const rows = outcomes.map((outcome): SweepRow => ({
    job,
    outcome: {
      status: "ok",
      server: "http://one",
      cells: 2,
      cellsRun: 2,
      startMs: 0,
      durationS: 1,
      ...outcome,
    },
  }));
  const records = outcomes.flatMap(({ record }) => record ?? []);
  return sweepSentence({ title: "a", rows, sum: sumRecords(records, ABOUT), durationS: 3 });
}

const short = recordOf(1, { belowResolution: true });

Deno.test("sweepSentence() says of notebooks that were too short that they were, and what the sum lacks", () => {
  assert.equal(
    said({ record: short }),
    "1 of 1 notebooks done on 1 server in 3 s: they were too short to resolve.",
  );
  assert.match(
    said({ record: recordOf(10) }, { record: short }),
    /from 10 J \(9 – 11 J\), .* 1 notebook was too short to resolve and is not in this sum\.$/,
  );
});

Deno.test("sweepSentence() says nothing of energy where nothing ran, and how far one came that was stopped", () => {
  const refused = { status: "refused", server: undefined, cellsRun: 0, durationS: 0 } as const;
  assert.equal(said(refused), "0 of 1 notebooks done on 0 servers in 3 s.");
  const energyJ = { value: 1, low: 0.9, high: 1.1, grade: "B", how: "" } as const;
  assert.match(
    said({ status: "stopped", progress: { energyJ } }),
    /1 notebook that ran has no record of the whole and is not in this sum \(it said how far it was, shown with ~\)\.$/,
  );
});
