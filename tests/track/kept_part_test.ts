import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { RunRecord } from "../../lib/record/run_record.ts";
import { keptPart } from "../../lib/track/kept_part.ts";
import { figure, run } from "../display/sample_runs.ts";

/** A run from one second to another at 10 W. */
function from(runName: string, startS: number, endS: number, more: Partial<RunRecord> = {}) {
  const joules = (endS - startS) * 10;
  const record = run({
    runId: `${runName}-${startS}`,
    runName,
    startMs: startS * 1000,
    endMs: endS * 1000,
    energyJ: { share: figure(joules) },
    emissionsG: { share: figure(joules / 1000) },
    ...more,
  });
  return { record };
}

Deno.test("keptPart() keeps the latest run that finished of each name; the others are tries", () => {
  const kept = keptPart([
    from("forest", 0, 3),
    from("forest", 4, 6),
    from("forest", 7, 8, { status: "FAILED" }),
    from("knn", 9, 12),
  ], 200);
  deepStrictEqual(kept.runNames, ["forest", "knn"]);
  strictEqual(kept.tries, 4);
  strictEqual(kept.energyJ?.value, 50);
  strictEqual(kept.emissionsG?.value, 0.05);
  strictEqual(kept.part, 0.25);
});

Deno.test("keptPart() tells runs of one name in two experiments apart", () => {
  const { runNames } = keptPart([from("a", 0, 1), from("a", 2, 3, { experimentName: "other" })], 100);
  deepStrictEqual(runNames, ["a", "a"]);
});

Deno.test("keptPart() counts a run within another one once", () => {
  const { energyJ } = keptPart([from("inner", 2, 3), from("outer", 0, 10), from("same", 0, 10)], 1000);
  strictEqual(energyJ?.value, 100);
});

Deno.test("keptPart() does not add runs that overlap", () => {
  const { runNames, energyJ, part } = keptPart([from("a", 0, 6), from("b", 4, 10)], 100);
  deepStrictEqual([runNames, energyJ, part], [["a", "b"], undefined, undefined]);
});

Deno.test("keptPart() without a session's energy has no part", () => {
  strictEqual(keptPart([from("a", 0, 1)], undefined).part, undefined);
});
