"""Writes the runs of the search scenario straight into the database of MLflow's server: DATABASE RUNS."""
import sqlite3
import sys
import uuid

path, count = sys.argv[1], int(sys.argv[2])
db = sqlite3.connect(path, timeout=30)
columns = [row[1] for row in db.execute("pragma table_info(experiments)")]
workspace = "workspace" in columns
names = "name, artifact_location, lifecycle_stage, creation_time, last_update_time" + (", workspace" if workspace else "")
marks = "?, ?, ?, ?, ?" + (", 'default'" if workspace else "")
cursor = db.execute(f"insert into experiments ({names}) values ({marks})", ("bench-10k", "mlflow-artifacts:/bench", "active", 1, 1))
experiment = cursor.lastrowid
start = 1_700_000_000_000
for i in range(count):
    run = uuid.uuid4().hex
    db.execute(
        "insert into runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,"
        " source_version, lifecycle_stage, artifact_uri, experiment_id) values (?, ?, 'UNKNOWN', '', '', '', 'RUNNING', ?, '', 'active', ?, ?)",
        (run, f"run-{i}", start + i, f"mlflow-artifacts:/{experiment}/{run}/artifacts", experiment),
    )
    db.execute("insert into tags (run_uuid, key, value) values (?, 'mlflow.runName', ?)", (run, f"run-{i}"))
    db.executemany(
        "insert into params (run_uuid, key, value) values (?, ?, ?)",
        [(run, "model" if k == 0 else f"p{k}", f"m{i % 10}" if k == 0 else f"v{(i * (k + 1)) % 97}") for k in range(15)],
    )
    points = []
    for k in range(20):
        key = "acc" if k == 0 else "loss" if k == 1 else f"m{k}"
        value = ((i * 7919) % 10_000) / 10_000 if k == 0 else ((i * (k + 31)) % 1009) / 1009
        points.append((run, key, value, start + i, 1, False))
    db.executemany("insert into metrics (run_uuid, key, value, timestamp, step, is_nan) values (?, ?, ?, ?, ?, ?)", points)
    db.executemany("insert into latest_metrics (run_uuid, key, value, timestamp, step, is_nan) values (?, ?, ?, ?, ?, ?)", points)
db.commit()
