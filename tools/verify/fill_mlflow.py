"""Writes runs straight into the database of MLflow's server, whose API would need hours: DATABASE, runs as JSON lines on stdin.

A line is {"run": {...}} with params, tags and last values of metrics, or {"points": {...}} with one metric's whole history.
"""
import json
import sqlite3
import sys

db = sqlite3.connect(sys.argv[1], timeout=60)
db.execute("pragma synchronous = off")
columns = [row[1] for row in db.execute("pragma table_info(experiments)")]
workspace = "workspace" in columns
names = "name, artifact_location, lifecycle_stage, creation_time, last_update_time" + (", workspace" if workspace else "")
marks = "?, ?, ?, ?, ?" + (", 'default'" if workspace else "")
values = ("beside", "mlflow-artifacts:/beside", "active", 1, 1)
experiment = db.execute(f"insert into experiments ({names}) values ({marks})", values).lastrowid

RUN = (
    "insert into runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time,"
    " source_version, lifecycle_stage, artifact_uri, experiment_id)"
    " values (?, ?, 'UNKNOWN', '', '', '', ?, ?, ?, '', 'active', ?, ?)"
)
POINT = "insert into metrics (run_uuid, key, value, timestamp, step, is_nan) values (?, ?, ?, ?, ?, 0)"
LATEST = "insert or replace into latest_metrics (run_uuid, key, value, timestamp, step, is_nan) values (?, ?, ?, ?, ?, 0)"

for line in sys.stdin:
    record = json.loads(line)
    if "points" in record:
        points = record["points"]
        rows = [(points["run_id"], points["key"], v, t, s) for s, t, v in zip(points["steps"], points["timestamps"], points["values"])]
        db.executemany(POINT, rows)
        db.execute(LATEST, rows[-1])
        continue
    run = record["run"]
    run_id = run["run_id"]
    uri = f"mlflow-artifacts:/{experiment}/{run_id}/artifacts"
    db.execute(RUN, (run_id, run["name"], run["status"], run["start"], run["end"], uri, experiment))
    tags = {**run["tags"], "mlflow.runName": run["name"]}
    db.executemany("insert into tags (run_uuid, key, value) values (?, ?, ?)", [(run_id, k, v) for k, v in tags.items()])
    db.executemany("insert into params (run_uuid, key, value) values (?, ?, ?)", [(run_id, k, v) for k, v in run["params"].items()])
    rows = [(run_id, key, p["value"], p["timestamp"], p["step"]) for key, p in run["metrics"].items()]
    db.executemany(POINT, rows)
    db.executemany(LATEST, rows)
db.commit()
print(experiment)
