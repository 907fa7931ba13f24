"""Prints as JSON what Prometheus' own Python client reads from a text.

Usage: prometheus_reads.py INPUT.json, which holds the text as one JSON string.
"""

import json
import sys

from prometheus_client.parser import text_string_to_metric_families

with open(sys.argv[1], encoding="utf-8") as file:
    text = json.load(file)
print(
    json.dumps(
        [
            {
                "name": family.name,
                "type": family.type,
                "samples": [[sample.labels, repr(sample.value)] for sample in family.samples],
            }
            for family in text_string_to_metric_families(text)
        ]
    )
)
