"""Reads with MLflow's own client, from the same database, what an import reads: DATABASE RUNS. Prints seconds and counts as JSON."""
import json
import sys
import time

from mlflow.tracking import MlflowClient

store, some = sys.argv[1], int(sys.argv[2])
client = MlflowClient(tracking_uri=store)
began = time.monotonic()
experiments = [e.experiment_id for e in client.search_experiments()]
runs, token = [], None
while True:
    page = client.search_runs(experiments, max_results=1000, page_token=token)
    runs += page
    token = page.token
    if not token:
        break
listed = time.monotonic() - began
began = time.monotonic()
points = 0
for run in runs[:some]:
    for key in run.data.metrics:
        points += len(client.get_metric_history(run.info.run_id, key))
print(json.dumps({"runs": len(runs), "listing_s": listed, "read": some, "points": points, "histories_s": time.monotonic() - began}))
