"""Writes what the reading scenarios read straight into the database of MLflow's server: STORE RUNS POINTS."""
import math
import sys
import uuid

from sqlalchemy import MetaData, create_engine, text

store, count, points = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
BEGAN = 1_700_000_000_000
engine = create_engine(store)
meta = MetaData()
meta.reflect(engine, only=["experiments", "runs", "tags", "params", "metrics", "latest_metrics"])
t = meta.tables


def experiment(db, name):
    row = {"name": name, "artifact_location": "mlflow-artifacts:/bench", "lifecycle_stage": "active", "creation_time": 1, "last_update_time": 1}
    if "workspace" in t["experiments"].columns:
        row["workspace"] = "default"
    return db.execute(t["experiments"].insert().values(row)).inserted_primary_key[0]


def run_row(run, name, start, experiment_id):
    return {
        "run_uuid": run, "name": name, "source_type": "UNKNOWN", "source_name": "", "entry_point_name": "", "user_id": "",
        "status": "RUNNING", "start_time": start, "source_version": "", "lifecycle_stage": "active",
        "artifact_uri": f"mlflow-artifacts:/{experiment_id}/{run}/artifacts", "experiment_id": experiment_id,
    }


def point_row(run, key, value, timestamp, step):
    return {"run_uuid": run, "key": key, "value": value, "timestamp": timestamp, "step": step, "is_nan": False}


with engine.begin() as db:
    many = experiment(db, "bench-runs")
    for first in range(0, count, 1000):
        rows = {name: [] for name in ("runs", "tags", "params", "metrics")}
        for i in range(first, min(first + 1000, count)):
            run = uuid.uuid4().hex
            rows["runs"].append(run_row(run, f"run-{i}", BEGAN + i, many))
            rows["tags"].append({"run_uuid": run, "key": "mlflow.runName", "value": f"run-{i}"})
            for k in range(15):
                key, value = ("model", f"m{i % 10}") if k == 0 else (f"p{k}", f"v{(i * (k + 1)) % 97}")
                rows["params"].append({"run_uuid": run, "key": key, "value": value})
            for k in range(20):
                key = "acc" if k == 0 else "loss" if k == 1 else f"m{k}"
                value = ((i * 7919) % 10_000) / 10_000 if k == 0 else ((i * (k + 31)) % 1009) / 1009
                rows["metrics"].append(point_row(run, key, value, BEGAN + i, 1))
        for name, list_ in rows.items():
            db.execute(t[name].insert(), list_)
        db.execute(t["latest_metrics"].insert(), rows["metrics"])
    alone = experiment(db, "bench-points")
    run = uuid.uuid4().hex
    db.execute(t["runs"].insert(), [run_row(run, "long", BEGAN, alone)])
    long = [point_row(run, "loss", 1e9 if i == 54_321 else math.sin(i / 1000), BEGAN + i, i) for i in range(points)]
    for first in range(0, points, 10_000):
        db.execute(t["metrics"].insert(), long[first : first + 10_000])
    db.execute(t["latest_metrics"].insert(), long[-1:])
# Both databases know how their tables look: nobody plans blindly.
with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
    db.execute(text("analyze"))
