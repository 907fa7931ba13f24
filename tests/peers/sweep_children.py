"""Prints the energy of a sweep's run and of its finished children, as the real MLflow client reads them."""

import json
import sys

from mlflow.tracking import MlflowClient

tracking_uri, name = sys.argv[1:]
client = MlflowClient(tracking_uri)
experiment = client.get_experiment_by_name(name)
runs = client.search_runs([experiment.experiment_id], max_results=1000)
children = [run for run in runs if "mlflow.parentRunId" in run.data.tags and run.info.status == "FINISHED"]
(parent,) = [run for run in runs if "mlflow.parentRunId" not in run.data.tags]
assert all(run.data.tags["mlflow.parentRunId"] == parent.info.run_id for run in children)
energy = "energy/share_j"
print(json.dumps({"parent": parent.data.metrics[energy], "children": [run.data.metrics[energy] for run in children]}))
