"""Writes runs into a FileStore by MLflow itself: write_tree.py FOLDER. Prints the ids of parent and child."""

import json
import os
import sys

import mlflow
from mlflow.tracking import MlflowClient

os.chdir(sys.argv[1])
mlflow.set_tracking_uri("file:" + os.path.join(sys.argv[1], "mlruns"))
mlflow.set_experiment("trees: odd # \"name\" é")
with mlflow.start_run(run_name="parent: 1") as parent:
    mlflow.log_params({"depth": 3, "a/b": "x\ny", "empty": ""})
    for step in range(50):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"val/nan": float("nan"), "up": float("inf")}, step=2)
    mlflow.set_tags({"team": "vision", "note": "é 🌍"})
    mlflow.log_text("hello é", "deep/plot é.txt")
    dataset = mlflow.data.from_numpy(__import__("numpy").arange(6), name="six")
    mlflow.log_input(dataset, context="training")
    with mlflow.start_run(run_name="child", nested=True) as child:
        mlflow.log_metric("loss", 5)
client = MlflowClient()
gone = client.create_run(parent.info.experiment_id, run_name="deleted")
client.delete_run(gone.info.run_id)
print(json.dumps([parent.info.run_id, child.info.run_id]))
