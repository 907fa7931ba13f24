"""Reads models in the formats of their own kind, with the libraries that own them; prints their answers as JSON.

Argument: a folder with one folder per model, each with rows.json (its input).
"""

import json
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "torch"

import numpy  # noqa: E402


def keras_says(folder, x):
    import keras

    model = keras.saving.load_model(folder / "keras" / "model.keras", compile=False)
    return model.predict(x, verbose=0)


def pytorch_says(folder, x):
    import torch
    from safetensors import safe_open
    from safetensors.torch import load_file

    file = folder / "pytorch" / "model.safetensors"
    with safe_open(file, "pt") as opened:
        steps = opened.metadata()["steps"].split(" ")
    state = load_file(file)
    layers = []
    for step in steps:
        if step.startswith("leaky_relu:"):
            layers.append(torch.nn.LeakyReLU(float(step.split(":")[1])))
        elif step == "softmax":
            layers.append(torch.nn.Softmax(dim=-1))
        elif step != "linear":
            out, inner = state[f"{step}.weight"].shape
            layer = torch.nn.Linear(inner, out, bias=f"{step}.bias" in state)
            own = {key[len(step) + 1 :]: value for key, value in state.items() if key.startswith(f"{step}.")}
            layer.load_state_dict(own)
            layers.append(layer)
    with torch.no_grad():
        return torch.nn.Sequential(*layers)(torch.from_numpy(x)).numpy()


def ydf_says(folder, x):
    import ydf

    model = ydf.load_model(str(folder / "ydf"))
    said = model.predict({name: x[:, at] for at, name in enumerate("abcd")})
    if said.ndim == 1 and model.task() == ydf.Task.CLASSIFICATION:
        return numpy.stack([1 - said, said], axis=1)
    return said


def tensors(folder):
    from safetensors.numpy import load_file

    return {name: value.tolist() for name, value in load_file(folder / "jax" / "params.safetensors").items()}


SAYS = {"keras": keras_says, "pytorch": pytorch_says, "ydf": ydf_says}
result = {}
for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    x = numpy.asarray(json.loads((folder / "rows.json").read_text()), dtype=numpy.float32)
    for name, says in SAYS.items():
        if (folder / name).exists():
            result[folder.name] = {"by": name, "answers": numpy.asarray(says(folder, x)).reshape(-1).tolist()}
    if (folder / "jax").exists():
        result[folder.name] = {"by": "safetensors", "tensors": tensors(folder)}
print(json.dumps(result))
