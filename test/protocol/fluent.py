"""Uses MLflow's fluent API and its client by hand, as users do, and reports what came back."""

import json
import math
import os
import time
from pathlib import Path

import matplotlib.pyplot as plt
import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

client = MlflowClient()
report = {}


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


def experiments():
    made = client.create_experiment("to rename", tags={"owner": "me"}, artifact_location="mlflow-artifacts:/else where")
    again = refusal(lambda: client.create_experiment("to rename"))
    client.rename_experiment(made, "renamed")
    client.set_experiment_tag(made, "note", "ü")
    run = client.create_run(made)
    client.delete_experiment(made)
    deleted = client.get_experiment(made).lifecycle_stage
    run_deleted = client.get_run(run.info.run_id).info.lifecycle_stage
    logging = refusal(lambda: client.log_metric(run.info.run_id, "a", 1))
    client.restore_experiment(made)
    client.log_metric(run.info.run_id, "a", 1)
    client.delete_run(run.info.run_id)
    in_trash = client.search_runs([made], run_view_type=ViewType.DELETED_ONLY)
    client.restore_run(run.info.run_id)
    back = client.get_experiment_by_name("renamed")
    listed = client.search_experiments(filter_string="name ILIKE 'RENAMED' AND tags.owner = 'me'")
    return {
        "again": again,
        "deleted": deleted,
        "run_deleted": run_deleted,
        "logging": logging,
        "in_trash": len(in_trash),
        "tags": back.tags,
        "listed": [item.experiment_id for item in listed] == [made],
        "gone": client.get_experiment_by_name("to rename"),
        "missing": refusal(lambda: client.get_experiment("987654321")),
        "artifact_uri": client.get_run(run.info.run_id).info.artifact_uri == f"mlflow-artifacts:/else where/{run.info.run_id}/artifacts",
    }


def search():
    experiment = client.create_experiment("search")
    for i in range(25):
        run = client.create_run(experiment, start_time=1_700_000_000_000 + i, run_name=f"run {i:02}")
        metrics = [Metric("m", math.nan if i == 3 else i % 10, 1, 0)] if i != 4 else []
        client.log_batch(run.info.run_id, metrics, [Param("p", str(i % 2))], [RunTag("t 1", "x" if i < 5 else "Y")])
        client.set_terminated(run.info.run_id, "FAILED" if i == 7 else "FINISHED", 1_700_000_001_000)

    def names(filter_string="", order_by=None, **more):
        found = client.search_runs([experiment], filter_string, order_by=order_by, **more)
        return [int(item.info.run_name.split()[1]) for item in found]

    pages, token = [], None
    while token != "":
        page = client.search_runs([experiment], order_by=["metrics.m ASC"], max_results=7, page_token=token)
        pages.append([int(item.info.run_name.split()[1]) for item in page])
        token = page.token or ""
    frame = mlflow.search_runs([experiment], order_by=["start_time ASC"])
    return {
        "default": names()[:3],
        "metric": names("metrics.m >= 8", ["attribute.start_time ASC"]),
        "both": names("params.p = '1' and tags.`t 1` = 'x'"),
        "like": names("attributes.run_name LIKE 'run 2%' AND status != 'FAILED'"),
        "status": names("attributes.status = 'FAILED'"),
        "ids": len(names(f"attributes.run_id IN ('{run.info.run_id}')")),
        "times": names("attributes.start_time < 1700000000002"),
        "ordered": names("", ["metrics.m DESC", "start_time ASC"]),
        "pages": pages,
        "frame": [list(frame["params.p"][:3]), list(frame["tags.t 1"][4:6]), len(frame)],
        "wrong": refusal(lambda: names("metrics.m ~ 3")),
        "too_many": refusal(lambda: names(max_results=50_001)),
    }


def numbers():
    run_id = client.create_run("0").info.run_id
    steps = [-(2**62), -1, 0, 2**53 + 1, 2**62, 2**63 - 1]
    for i, step in enumerate(steps):
        client.log_metric(run_id, "steps", i, timestamp=10 + i, step=step)
    for i, value in enumerate([math.nan, math.inf, -math.inf, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, -0.0]):
        client.log_metric(run_id, "values", value, timestamp=10 + i, step=i)
    client.log_metric(run_id, "same", 1, timestamp=1, step=1)
    client.log_metric(run_id, "same", 1, timestamp=1, step=1)
    client.log_metric(run_id, "same", 2, timestamp=1, step=1)
    client.log_metric(run_id, "late", 2, timestamp=1, step=2)
    client.log_metric(run_id, "late", 1, timestamp=9, step=1)
    latest = client.get_run(run_id).data.metrics
    return {
        "steps": [str(step) for step, _, _ in history(run_id, "steps")] == [str(step) for step in steps],
        "values": [repr(value) for _, _, value in history(run_id, "values")],
        "same": [value for _, _, value in history(run_id, "same")],
        "late": latest["late"],
        "too_large": refusal(lambda: client.log_metric(run_id, "a", 1, step=2**63 - 1)),
        "missing_metric": history(run_id, "none"),
    }


def limits():
    run_id = client.create_run("0").info.run_id
    points = [Metric("m", i, 1, i) for i in range(1001)]
    report = {
        "metrics": refusal(lambda: client.log_batch(run_id, points)),
        "params": refusal(lambda: client.log_batch(run_id, params=[Param(f"p{i}", "1") for i in range(101)])),
        "tags": refusal(lambda: client.log_batch(run_id, tags=[RunTag(f"t{i}", "1") for i in range(101)])),
        "key": refusal(lambda: client.log_metric(run_id, "k" * 251, 1)),
        "name": refusal(lambda: client.log_param(run_id, "a/../b", 1)),
        "missing": refusal(lambda: client.log_param("f" * 32, "a", 1)),
        "bad_batch": refusal(lambda: client.log_batch(run_id, points[:5], [Param("", "x")])),
    }
    report["nothing_written"] = client.get_run(run_id).data.to_dictionary()
    client.log_batch(run_id, points[:1000])
    return report


def long_history():
    run_id = client.create_run("0").info.run_id
    expected = [[i, 1_700_000_000_000 + i, math.sin(i)] for i in range(30_000)]
    for at in range(0, len(expected), 1000):
        client.log_batch(run_id, [Metric("m", value, ms, step) for step, ms, value in expected[at : at + 1000]])
    began = time.monotonic()
    return {"same": history(run_id, "m") == expected, "seconds": time.monotonic() - began}


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


for section in (
    nested,
    artifacts,
    datasets,
    resume,
    experiments,
    search,
    numbers,
    limits,
    long_history,
    asynchronous,
    soon,
):
    report[section.__name__] = section()
print(json.dumps(report))
