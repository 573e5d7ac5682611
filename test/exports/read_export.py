"""Reads the folder EXPORT as anybody would who has never heard of Bellwether: pyarrow, one data set for each folder."""

import json
import math
import os

import pyarrow.compute as pc
import pyarrow.dataset as ds

root = os.path.join(os.environ["EXPORT"], "tables")


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


tables = {}
for name in sorted(os.listdir(root)):
    table = ds.dataset(os.path.join(root, name), format="parquet").to_table()
    rows = [{key: plain(value) for key, value in row.items()} for row in table.to_pylist()] if table.num_rows <= 1000 else []
    sums = {field.name: pc.sum(table[field.name]).as_py() for field in table.schema if str(field.type) in ("int64",)}
    tables[name] = {"rows": rows, "count": table.num_rows, "types": {f.name: str(f.type) for f in table.schema}, "sums": sums}
print(json.dumps(tables))
