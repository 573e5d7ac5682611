"""Logs one run as a training script does, and reads it back."""

import json

import mlflow

with mlflow.start_run(run_name="packed") as run:
    mlflow.log_param("lr", 0.1)
    mlflow.log_metric("loss", 0.5, step=1)
    mlflow.log_text("hello", "note.txt")
read = mlflow.get_run(run.info.run_id)
print(
    json.dumps(
        {
            "status": read.info.status,
            "param": read.data.params["lr"],
            "metric": read.data.metrics["loss"],
            "text": mlflow.artifacts.load_text(f"{run.info.artifact_uri}/note.txt"),
        }
    )
)
