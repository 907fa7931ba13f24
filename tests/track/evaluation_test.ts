import { deepStrictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { runProgram } from "../fixtures/run_program.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

const FLAVORS =
  `SELECT name, value AS flavor FROM runs LEFT JOIN tags ON tags.run_uuid = runs.run_uuid AND key = 'mlflow.autologging'
  ORDER BY name`;

Deno.test("tracker.accuracy() finds out the flavor by the model, where the user named none", async () => {
  using folder = tempFolder();
  await runProgram(
    folder.path,
    `const test = { x: [[1], [2]], y: [0, 1] }, predict = () => [0, 1];
    class Tensor {
      shape = [1];
      data = [1];
    }
    const info = { trackingUri: "sqlite:///mlflow.db", place: "BE", display: "none" } as const;
    const judge = async (runName: string, model: unknown, more = {}) => {
      const tracker = await track({ ...info, runName, ...more });
      await tracker.stop();
      await tracker.accuracy(model, test);
      await tracker[Symbol.asyncDispose]();
    };
    await judge("a fitted one", { predict, fit() {} });
    await judge("a fitted one, named", { predict, fit() {} }, { flavor: "keras" });
    await judge("a module", { forward: () => ({ shape: [2, 2], data: [[1, 0], [0, 1]] }), parameters: () => [new Tensor()] });
    await judge("a bare one", { predict });
    console.log("null");`,
  );
  using database = new DatabaseSync(`${folder.path}/mlflow.db`, { readOnly: true });
  deepStrictEqual(database.prepare(FLAVORS).all().map(({ name, flavor }) => [name, flavor]), [
    ["a bare one", null],
    ["a fitted one", "sklearn"],
    ["a fitted one, named", "keras"],
    ["a module", "pytorch"],
  ]);
});
