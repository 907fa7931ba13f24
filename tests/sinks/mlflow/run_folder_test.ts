import assert from "node:assert/strict";
import { artifactLocation, countRunFiles, putRunFile } from "../../../lib/sinks/mlflow/run_folder.ts";
import { SinkError } from "../../../lib/sinks/sink_error.ts";
import { tempFolder } from "../../fixtures/temp_folder.ts";
import { unwritable } from "../../fixtures/unwritable.ts";

const content = new TextEncoder().encode("x");

Deno.test.each([
  ["nothing", undefined, "/here/mlruns/3"],
  ["mlruns of the same place", "/here/mlruns/3", "/here/mlruns/3"],
  ["mlruns of another place, for the store was moved", "/old/mlruns/3", "/here/mlruns/3"],
  ["a folder that somebody chose", "/data/artifacts/", "/data/artifacts"],
  ["a file address", "file:///data/a%20b", "file:///data/a%20b"],
  ["a server's own address", "mlflow-artifacts:/3", "/here/mlruns/3"],
  ["a bucket", "s3://bucket/3", "/here/mlruns/3"],
  ["a relative folder", "./mlruns/3", "/here/mlruns/3"],
])("artifactLocation() of an experiment that names %s", (_, location, expected) => {
  assert.equal(artifactLocation(location, "/here/mlflow.db", "3"), expected);
});

Deno.test("artifactLocation() writes a percent sign as MLflow reads it", () => {
  assert.equal(artifactLocation(undefined, "/100%25/mlflow.db", "1"), "/100%2525/mlruns/1");
});

Deno.test("putRunFile() keeps a file inside the run's folder, whatever it is called", async () => {
  using folder = tempFolder();
  const uri = `${folder.path}/mlruns/1/run/artifacts`;
  assert.equal(countRunFiles(uri), 0);
  for (const name of ["../../../out.txt", "/etc/wattbook", "a/b/c.txt", "a\0", "🌍".repeat(3000)]) {
    await putRunFile(uri, name, content);
  }
  await putRunFile(uri, "a/b/c.txt", content);
  assert.equal(countRunFiles(uri), 5);
  assert.deepEqual(Array.from(Deno.readDirSync(folder.path), ({ name }) => name), ["mlruns"]);
  assert.deepEqual(Array.from(Deno.readDirSync(`${folder.path}/mlruns/1/run`), ({ name }) => name), [
    "artifacts",
  ]);
});

Deno.test("putRunFile() refuses an address on a server, on one line", async () => {
  await assert.rejects(
    putRunFile("mlflow-artifacts:/0/run/artifacts", "a\n.txt", content),
    new SinkError(
      'Cannot store artifact "a\\n.txt": the run\'s artifacts are at "mlflow-artifacts:/0/run/artifacts", should be a ' +
        "folder; log to the http:// address of that server",
    ),
  );
  assert.equal(countRunFiles("mlflow-artifacts:/0/run/artifacts"), 0);
});

Deno.test("putRunFile() into a read-only folder says what helps", async () => {
  const error = await putRunFile(unwritable(), "a.txt", content).catch((error: unknown) => error);
  assert.ok(error instanceof SinkError && error.passing);
  assert.match(
    error.message,
    /^Cannot store artifact "a\.txt" in "\S+": .+; make room or make it writable, then run: wattbook sync$/,
  );
});
