"""Checks the YAML of a FileStore against PyYAML: read_yaml.py FILE, which holds {"texts": [...], "ours": [...]}.

Prints what PyYAML writes for each text, as MLflow calls it, and what it reads from each file of ours.
"""

import json
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)


def written(text):
    return yaml.dump({"name": text, "n": 1}, default_flow_style=False, allow_unicode=True, Dumper=yaml.SafeDumper)


print(json.dumps({
    "theirs": [written(text) for text in given["texts"]],
    "ours": [yaml.safe_load(text)["name"] for text in given["ours"]],
}))
