import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { realHost } from "../../lib/host.ts";
import { runFile } from "../../lib/runner/run_file.ts";
import { root } from "./read_notebooks.ts";

Deno.test({
  name:
    "sklearn_style.ipynb runs in the real kernel: every cell, five runs stored, the accuracies that it tells of",
  async fn() {
    const out = Deno.makeTempDirSync();
    try {
      const file = new URL("notebooks/sklearn_style.ipynb", root).pathname;
      const run = await runFile(file, realHost({ environment: {} }), { out, timeoutMs: 120_000 });
      deepStrictEqual(run.cells.filter(({ status }) => status !== "ok"), []);

      const texts = (id: string) => {
        const cell = run.cells.find((cell) => cell.id === id);
        return (cell?.outputs ?? []).flatMap((output) =>
          output.output_type === "stream"
            ? [output.text]
            : output.output_type === "display_data"
            ? [String(output.data["text/plain"])]
            : []
        ).join("\n");
      };
      // A seeded shuffle: everybody gets these.
      ok(texts("read-data").includes("digits: 1348 rows to train, 449 to test"), texts("read-data"));
      ok(/accuracy 9[5-8]\.\d %/.test(texts("evaluate-forest")), texts("evaluate-forest"));
      ok(texts("train-forest").includes("forest-300"), texts("train-forest"));
      for (const model of ["neighbours-5", "forest-300", "logistic-100"]) {
        ok(texts("compare-digits").includes(model), texts("compare-digits"));
      }

      using database = new DatabaseSync(`${out}/mlflow.db`, { readOnly: true });
      const runs = database.prepare(
        `SELECT e.name || '/' || r.name AS run, r.status, (SELECT count(*) FROM latest_metrics m
           WHERE m.run_uuid = r.run_uuid AND m.key IN ('accuracy_on_test_data', 'accuracy_per_emission',
             'emissions_per_10_inferences', 'emissions_per_10_predictions')) AS judged
         FROM runs r JOIN experiments e USING (experiment_id) ORDER BY r.start_time`,
      ).all();
      deepStrictEqual(runs.map(({ run, status, judged }) => `${run} ${status} ${judged}`), [
        "digits/forest-300 FINISHED 4",
        "digits/logistic-100 FINISHED 4",
        "digits/neighbours-5 FINISHED 4",
        "cancer/forest-300 FINISHED 4",
        "cancer/logistic-300 FINISHED 4",
      ]);
      // One file that can be copied, whatever the kernel left open.
      strictEqual(Deno.statSync(`${out}/mlflow.db-wal`).size, 0);
    } finally {
      Deno.removeSync(out, { recursive: true });
    }
  },
});
