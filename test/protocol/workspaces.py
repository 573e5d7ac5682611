"""Goes through workspaces with MLflow's own client: made, described, used, refused, removed."""

import json

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException


def code(call):
    try:
        call()
        return None
    except MlflowException as error:
        return error.error_code


report = {}
made = mlflow.create_workspace("research", description="what may come to nothing")
report["made"] = [made.name, made.description]
report["again"] = code(lambda: mlflow.create_workspace("research"))
report["changed"] = mlflow.update_workspace("research", description="what may come").description
report["read"] = mlflow.get_workspace("research").description
report["listed"] = sorted(each.name for each in mlflow.list_workspaces())
report["missing"] = code(lambda: mlflow.get_workspace("nowhere"))
report["elsewhere"] = code(lambda: mlflow.update_workspace("research", default_artifact_root="s3://other/place"))

mlflow.set_workspace("research")
mlflow.set_experiment("long shots")
with mlflow.start_run() as run:
    mlflow.log_metric("loss", 0.5)
    mlflow.log_text("kept here", "note.txt")
report["here"] = MlflowClient().get_run(run.info.run_id).data.metrics
report["file"] = mlflow.artifacts.load_text(f"{run.info.artifact_uri}/note.txt")
mlflow.set_workspace("default")
report["there"] = code(lambda: MlflowClient().get_run(run.info.run_id))
report["full"] = code(lambda: mlflow.delete_workspace("research"))
report["mixing"] = code(lambda: mlflow.delete_workspace("research", mode="SET_DEFAULT"))
mlflow.delete_workspace("research", mode="CASCADE")
report["left"] = [each.name for each in mlflow.list_workspaces()]
mlflow.create_workspace("empty")
mlflow.delete_workspace("empty")
print(json.dumps(report))
