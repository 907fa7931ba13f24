"""Prints what MLflow's own client finds of the datasets at a tracking URI, as JSON."""

import json
import sys

import mlflow
from mlflow.data.code_dataset_source import CodeDatasetSource
from mlflow.data.schema import TensorDatasetSchema
from mlflow.types.schema import Schema


def columns_of(text: str) -> list:
    schema = json.loads(text)
    if "mlflow_colspec" in schema:
        found = Schema.from_json(json.dumps(schema["mlflow_colspec"]))
        return [[column.name, column.type.name, column.required] for column in found.inputs]
    found = TensorDatasetSchema.from_dict(schema)
    return [[list(axis.inputs[0].shape), str(axis.inputs[0].type)] for axis in (found.features, found.targets)]


def described(entry) -> dict:
    dataset = entry.dataset
    source = json.loads(dataset.source)
    if dataset.source_type == "code":
        source = CodeDatasetSource.from_dict(source).to_dict()["tags"]["mlflow.source.type"]
    return {
        "name": dataset.name,
        "digest": dataset.digest,
        "source": source,
        "columns": columns_of(dataset.schema),
        "rows": json.loads(dataset.profile)["num_rows"],
        "tags": {tag.key: tag.value for tag in entry.tags},
    }


mlflow.set_tracking_uri(sys.argv[1])
client = mlflow.MlflowClient()
experiment = client.get_experiment_by_name("digits")
[run] = client.search_runs([experiment.experiment_id], "dataset.name = 'wine'")
print(json.dumps(sorted(map(described, run.inputs.dataset_inputs), key=lambda found: found["name"])))
