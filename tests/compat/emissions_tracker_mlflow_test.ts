import { deepStrictEqual, match, ok, rejects, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { EmissionsTrackerMlflow } from "../../lib/compat/mod.ts";

const root = new URL("../../", import.meta.url).pathname;

/** The example in the README of the Python package, line by line; a model of two weights stands for the library's. */
const EXAMPLE = `
import { EmissionsTrackerMlflow } from "jsr:@wattbook/track@^1/compat";

const tracker_info = {
  tracking_uri: "sqlite:///mlflow.db",
  experiment_name: "test_name",
  run_name: "run_name",
  flavor: "sklearn" as const,
};
const X = [[1, 1], [1, 2], [2, 2], [2, 3]];
const y = X.map(([a = 0, b = 0]) => a + 2 * b + 3);
const model = { predict: (rows: readonly ArrayLike<number>[]) => rows.map((row) => row[0]! + 2 * row[1]! + 3) };

const runner = new EmissionsTrackerMlflow();
runner.read_params(tracker_info);
await runner.start_training_job();
for (const end = Date.now() + 300; Date.now() < end;);
await runner.end_training_job();

const accuracy = await runner.evaluate_model_accuracy(model, X, y);
const perGram = await runner.accuracy_per_emission(model, X, y);
const per10 = await runner.emission_per_10_inferences(model, X);
console.log(JSON.stringify({ accuracy, perGram: perGram?.value, per10: per10?.value }));
`;

Deno.test("EmissionsTrackerMlflow runs the Python package's example and logs its names, in its units but one", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/main.ts`, EXAMPLE);
    const args = ["run", "-A", "--frozen", "--no-check", "--config", `${root}deno.json`, `${folder}/main.ts`];
    const child = new Deno.Command(Deno.execPath(), {
      args,
      cwd: folder,
      env: { WATTBOOK_PLACE: "BE" },
      stdin: "null",
    });
    const { code, stdout, stderr } = await child.output();
    deepStrictEqual(code, 0, new TextDecoder().decode(stderr));
    const printed = JSON.parse(new TextDecoder().decode(stdout));

    using database = new DatabaseSync(`${folder}/mlflow.db`, { readOnly: true });
    const run = database.prepare(
      "SELECT r.name, r.status, e.name AS experiment FROM runs r JOIN experiments e USING (experiment_id)",
    ).all();
    deepStrictEqual(run.map((row) => ({ ...row })), [
      { name: "run_name", status: "FINISHED", experiment: "test_name" },
    ]);
    const logged = new Map(
      database.prepare("SELECT key, value FROM latest_metrics").all().map((
        { key, value },
      ) => [key, Number(value)]),
    );
    const emissions = logged.get("emissions") ?? NaN;
    ok(emissions > 0, "grams");
    deepStrictEqual([printed.accuracy, logged.get("accuracy_on_test_data")], [1, 1]);
    // 100 per cent over the grams of the training; the Python package would log a hundredth of it.
    const perGram = logged.get("accuracy_per_emission") ?? NaN;
    ok(Math.abs(perGram * emissions / 100 - 1) < 1e-3, `${perGram} per cent per gram at ${emissions} g`);
    deepStrictEqual(logged.get("emissions_per_10_predictions"), logged.get("emissions_per_10_inferences"));
    ok(Math.abs((logged.get("emissions_per_10_inferences") ?? NaN) / printed.per10 - 1) < 1e-3);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("EmissionsTrackerMlflow tells which fields and which calls are missing", async () => {
  const runner = new EmissionsTrackerMlflow();
  await rejects(runner.start_training_job(), { message: /read_params\(\) was not called/ });
  await rejects(runner.end_training_job(), { message: /nothing was started/ });
  throws(
    // @ts-expect-error a dictionary from JavaScript
    () => runner.read_params({ tracking_uri: "none", run_name: "a" }),
    { name: "TypeError", message: /"experiment_name", "flavor" missing/ },
  );
  // @ts-expect-error a dictionary from JavaScript
  runner.read_params({ tracking_uri: "none", experiment_name: "a", run_name: "b", flavor: "xgboost" });
  await rejects(runner.start_training_job(), (error: Error) => {
    match(error.message, /field "flavor" is "xgboost", should be one of "keras", "pytorch", "sklearn"/);
    return true;
  });
});
