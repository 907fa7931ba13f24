import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { runProgram } from "../fixtures/run_program.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

const root = new URL("../../", import.meta.url).pathname;

/** A linear regression as ml.js has it, right or not. */
const LINEAR = `
const linear = (constant) => ({
  predict: (rows) => rows.map(([a, b]) => [2 * a - b + constant]),
  toJSON: () => ({
    name: "multivariateLinearRegression", weights: [[2], [-1], [0.5]], inputs: 2, outputs: 1, intercept: true,
  }),
});
const x = [[1, 2], [3, 4], [5, 7]], y = [0.5, 2.5, 3.5];
`;

const program = (folder: string, code: string) => runProgram(folder, LINEAR + code);

const INFO = `{ runName: "run", place: "BE", display: "none", trackingUri: "sqlite:///mlflow.db" }`;

function rows(folder: string, sql: string): Record<string, unknown>[] {
  using database = new DatabaseSync(`${folder}/mlflow.db`, { readOnly: true });
  return database.prepare(sql).all();
}

Deno.test("tracker.logModel() stores a model that was checked, with the metrics that belong to it", async () => {
  using folder = tempFolder();
  const info = await program(
    folder.path,
    `const tracker = await track(${INFO});
    const model = linear(0.5), other = linear(0.5);
    tracker.params({ columns: 2 });
    tracker.log({ loss: 3 }, 0);
    tracker.log({ loss: 1 }, 1);
    const info = await tracker.logModel(model, { name: "line", inputExample: x, registerAs: "lines", alias: "best" });
    tracker.log({ later: 1 });
    await tracker.accuracy(other, { x, y });
    await tracker.accuracy(model, { x, y });
    await tracker.stop();
    await tracker.accuracyPerEmission(model, { x, y });
    await tracker[Symbol.asyncDispose]();
    console.log(JSON.stringify(info));`,
  ) as Record<string, string | string[]>;
  match(String(info["modelId"]), /^m-[0-9a-f]{32}$/);
  strictEqual(info["status"], "READY");
  match(String(info["statusMessage"]), /^the ONNX answers as the model does: 19 rows, largest difference \d/);
  deepStrictEqual(info["files"], [
    "model.onnx",
    "requirements.txt",
    "python_env.yaml",
    "conda.yaml",
    "input_example.json",
    "serving_input_example.json",
    "ml_js/model.json",
  ]);
  const [model] = rows(folder.path, "SELECT model_id, name, status FROM logged_models");
  deepStrictEqual({ ...model }, { model_id: info["modelId"], name: "line", status: 2 });
  const metrics = new Map(
    rows(folder.path, "SELECT metric_name AS name, metric_value AS value FROM logged_model_metrics")
      .map(({ name, value }) => [name, value]),
  );
  const tags = rows(folder.path, "SELECT tag_key AS key, tag_value AS value FROM logged_model_tags")
    .map(({ key, value }) => [key, value]);
  match(String(new Map(tags as [string, string][]).get("mlflow.source.name")), /main\.ts$/);
  deepStrictEqual(rows(folder.path, "SELECT * FROM model_version_tags WHERE \"key\" LIKE 'mlflow.%'"), []);
  // The last loss, not the first; what is said about this model, not about the other; nothing that came later.
  strictEqual(metrics.get("loss"), 1);
  strictEqual(metrics.get("r2_score"), 1);
  ok(metrics.has("emissions") && !metrics.has("later"));
  ok(metrics.has("accuracy_per_emission"), "also what was found out after the run's end");
  deepStrictEqual(
    rows(folder.path, "SELECT name, version FROM registered_model_aliases").map((row) => ({ ...row })),
    [
      { name: "lines", version: 1 },
    ],
  );
});

Deno.test("tracker.logModel() marks a model FAILED whose ONNX answers otherwise, and says so", async () => {
  using folder = tempFolder();
  const [info, notes] = await program(
    folder.path,
    `const tracker = await track(${INFO});
    const info = await tracker.logModel(linear(0.75));
    const { notes } = await tracker.stop();
    console.log(JSON.stringify([info, notes]));`,
  ) as [Record<string, string>, string[]];
  strictEqual(info["status"], "FAILED");
  match(
    notes.join(),
    /Model "model": the ONNX answers otherwise than the model: 16 rows, largest difference 0\.0/,
  );
  deepStrictEqual(rows(folder.path, "SELECT status FROM logged_models").map(({ status }) => status), [3]);
});

Deno.test("tracker.logModel() rejects wrong options and models that cannot be exported, and the run goes on", async () => {
  using folder = tempFolder();
  const messages = await program(
    folder.path,
    `const tracker = await track(${INFO});
    const messages = [];
    const attempts = [
      [linear(0.5), { name: " " }],
      [linear(0.5), { alias: "best" }],
      [linear(0.5), { registerAs: "lines", alias: "latest" }],
      [{ predict: () => [0] }],
      [7],
    ];
    for (const attempt of attempts) await tracker.logModel(...attempt).catch(({ message }) => messages.push(message));
    tracker.log({ x: 1 });
    await tracker.stop();
    console.log(JSON.stringify(messages));`,
  ) as string[];
  strictEqual(messages.length, 5);
  strictEqual(messages[0], 'Cannot log the model: field "name" is " ", should be a name');
  match(messages[1] ?? "", /^Cannot log the model: field "alias" is "best" and "registerAs" is missing/);
  match(messages[2] ?? "", /^Cannot log the model: field "alias" is "latest", should be letters/);
  match(messages[3] ?? "", /^Cannot export the model: it is of the kind "plain", expected tfjs models/);
  match(messages[4] ?? "", /^Cannot use the model: it is number, expected an object or a function/);
  deepStrictEqual(
    rows(folder.path, "SELECT value FROM metrics WHERE \"key\" = 'x'").map(({ value }) => value),
    [1],
  );
  deepStrictEqual(rows(folder.path, "SELECT * FROM logged_models"), []);
});

Deno.test("tracker.logModel() keeps a model in the journal of a killed process; the next start delivers it", async () => {
  using folder = tempFolder();
  await program(
    folder.path,
    `const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--frozen", "--no-check", "--config", "${root}deno.json", "killed.ts"],
    });
    Deno.writeTextFileSync("killed.ts", ${
      JSON.stringify(`import { track } from "jsr:@wattbook/track@^1";${LINEAR}
      const tracker = await track(${INFO});
      await tracker.logModel(linear(0.5), { name: "line" });
      Deno.kill(Deno.pid, "SIGKILL");`)
    });
    const { signal } = await child.output();
    await track(${INFO}, () => {});
    console.log(JSON.stringify(signal));`,
  );
  deepStrictEqual(
    rows(
      folder.path,
      "SELECT m.name, m.status, r.status AS run FROM logged_models m JOIN runs r ON run_uuid = source_run_id",
    )
      .map((row) => ({ ...row })),
    [{ name: "line", status: 2, run: "KILLED" }],
  );
});
