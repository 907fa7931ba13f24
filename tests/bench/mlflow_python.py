"""What MLflow's own client takes on a server, in seconds, as JSON lines: mlflow_python.py URI FILE ROUNDS.

Waits for a line on its input before each round, so that both clients take turns.
"""

import json
import sys
import time

import mlflow
from mlflow.entities import Metric
from mlflow.tracking import MlflowClient

RUNS = 200

uri, file, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
mlflow.set_tracking_uri(uri)
client = MlflowClient()
experiment = client.create_experiment("python")


def timed(action) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def batches(run: str) -> None:
    for begin in range(0, 10_000, 1000):
        client.log_batch(run, metrics=[Metric("loss", 1 / (step + 1), 1_790_000_000_000, step) for step in range(begin, begin + 1000)])


def one_by_one() -> None:
    for step in range(200):
        mlflow.log_metric("single", 1 / (step + 1), step=step)


def texts() -> None:
    mlflow.log_params({f"p{at}": f"value {at}" for at in range(500)})
    mlflow.set_tags({f"t{at}": f"value {at}" for at in range(500)})


def runs() -> None:
    for at in range(RUNS):
        with mlflow.start_run(experiment_id=experiment, run_name=f"run {at}"):
            mlflow.log_params({f"p{key}": str(key) for key in range(5)})
            mlflow.log_metrics({f"m{key}": key / 8 for key in range(10)})


def session() -> dict[str, float]:
    whole = {"runs": timed(runs)}
    with mlflow.start_run(experiment_id=experiment) as run:
        return {
            "points": timed(lambda: batches(run.info.run_id)),
            "single": timed(one_by_one) / 200,
            "texts": timed(texts),
            "file": timed(lambda: mlflow.log_artifact(file)),
        } | whole


session()
for _ in range(rounds):
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(session()), flush=True)
