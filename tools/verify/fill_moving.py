"""Fills the database of MLflow's server, and its folder of files, with what is to be moved: DIR RUNS KEYS POINTS VERSIONS FILES.

Prints as JSON what is in it: counts, sums of values, digests of files.
"""
import hashlib
import json
import math
import os
import random
import sqlite3
import sys

dir, runs, keys, points, versions, files = sys.argv[1], *(int(text) for text in sys.argv[2:7])
db = sqlite3.connect(os.path.join(dir, "mlflow.db"), timeout=60)
db.execute("pragma synchronous = off")
random.seed(7)


def columns(table):
    return {row[1] for row in db.execute(f"pragma table_info({table})")}


def insert(table, rows):
    """Columns that this version of MLflow lacks are left out; a workspace is the default one."""
    known = columns(table)
    rows = [{**({"workspace": "default"} if "workspace" in known else {}), **row} for row in rows]
    names = [name for name in rows[0] if name in known]
    marks = ", ".join(f":{name}" for name in names)
    db.executemany(f"insert into {table} ({', '.join(names)}) values ({marks})", rows)


BEGAN = 1_700_000_000_000
insert("experiments", [{"experiment_id": 10 + e, "name": f"moving {e}", "artifact_location": f"mlflow-artifacts:/{10 + e}", "lifecycle_stage": "active", "creation_time": BEGAN, "last_update_time": BEGAN} for e in range(4)])
total, digests, ids = 0.0, {}, []
for first in range(0, runs, 500):
    made, params, tags, metrics, latest = [], [], [], [], []
    for i in range(first, min(first + 500, runs)):
        run, experiment = "%032x" % random.getrandbits(128), 10 + i % 4
        ids.append((run, experiment))
        made.append({"run_uuid": run, "name": f"run {i}", "source_type": "UNKNOWN", "source_name": "", "entry_point_name": "", "user_id": "ana", "status": "FINISHED", "start_time": BEGAN + i, "end_time": BEGAN + i + 1000, "source_version": "", "lifecycle_stage": "active", "artifact_uri": f"mlflow-artifacts:/{experiment}/{run}/artifacts", "experiment_id": experiment})
        tags.append({"run_uuid": run, "key": "mlflow.runName", "value": f"run {i}"})
        params += [{"run_uuid": run, "key": f"p{k}", "value": str((i * (k + 1)) % 97)} for k in range(10)]
        for k in range(keys):
            rows = [{"run_uuid": run, "key": f"m{k}", "value": math.sin(i + k + step / 7), "timestamp": BEGAN + step, "step": step, "is_nan": 0} for step in range(points)]
            total += math.fsum(row["value"] for row in rows)
            metrics += rows
            latest.append(rows[-1])
    for table, rows in (("runs", made), ("tags", tags), ("params", params), ("metrics", metrics), ("latest_metrics", latest)):
        insert(table, rows)
for i in range(files):
    run, experiment = ids[i * (runs // files)]
    path = os.path.join(dir, "artifacts", str(experiment), run, "artifacts", "model")
    os.makedirs(path)
    data = random.randbytes(20_000 + i)
    digests[run] = hashlib.sha256(data).hexdigest()
    with open(os.path.join(path, "weights.bin"), "wb") as file:
        file.write(data)
insert("registered_models", [{"name": f"model {m}", "creation_time": BEGAN, "last_updated_time": BEGAN, "description": ""} for m in range(10)])
insert("model_versions", [{"name": f"model {v % 10}", "version": v // 10 + 1, "creation_time": BEGAN + v, "last_updated_time": BEGAN + v, "description": f"the {v}th", "user_id": "ana", "current_stage": "None", "source": f"mlflow-artifacts:/{ids[v][1]}/{ids[v][0]}/artifacts/model", "run_id": ids[v][0], "status": "READY"} for v in range(versions)])
insert("registered_model_aliases", [{"name": f"model {m}", "alias": "champion", "version": versions // 10} for m in range(10)])
db.commit()
print(json.dumps({"runs": runs, "points": runs * keys * points, "sum": total, "versions": versions, "digests": digests}))
