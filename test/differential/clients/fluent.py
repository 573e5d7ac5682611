"""The functions of `mlflow` itself: runs, logging, files, data, searches."""

import math
import os

import mlflow
import pandas as pd
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from observe import observe

client = MlflowClient()


def run_of(run):
    """A run without what differs from machine to machine."""
    data = run.data.to_dictionary()
    data["tags"] = {key: value for key, value in data["tags"].items() if not key.startswith("mlflow.source")}
    return {"info": dict(run.info), "data": data, "inputs": run.inputs and run.inputs.to_dictionary()}


def tree(run_id, path=None):
    """All files below a folder, with their sizes."""
    found = []
    for item in client.list_artifacts(run_id, path):
        found.append([item.path, item.is_dir, item.file_size])
        if item.is_dir:
            found += tree(run_id, item.path)
    return found


def logging():
    observe("set_experiment makes one", lambda: mlflow.set_experiment("fluent", ).name)
    observe("set_experiment again", lambda: mlflow.set_experiment("fluent"))
    with mlflow.start_run(run_name="first", tags={"team": "red", "odd (key)": "x"}, description="# what for") as run:
        first = run.info.run_id
        observe("active_run", lambda: mlflow.active_run().info.run_id == first)
        observe("log_param", lambda: mlflow.log_param("lr", 0.1))
        observe("log_param, the same", lambda: mlflow.log_param("lr", 0.1))
        observe("log_param, another", lambda: mlflow.log_param("lr", 0.2))
        observe("log_params", lambda: mlflow.log_params({"a": 1, "b/c": None, "ü": [1, 2], "long": "x" * 7000}))
        observe("log_params, 150", lambda: mlflow.log_params({f"p{i}": i for i in range(150)}))
        observe("log_param, a wrong key", lambda: mlflow.log_param("a*b", 1))
        observe("log_metric", lambda: mlflow.log_metric("loss", 0.5))
        for step in range(5):
            mlflow.log_metric("acc", step / 10, step=step)
        observe("log_metric, NaN", lambda: mlflow.log_metric("nan", math.nan, step=1))
        observe("log_metric, infinity", lambda: mlflow.log_metric("inf", math.inf, step=1))
        observe("log_metric, a wrong value", lambda: mlflow.log_metric("wrong", "x"))
        observe("log_metrics", lambda: mlflow.log_metrics({"m1": 1, "m2": 2.5}, step=3))
        observe("log_metrics, a wrong key", lambda: mlflow.log_metrics({"fine": 1, "a*b": 2}, step=3))
        observe("set_tag", lambda: mlflow.set_tag("stage", "é 🚂"))
        observe("set_tags", lambda: mlflow.set_tags({"one": 1, "two": True}))
        observe("delete_tag", lambda: mlflow.delete_tag("one"))
        observe("delete_tag, not there", lambda: mlflow.delete_tag("none"))
        observe("get_artifact_uri", lambda: mlflow.get_artifact_uri("a/b"))
    observe("the run", lambda: run_of(mlflow.get_run(first)))
    observe("last_active_run", lambda: mlflow.last_active_run().info.run_id == first)
    observe("get_run, not there", lambda: mlflow.get_run("f" * 32))
    return first


def lives():
    with mlflow.start_run(run_name="parent") as parent:
        with mlflow.start_run(run_name="child", nested=True) as child:
            mlflow.log_metric("m", 1, step=0)
    observe("a nested run", lambda: run_of(mlflow.get_run(child.info.run_id)))
    observe("children", lambda: len(client.search_runs([parent.info.experiment_id], f"tags.mlflow.parentRunId = '{parent.info.run_id}'")))
    try:
        with mlflow.start_run(run_name="failing") as failing:
            raise ValueError("on purpose")
    except ValueError:
        observe("a run that raised", lambda: mlflow.get_run(failing.info.run_id).info.status)
    with mlflow.start_run(run_name="killed") as killed:
        mlflow.end_run("KILLED")
    observe("a run that was ended", lambda: mlflow.get_run(killed.info.run_id).info.status)
    with mlflow.start_run(run_id=killed.info.run_id):
        observe("a run taken up again", lambda: mlflow.get_run(killed.info.run_id).info.status)
    observe("a run taken up again, after", lambda: mlflow.get_run(killed.info.run_id).info.status)
    observe("delete_run", lambda: mlflow.delete_run(killed.info.run_id))
    observe("start a deleted run", lambda: mlflow.start_run(run_id=killed.info.run_id))
    mlflow.end_run()
    observe("start a run that is not there", lambda: mlflow.start_run(run_id="f" * 32))
    mlflow.end_run()
    observe("a random name", lambda: bool(mlflow.start_run().info.run_name))
    mlflow.end_run()


