"""Reads the models of a run with MLflow's own client and asks them; prints JSON.

Arguments: tracking URI, name of the experiment, a JSON file with rows by model name.
"""

import json
import logging
import os
import sys
import warnings

logging.disable(logging.WARNING)
warnings.filterwarnings("ignore")

import mlflow  # noqa: E402
import numpy  # noqa: E402

uri, experiment_name, asked = sys.argv[1:]
mlflow.set_tracking_uri(uri)
client = mlflow.MlflowClient()
with open(asked, encoding="utf-8") as file:
    rows = json.load(file)


def plain(value):
    return value.tolist() if hasattr(value, "tolist") else value


def answers(model_uri, x):
    """What pyfunc says by output, and the largest difference of the ONNX that mlflow.onnx loads."""
    loaded = mlflow.pyfunc.load_model(model_uri)
    said = loaded.predict(x)
    said = said if isinstance(said, dict) else {"output": said}
    import onnx
    import onnxruntime

    proto = mlflow.onnx.load_model(model_uri)
    onnx.checker.check_model(proto, full_check=True)
    session = onnxruntime.InferenceSession(proto.SerializeToString(), providers=["CPUExecutionProvider"])
    direct = session.run(None, {session.get_inputs()[0].name: x})
    same = all(numpy.array_equal(a, b) for a, b in zip(said.values(), direct))
    return loaded, {name: plain(numpy.asarray(value).reshape(-1)) for name, value in said.items()}, same


experiment = client.get_experiment_by_name(experiment_name)
(run,) = client.search_runs([experiment.experiment_id])
result = {"models": {}, "status": run.info.status, "outputs": [], "versions": {}}
result["outputs"] = sorted(output.model_id for output in (run.outputs.model_outputs if run.outputs else []))
for model in client.search_logged_models([experiment.experiment_id]):
    x = numpy.asarray(rows[model.name], dtype=numpy.float32)
    loaded, said, same = answers(f"models:/{model.model_id}", x)
    example = loaded.input_example
    result["models"][model.name] = {
        "id": model.model_id,
        "status": str(model.status),
        "run": model.source_run_id == run.info.run_id,
        "params": model.params,
        "tags": model.tags,
        "metrics": {metric.key: metric.value for metric in model.metrics or []},
        "answers": said,
        "onnx_same": same,
        "example": None if example is None else numpy.asarray(example).shape,
        "example_same": None if example is None else bool(numpy.array_equal(example, x[: len(example)])),
        "from_run": plain(
            numpy.asarray(
                mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/{model.name}").metadata.model_uuid
            )
        ),
    }
for registered in client.search_registered_models():
    for version in client.search_model_versions(f"name='{registered.name}'"):
        full = client.get_model_version(registered.name, version.version)
        said = mlflow.pyfunc.load_model(f"models:/{registered.name}/{version.version}").metadata.model_uuid
        result["versions"][f"{registered.name}/{version.version}"] = {
            "aliases": list(full.aliases),
            "tags": full.tags,
            "description": full.description,
            "run": version.run_id == run.info.run_id,
            "model_uuid": said,
        }
    for alias in registered.aliases:
        mlflow.pyfunc.load_model(f"models:/{registered.name}@{alias}")
print(json.dumps(result))
sys.stdout.flush()
os._exit(0)
