"""Prints what Grafana's own models make of a dashboard, and what a parser of PromQL makes of its queries.

Usage: grafana_reads.py DASHBOARD.json
"""

import json
import re
import sys

import promql_parser
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
read = json.loads(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(given)))


def lost(before, after, path=""):
    """Paths of what the models do not know."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            yield from lost(value, after[key], f"{path}/{key}") if key in after else [f"{path}/{key}"]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, (old, new) in enumerate(zip(before, after)):
            yield from lost(old, new, f"{path}/{at}")
    elif before != after:
        yield f"{path}: {before!r} became {after!r}"


# Grafana puts the time range into a query before it asks.
queries = [
    re.sub(r"\$__(range|rate_interval)", "1h", target["expr"]) for panel in given["panels"] for target in panel["targets"]
]
for query in queries:
    promql_parser.parse(query)
print(json.dumps({"title": read["title"], "panels": len(read["panels"]), "lost": list(lost(given, read)), "queries": queries}))