def files():
    with mlflow.start_run(run_name="files") as run:
        run_id = run.info.run_id
        observe("list nothing", lambda: tree(run_id))
        with open("local.txt", "w", encoding="utf8") as file:
            file.write("local é")
        os.makedirs("folder/sub", exist_ok=True)
        for name in ("folder/a.txt", "folder/sub/b c.txt", "folder/ü.txt"):
            with open(name, "w", encoding="utf8") as file:
                file.write(name)
        observe("log_artifact", lambda: mlflow.log_artifact("local.txt"))
        observe("log_artifact into a folder", lambda: mlflow.log_artifact("local.txt", "deep/er"))
        observe("log_artifacts", lambda: mlflow.log_artifacts("folder", "all"))
        observe("log_text", lambda: mlflow.log_text("text", "texts/t.txt"))
        observe("log_dict", lambda: mlflow.log_dict({"a": [1, None]}, "d.json"))
        observe("log_dict as YAML", lambda: mlflow.log_dict({"a": 1}, "d.yaml"))
        observe("log_table", lambda: mlflow.log_table({"a": [1, 2], "b": ["x", "y"]}, "table.json"))
        observe("log_table again", lambda: mlflow.log_table({"a": [3], "b": ["z"]}, "table.json"))
    observe("files", lambda: tree(run_id))
    observe("list a file", lambda: client.list_artifacts(run_id, "local.txt"))
    observe("list what is not there", lambda: client.list_artifacts(run_id, "none"))
    observe("list outside", lambda: client.list_artifacts(run_id, "../.."))
    observe("load_text", lambda: mlflow.artifacts.load_text(f"runs:/{run_id}/texts/t.txt"))
    observe("load_dict", lambda: mlflow.artifacts.load_dict(f"runs:/{run_id}/d.json"))
    observe("load_table", lambda: mlflow.load_table("table.json", run_ids=[run_id]).to_dict("list"))
    observe("download a folder", lambda: sorted(os.listdir(client.download_artifacts(run_id, "all", "."))))
    observe("download what is not there", lambda: client.download_artifacts(run_id, "none.txt", "."))
    observe("files of nobody", lambda: client.list_artifacts("f" * 32))


def data():
    frame = pd.DataFrame({"x": [1, 2, 3], "y": ["a", "b", "c"]})
    with mlflow.start_run(run_name="data") as run:
        dataset = mlflow.data.from_pandas(frame, source="https://example.org/d.csv", name="three")
        observe("log_input", lambda: mlflow.log_input(dataset, context="training") and None)
        observe("log_input again", lambda: mlflow.log_input(dataset, context="training") and None)
    observe("inputs", lambda: mlflow.get_run(run.info.run_id).inputs.to_dictionary())
    observe("runs of a dataset", lambda: len(client.search_runs([run.info.experiment_id], "dataset.name = 'three'")))


def searches():
    def rows(**more):
        frame = mlflow.search_runs(experiment_names=["fluent"], **more)
        return frame["tags.mlflow.runName"].tolist() if len(frame) else []

    observe("search_runs", lambda: rows(order_by=["start_time ASC", "attributes.run_name"]))
    observe("search_runs, columns", lambda: sorted(name for name in mlflow.search_runs(experiment_names=["fluent"]).columns if "mlflow.source" not in name and "params.p" not in name))
    observe("search_runs, a filter", lambda: rows(filter_string="metrics.acc > 0.3 and params.lr = '0.1'"))
    observe("search_runs, an order", lambda: rows(order_by=["metrics.acc DESC"], max_results=1))
    observe("search_runs, a wrong filter", lambda: rows(filter_string="metrics.acc >"))
    observe("search_runs, a wrong order", lambda: rows(order_by=["colour"]))
    observe("search_runs, nowhere", lambda: len(mlflow.search_runs(experiment_names=["none"])))
    observe("search_experiments", lambda: [e.name for e in mlflow.search_experiments(filter_string="name LIKE 'flu%'")])
    observe("get_experiment_by_name, not there", lambda: mlflow.get_experiment_by_name("none"))


def deleted():
    made = mlflow.create_experiment("to delete by mlflow")
    observe("create_experiment again", lambda: mlflow.create_experiment("to delete by mlflow"))
    observe("delete_experiment", lambda: mlflow.delete_experiment(made))
    observe("set_experiment, deleted", lambda: mlflow.set_experiment("to delete by mlflow"))
    observe("set_experiment by an id that is not there", lambda: mlflow.set_experiment(experiment_id="987654"))
    observe("start_run in a deleted experiment", lambda: mlflow.start_run(experiment_id=made))
    mlflow.end_run()


def play():
    for part in (logging, lives, files, data, searches, deleted):
        try:
            part()
        except MlflowException as error:
            observe(f"the end of {part.__name__}", lambda: str(error.error_code))
