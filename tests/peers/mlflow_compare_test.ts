import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { storedExperiment } from "../../lib/track/stored_experiment.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { mlflowPython } from "./mlflow_python.ts";
import { mlflowServer } from "./mlflow_server.ts";
import { peerTest } from "./peer.ts";

/** Runs as `mlflow-emissions-sdk` 0.16.4 logs them: grams, a fraction, and no interval. */
const SDK = `
import mlflow, sys
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("python")
for name, grams, accuracy in [("lr", 0.002, 0.9), ("forest", 0.008, 0.97), ("lr", 0.004, 0.95)]:
    with mlflow.start_run(run_name=name):
        mlflow.log_metrics({
            "emissions": grams,
            "accuracy_on_test_data": accuracy,
            "accuracy_per_emission": accuracy / grams,
            "emissions_per_10_predictions": grams / 100,
        })
client = mlflow.MlflowClient()
client.create_run(mlflow.get_experiment_by_name("python").experiment_id, run_name="left running")
`;

peerTest("compare() draws what the Python SDK logs from a real MLflow server", async () => {
  const mlflow = await mlflowPython();
  using folder = tempFolder();
  await using server = await mlflowServer(mlflow, folder.path);
  const { success, stderr } = await new Deno.Command(mlflow.python, {
    args: ["-c", SDK, server.url],
    env: mlflow.environment,
    cwd: folder.path,
  }).output();
  strictEqual(success, true, new TextDecoder().decode(stderr));

  const { models, tries } = await storedExperiment(server.url, "python", realHost({ environment: {} }));
  // of two runs of a name the last one counts
  deepStrictEqual(
    models.map(({ name, accuracy, emissionsG, onFront }) => [name, accuracy, emissionsG?.value, onFront]),
    [
      ["lr", 0.95, 0.004, true],
      ["forest", 0.97, 0.008, true],
    ],
  );
  // per cent per gram, whatever the SDK wrote
  strictEqual(models[0]?.accuracyPerEmission?.value, 95 / 0.004);
  deepStrictEqual([models[0]?.emissionsG?.low, models[0]?.emissionsG?.high], [0, Infinity]);
  deepStrictEqual(tries.map(({ name }) => name), ["lr", "forest", "lr"]);
});
