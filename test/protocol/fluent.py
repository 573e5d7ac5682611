"""Uses MLflow's fluent API as users do, and reports what came back."""

import json
import os
import time
from pathlib import Path

import matplotlib.pyplot as plt
import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

client = MlflowClient()


def refusal(act):
    """The error code with which the server refuses; None if it does not."""
    try:
        act()
    except MlflowException as error:
        return error.error_code


def history(run_id, key):
    return [[point.step, point.timestamp, point.value] for point in client.get_metric_history(run_id, key)]


def nested():
    experiment = mlflow.set_experiment("Büro/β tests")
    with mlflow.start_run(run_name="parent", description="first try", tags={"team": "réseau 🌍"}) as parent:
        mlflow.log_param("lr", 0.1)
        mlflow.log_params({"layers": [1, 2], "name with spaces/and.dots": "x", "long": "y" * 6000})
        for step in range(5):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_metrics({"acc": 0.9, "f1": 0.8}, step=4)
        mlflow.set_tag("empty", "")
        mlflow.set_tags({"a": 1, "b": True})
        with mlflow.start_run(nested=True) as child:
            mlflow.log_metric("loss", 2)
    run = client.get_run(parent.info.run_id)
    children = mlflow.search_runs(
        [experiment.experiment_id], f"tags.`mlflow.parentRunId` = '{run.info.run_id}'", output_format="list"
    )
    return {
        "experiment": client.get_experiment_by_name("Büro/β tests").experiment_id == experiment.experiment_id,
        "name": run.info.run_name,
        "status": run.info.status,
        "ended": run.info.end_time >= run.info.start_time,
        "artifact_uri": run.info.artifact_uri == f"{experiment.artifact_location}/{run.info.run_id}/artifacts",
        "params": run.data.params,
        "metrics": run.data.metrics,
        "tags": run.data.tags,
        "history": [value for _, _, value in history(run.info.run_id, "loss")],
        "children": [item.info.run_id for item in children] == [child.info.run_id],
    }


