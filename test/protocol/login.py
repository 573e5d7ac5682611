"""Logs a run with a metric and a file as whoever the environment names, and reports what came of it."""

import json

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

try:
    mlflow.set_experiment("by whom")
    with mlflow.start_run() as run:
        mlflow.log_metrics({"loss": 0.5, "accuracy": 0.9})
        mlflow.log_text("who was it", "who.txt")
    found = MlflowClient().get_run(run.info.run_id)
    files = [file.path for file in MlflowClient().list_artifacts(run.info.run_id)]
    report = {"metrics": found.data.metrics, "files": files, "text": mlflow.artifacts.load_text(f"{run.info.artifact_uri}/who.txt")}
except MlflowException as error:
    report = {"refused": str(error)[:300]}
print(json.dumps(report))
