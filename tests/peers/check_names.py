"""Prints which names MLflow refuses, as JSON: check_names.py FILE, which holds {"keys": [...], "artifacts": [...]}."""

import json
import sys

from mlflow.store.artifact.artifact_repo import verify_artifact_path
from mlflow.utils.uri import validate_path_is_safe
from mlflow.utils.validation import _validate_metric_name, _validate_param_name, _validate_tag_name


def key_is_refused(key: str) -> bool:
    try:
        for check in (_validate_metric_name, _validate_param_name, _validate_tag_name):
            check(key)
    except Exception:
        return True
    return len(key) > 250


def artifact_is_refused(path: str) -> bool:
    try:
        verify_artifact_path(path)
        return validate_path_is_safe(path) != path
    except Exception:
        return True


with open(sys.argv[1], encoding="utf-8") as file:
    names = json.load(file)
refused = [key for key in names["keys"] if key_is_refused(key)]
refused += [path for path in names["artifacts"] if artifact_is_refused(path)]
print(json.dumps(refused))
