import { doesNotMatch, equal } from "node:assert/strict";
import { runsTable } from "../../lib/display/runs_table.ts";
import { NASTY, run, shortRun } from "./sample_runs.ts";

Deno.test("runsTable() has a row for every run; one too short to resolve has upper ends, never 0", () => {
  const { text } = runsTable([
    run(),
    shortRun(),
    run({ runName: "cnn", status: "KILLED", energyJ: {}, emissionsG: {} }),
  ]);
  equal(
    text,
    [
      "Run            Time    Energy     CO2e  Interval  Grade",
      "───────────────────────────────────────────────────────",
      "forest-300     24 s     120 J     6 mg  4 – 8 mg  B",
      "knn           12 ms  < 310 mJ  < 18 µg            B",
      "cnn (KILLED)   24 s         –        –            –",
    ].join("\n"),
  );
});

Deno.test("runsTable() keeps names as text", () => {
  doesNotMatch(runsTable([run({ runName: NASTY })]).html, /<script|<b>=cmd/);
});