def artifacts():
    folder = Path("out/tief/ünter")
    folder.mkdir(parents=True)
    (folder / "größe 100%.bin").write_bytes(os.urandom(100_000))
    (folder / "empty.bin").write_bytes(b"")
    (folder / "日本語+&=@.txt").write_text("こんにちは\r\n", encoding="utf-8")
    with mlflow.start_run() as run:
        mlflow.log_text("héllo\n", "notes/a b.txt")
        mlflow.log_dict({"k": [1, None, "ü"]}, "config.json")
        mlflow.log_dict({"k": 1}, "config.yaml")
        mlflow.log_artifact(str(folder / "empty.bin"))
        mlflow.log_artifacts("out", "data")
        mlflow.log_figure(plt.figure(), "plots/figure.png")
        for step in (0, 23, 255):
            mlflow.log_image(np.zeros((4, 4, 3), dtype=np.uint8), key="a/pic", step=step, synchronous=True)
        mlflow.log_table({"q": ["x", "ü"], "n": [1, 2]}, "table.json")
        mlflow.log_table({"q": ["z"], "n": [3]}, "table.json")
    run_id = run.info.run_id
    got = Path(mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="data", dst_path="back"))
    sent = {path.relative_to("out").as_posix(): path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
    back = {path.relative_to(got).as_posix(): path.read_bytes() for path in got.rglob("*") if path.is_file()}
    uri = f"runs:/{run_id}"
    return {
        "root": sorted((item.path, item.is_dir, item.file_size) for item in client.list_artifacts(run_id)),
        "same_bytes": sent == back,
        "sent": sorted(sent),
        "text": mlflow.artifacts.load_text(f"{uri}/notes/a b.txt"),
        "dict": mlflow.artifacts.load_dict(f"{uri}/config.json"),
        "yaml": mlflow.artifacts.load_text(f"{uri}/config.yaml"),
        "empty": Path(mlflow.artifacts.download_artifacts(f"{uri}/empty.bin")).stat().st_size,
        "images": len(client.list_artifacts(run_id, "images")),
        "figure": mlflow.artifacts.load_image(f"{uri}/plots/figure.png").format,
        "table": mlflow.load_table("table.json", run_ids=[run_id]).to_dict("list"),
        "of_a_file": client.list_artifacts(run_id, "config.json"),
        "missing": refusal(lambda: client.download_artifacts(run_id, "none.txt")) or "downloaded",
    }


def datasets():
    frame = pd.DataFrame({"x": [1.0, 2.0], "label": [0, 1]})
    dataset = mlflow.data.from_pandas(frame, source="https://example.org/data.csv", name="tiny", targets="label")
    with mlflow.start_run() as run:
        mlflow.log_input(dataset, context="training", tags={"split": "a"})
        mlflow.log_input(dataset, context="training")
    inputs = client.get_run(run.info.run_id).inputs.dataset_inputs
    found = mlflow.search_runs(search_all_experiments=True, filter_string="dataset.name = 'tiny'", output_format="list")
    return {
        "count": len(inputs),
        "digest": inputs[0].dataset.digest == dataset.digest,
        "profile": json.loads(inputs[0].dataset.profile),
        "schema": "mlflow_colspec" in json.loads(inputs[0].dataset.schema),
        "source": mlflow.data.get_source(inputs[0].dataset).url,
        "context": {tag.key: tag.value for tag in inputs[0].tags}["mlflow.data.context"],
        "found": [item.info.run_id for item in found] == [run.info.run_id],
    }


def resume():
    with mlflow.start_run() as run:
        mlflow.log_param("p", 1)
    with mlflow.start_run(run_id=run.info.run_id):
        during = client.get_run(run.info.run_id).info.status
        mlflow.log_metric("late", 1)
        refused = refusal(lambda: mlflow.log_param("p", 2))
        mlflow.log_param("p", 1)
    try:
        with mlflow.start_run() as failed:
            raise ValueError
    except ValueError:
        pass
    end = client.get_run(run.info.run_id)
    return {
        "during": during,
        "after": end.info.status,
        "params": end.data.params,
        "metrics": end.data.metrics,
        "refused": refused,
        "failed": client.get_run(failed.info.run_id).info.status,
    }


def asynchronous():
    with mlflow.start_run() as run:
        for step in range(200):
            mlflow.log_metric("m", step, step=step, synchronous=False)
        mlflow.log_params({"a": 1}, synchronous=False)
        mlflow.set_tags({"t": "x"}, synchronous=False)
        mlflow.flush_async_logging()
        read = client.get_run(run.info.run_id)
    return {
        "steps": [step for step, _, _ in history(run.info.run_id, "m")] == list(range(200)),
        "params": read.data.params,
        "tag": read.data.tags["t"],
    }


def seen_after(read, done):
    """Seconds until what was logged is read back, from the moment the client returned."""
    began = time.monotonic()
    while not done(read()):
        if time.monotonic() - began > 20:
            return None
        time.sleep(0.01)
    return time.monotonic() - began


def soon():
    """How soon a second client sees what a run logs, system metrics included, while the run goes on."""
    other = MlflowClient()
    mlflow.enable_system_metrics_logging()
    mlflow.set_system_metrics_sampling_interval(0.2)
    mlflow.set_system_metrics_samples_before_logging(1)
    with mlflow.start_run() as run:
        run_id = run.info.run_id
        system = {}
        deadline = time.monotonic() + 20
        while len(system) < 3 and time.monotonic() < deadline:
            for key, value in other.get_run(run_id).data.metrics.items():
                if key.startswith("system/") and key not in system:
                    point = other.get_metric_history(run_id, key)[-1]
                    system[key] = time.time() - point.timestamp / 1000
            time.sleep(0.05)
        mlflow.log_params({"p": 1})
        params = seen_after(lambda: other.get_run(run_id), lambda item: item.data.params.get("p") == "1")
        mlflow.log_metric("m", 0.5)
        metrics = seen_after(lambda: other.get_run(run_id), lambda item: item.data.metrics.get("m") == 0.5)
        found = seen_after(lambda: other.search_runs([run.info.experiment_id], "metrics.m = 0.5"), lambda items: len(items) > 0)
        mlflow.log_text("x", "a/b.txt")
        files = seen_after(lambda: other.list_artifacts(run_id, "a"), lambda items: [item.path for item in items] == ["a/b.txt"])
        status = other.get_run(run_id).info.status
    mlflow.disable_system_metrics_logging()
    return {
        "status": status,
        "system": system,
        "seconds": {"params": params, "metrics": metrics, "search": found, "artifacts": files},
        "run_id": run_id,
    }


print(json.dumps({section.__name__: section() for section in (nested, artifacts, datasets, resume, asynchronous, soon)}))
