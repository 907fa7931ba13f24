import { equal, match } from "node:assert/strict";
import { sessionSummary } from "../../lib/display/session_summary.ts";
import { NASTY, run, shortRun } from "./sample_runs.ts";

const end = run().endMs;
const next = run({ startMs: end, endMs: end + 24_000 });

Deno.test("sessionSummary() adds runs: twice 6 mg from 120 J", () => {
  equal(
    sessionSummary([run(), next]),
    "<p>2 runs in 48 s: <b>12 mg CO<sub>2</sub>e</b> (8 – 16 mg) from <b>240 J</b> (192 – 288 J). " +
      "Electricity: Belgium, 180 g/kWh, average, life-cycle.</p>",
  );
});

Deno.test("sessionSummary() counts nothing twice: runs that shared time have no sum", () => {
  match(
    sessionSummary([run(), run({ startMs: end - 1000, endMs: end + 1000 })]),
    /: some ran at the same time/,
  );
  match(sessionSummary([next, run({ startMs: end - 50, endMs: end + 10 })]), /: some ran at the same time/);
  match(sessionSummary([run(), { ...next, startMs: end - 3 }]), /12 mg/, "clocks differ by milliseconds");
});

Deno.test("sessionSummary() adds nothing that is charged in different ways", () => {
  match(sessionSummary([run(), { ...next, headline: "machine" }]), /charged in different ways/);
});

Deno.test("sessionSummary() leaves out what is too short, and says so", () => {
  const short = { ...shortRun(), startMs: end, endMs: end + 12 };
  match(sessionSummary([run(), short]), /6 mg CO<sub>2<\/sub>e.*; 1 of them was too short to resolve/);
  match(sessionSummary([short]), /1 run in 12 ms: no energy that could be resolved/);
});

Deno.test("sessionSummary() keeps the name of a place as text", () => {
  const place = { ...run().intensity, zoneName: NASTY };
  match(sessionSummary([run({ intensity: place })]), /Electricity: &lt;script&gt;/);
});
