import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { asMarkdownText, runNote } from "../../../lib/sinks/mlflow/run_note.ts";
import { runTags } from "../../../lib/sinks/mlflow/run_tags.ts";
import { journalRun, runRecord } from "../../fixtures/journal_runs.ts";

const OPEN = { run: journalRun({ flavor: "sklearn" }), record: undefined, closed: undefined };

Deno.test("runTags() of an open run are the user's, its name, its flavor and its id", () => {
  deepStrictEqual(runTags({ ...OPEN, tags: { colour: "red" } }), {
    colour: "red",
    "mlflow.runName": "forest",
    "mlflow.autologging": "sklearn",
    "wattbook.run_id": "0123456789abcdef0123456789abcdef",
  });
});

Deno.test("runTags() lets users set MLflow's tags for users only, and not ours", () => {
  const tags = runTags({
    ...OPEN,
    tags: {
      "mlflow.parentRunId": "p",
      "mlflow.source.name": "iris.ipynb",
      "mlflow.user": "ada",
      "mlflow.runName": "other",
      "mlflow.artifactLocation": "/etc",
      "wattbook.run_id": "other",
    },
  });
  deepStrictEqual(tags, {
    "mlflow.parentRunId": "p",
    "mlflow.source.name": "iris.ipynb",
    "mlflow.user": "ada",
    "mlflow_runName": "other",
    "mlflow_artifactLocation": "/etc",
    "wattbook.run_id": "0123456789abcdef0123456789abcdef",
    "mlflow.runName": "forest",
    "mlflow.autologging": "sklearn",
  });
});

Deno.test("runTags() of an ended run say how it was measured, where, and what went wrong", () => {
  const error = { name: "RangeError", message: "too <b>big</b>" };
  const record = runRecord({ status: "FAILED", error, belowResolution: true });
  const { "mlflow.note.content": note = "", ...tags } = runTags({ ...OPEN, tags: {}, record });
  deepStrictEqual(tags, {
    "mlflow.loggedArtifacts": '[{"path":"wattbook/figures.json","type":"table"}]',
    "mlflow.runName": "forest",
    "mlflow.autologging": "sklearn",
    "wattbook.run_id": "0123456789abcdef0123456789abcdef",
    "wattbook.version": "1.0.0",
    "wattbook.figure": "share",
    "wattbook.place": "World, Ember yearly (CC BY-SA 4.0) 2024, from unknown; average, life-cycle",
    "wattbook.unit.accuracy_per_emission": "percent per gram",
    "wattbook.grade": "A",
    "wattbook.how": "counter",
    "wattbook.below_resolution": "true",
    "wattbook.error": "RangeError: too <b>big</b>",
  });
  ok(note.includes("too \\<b\\>big"), note);
});

Deno.test("runTags() of a run whose process died say why it was closed", () => {
  const closed = { status: "KILLED", endMs: 1, why: "The process 7 ended" } as const;
  strictEqual(runTags({ ...OPEN, tags: {}, closed })["wattbook.closed"], "The process 7 ended");
});

Deno.test("runTags() cuts texts where MLflow would, never through a character", () => {
  const tags = runTags({
    ...OPEN,
    run: journalRun({ runName: `${"x".repeat(249)}🌍` }),
    tags: { a: "y".repeat(9000) },
  });
  strictEqual(tags["mlflow.runName"], "x".repeat(249));
  strictEqual(tags["a"]?.length, 8000);
});

Deno.test("runNote() begins with the headline and its interval", () => {
  const figure = { value: 0.00123, low: 0.001, high: 0.0015, grade: "B", how: "CPU counter" } as const;
  const note = runNote(runRecord({
    emissionsG: { share: figure },
    energyJ: { share: { ...figure, value: 25, low: 20, high: 30 } },
    durationS: 12.34,
  }));
  const [first, second] = note.split("\n");
  strictEqual(first, "**1\\.23 mg CO2e** \\(1 mg – 1\\.5 mg\\), 25 J, grade B, 12\\.3 s");
  strictEqual(second, "");
});

Deno.test("runNote() of a run too short to resolve says at most what it was", () => {
  match(
    runNote(runRecord({ belowResolution: true })),
    /^\*\*Too short to resolve\*\*: at most 3 g CO2e \\\(3 J\\\) in /,
  );
});

Deno.test("runNote() without any figure says so, and never 0", () => {
  match(
    runNote(runRecord({ energyJ: {}, emissionsG: {} })),
    /^\*\*Not measured\*\*: no source could be read; 60 s\n/,
  );
});

Deno.test("runNote() shows what users wrote elsewhere as text, and their description as it is", () => {
  const intensity = {
    ...runRecord().intensity,
    zoneName: "[my](javascript:x) ![p](http://x.y/z.png)\n# roof",
  };
  const note = runNote(
    runRecord({ intensity, notes: ["<img src=x> | www.example.org"] }),
    "# My *own* words",
  );
  ok(note.includes("\\[my\\]\\(javascript:x\\) \\!\\[p\\]\\(http&#58;//x\\.y/z\\.png\\) \\# roof"), note);
  ok(note.includes("\\<img src=x\\> \\| www\\.example\\.org"), note);
  ok(note.endsWith("\n\n# My *own* words"), note);
});

Deno.test("asMarkdownText() leaves no line end and no mark that means something", () => {
  strictEqual(asMarkdownText("a\n- b\t`c` ~d~ $e$ 1. f"), "a \\- b \\`c\\` \\~d\\~ \\$e\\$ 1\\. f");
});
