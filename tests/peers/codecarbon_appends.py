"""Lets the real CodeCarbon append a row to a CSV file, and prints what pandas then reads.

Usage: codecarbon_appends.py ROW.json FILE.csv; ROW.json holds values by column.
"""

import json
import os
import sys

import pandas as pd

from codecarbon.output_methods.emissions_data import EmissionsData
from codecarbon.output_methods.file import FileOutput

with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
folder, name = os.path.split(sys.argv[2])
row = {column: given.get(column) for column in EmissionsData.__dataclass_fields__}
FileOutput(name, folder).out(EmissionsData(**row), None)
frame = pd.read_csv(sys.argv[2])
rows = json.loads(frame.to_json(orient="records", double_precision=15))
print(json.dumps({"columns": list(frame.columns), "rows": rows, "files": sorted(os.listdir(folder))}))
