"""Prints what the real MLflow client finds at a tracking URI, as JSON; floats as texts, because JSON has no NaN."""

import json
import sys
import tempfile

import mlflow
from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient


def files_of(client: MlflowClient, run_id: str, folder: str | None = None) -> dict[str, str]:
    found = {}
    for entry in client.list_artifacts(run_id, folder):
        if entry.is_dir:
            found |= files_of(client, run_id, entry.path)
        else:
            with tempfile.TemporaryDirectory() as target:
                path = client.download_artifacts(run_id, entry.path, target)
                with open(path, "rb") as file:
                    found[entry.path] = file.read().hex()
    return found


def history_of(client: MlflowClient, run_id: str, key: str) -> list[list]:
    points = client.get_metric_history(run_id, key)
    return [[repr(float(point.value)), point.timestamp, point.step] for point in points]


def main(tracking_uri: str) -> None:
    mlflow.set_tracking_uri(tracking_uri)
    client = MlflowClient()
    result = {}
    for experiment in client.search_experiments(view_type=ViewType.ALL):
        runs = client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL, max_results=1000)
        result[experiment.name] = {
            run.info.run_id: {
                "name": run.info.run_name,
                "status": run.info.status,
                "start_ms": run.info.start_time,
                "end_ms": run.info.end_time,
                "artifact_uri": run.info.artifact_uri,
                "params": run.data.params,
                "tags": run.data.tags,
                "latest": {key: repr(float(value)) for key, value in run.data.metrics.items()},
                "metrics": {key: history_of(client, run.info.run_id, key) for key in run.data.metrics},
                "artifacts": files_of(client, run.info.run_id),
                "datasets": [
                    [used.dataset.to_dictionary(), {tag.key: tag.value for tag in used.tags}]
                    for used in (run.inputs.dataset_inputs if run.inputs else [])
                ],
            }
            for run in runs
        }
    print(json.dumps(result))


main(sys.argv[1])
