import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { resolveInfo } from "../../lib/record/info.ts";
import { runEnvironment } from "../../lib/record/run_environment.ts";

const read = (environment: Record<string, string>) => runEnvironment(realHost({ environment }));

Deno.test("runEnvironment() reads what MLflow reads about a run", () => {
  assert.deepEqual(read({}), {
    experimentName: undefined,
    experimentId: undefined,
    resumes: undefined,
    tags: {},
  });
  const environment = {
    MLFLOW_EXPERIMENT_NAME: "digits",
    MLFLOW_EXPERIMENT_ID: "7",
    MLFLOW_RUN_ID: "abc",
    MLFLOW_RUN_CONTEXT: '{"team":"vision","gpu":8}',
  };
  assert.deepEqual(read(environment), {
    experimentName: "digits",
    experimentId: "7",
    resumes: "abc",
    tags: { team: "vision", gpu: "8" },
  });
});

Deno.test.each(["no json", "[1]", "null", '"text"'])(
  "runEnvironment() refuses MLFLOW_RUN_CONTEXT %j",
  (text) => {
    assert.throws(
      () => read({ MLFLOW_RUN_CONTEXT: text }),
      /^TypeError: Cannot start tracking: MLFLOW_RUN_CONTEXT is ".+", should be a JSON object of tags/,
    );
  },
);

Deno.test("resolveInfo() takes the experiment's number where no name is given, and the context under the user's tags", () => {
  const host = realHost({
    environment: { MLFLOW_EXPERIMENT_ID: "7", MLFLOW_RUN_CONTEXT: '{"a":"context","b":"context"}' },
  });
  const info = resolveInfo({ tags: { b: "user" } }, host);
  assert.deepEqual([info.experimentName, info.experimentId, info.tags], ["experiment 7", "7", {
    a: "context",
    b: "user",
  }]);
  const named = resolveInfo({ experimentName: "mine" }, host);
  assert.deepEqual([named.experimentName, named.experimentId], ["mine", undefined]);
});

Deno.test.each([
  ["file:///home/me/mlruns", "/home/me/.wattbook"],
  ["./lab/mlruns/", "./lab/.wattbook"],
  ["sqlite:////home/me/mlflow.db", "/home/me/.wattbook"],
  ["mlruns", ".wattbook"],
  ["http://host/mlruns", ".wattbook"],
])("resolveInfo() puts the journal beside the store %s", (trackingUri, folder) => {
  assert.equal(resolveInfo({ trackingUri }, realHost({ environment: {} })).journalFolder, folder);
});
