import { deepStrictEqual, match } from "node:assert/strict";
import { runProgram } from "../fixtures/run_program.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { mlflowPython } from "./mlflow_python.ts";
import { mlflowServer } from "./mlflow_server.ts";
import { peerTest } from "./peer.ts";

/** A program whose run says what data it used. */
const programFor = (uri: string) => `
await using tracker = await track({
  experimentName: "digits", place: "BE", display: "none", trackingUri: ${JSON.stringify(uri)},
});
await tracker.logDataset("wine", [{ sugar: 1.5, colour: "red", year: 1990 }, { sugar: null, colour: "white", year: 2001 }]);
await tracker.logDataset("test", { x: [[1, 2], [3, 4]], y: [0, 1] }, { context: "eval", source: "https://a.example/t.csv" });
console.log(1);`;

function check(found: unknown): void {
  const [test, wine] = (found as { digest: string }[]).map(({ digest, ...rest }) => {
    match(digest, /^[0-9a-f]{8}$/);
    return rest;
  });
  deepStrictEqual(test, {
    name: "test",
    source: { url: "https://a.example/t.csv" },
    columns: [[[-1, 2], "float64"], [[-1], "int64"]],
    rows: 2,
    tags: { "mlflow.data.context": "eval" },
  });
  deepStrictEqual(wine, {
    name: "wine",
    source: "LOCAL",
    columns: [["sugar", "double", false], ["colour", "string", true], ["year", "long", true]],
    rows: 2,
    tags: { "mlflow.data.context": "training" },
  });
}

peerTest("MLflow finds a run by its data and reads what was said of it: SQLite and a server", async () => {
  const mlflow = await mlflowPython();
  using folder = tempFolder();
  const store = `sqlite:///${folder.path}/own.db`;
  await runProgram(folder.path, programFor(store));
  check(await mlflow.read("read_datasets.py", store));
  await using server = await mlflowServer(mlflow, folder.path);
  await runProgram(folder.path, programFor(server.url));
  check(await mlflow.read("read_datasets.py", server.url));
});
