"""Uses MlflowClient as scripts and tools do, and reports what came back."""

import json
import math
import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException
from mlflow.tracking._tracking_service.utils import _get_store

client = MlflowClient()


def refusal(act):
    """The error code with which the server refuses; None if it does not."""
    try:
        act()
    except MlflowException as error:
        return error.error_code


def history(run_id, key):
    return [[point.step, point.timestamp, point.value] for point in client.get_metric_history(run_id, key)]


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
    for i, value in enumerate([math.nan, math.inf, -math.inf, 5e-324, 1.7976931348623157e308, 0.1 + 0.2]):
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
        "missing_metric": history(run_id, "none"),
    }


def limits():
    # Below the client, which cuts large batches before they reach the server.
    store = _get_store()
    run_id = client.create_run("0").info.run_id
    points = [Metric("m", i, 1, i) for i in range(1001)]
    report = {
        "metrics": refusal(lambda: store.log_batch(run_id, points, [], [])),
        "params": refusal(lambda: store.log_batch(run_id, [], [Param(f"p{i}", "1") for i in range(101)], [])),
        "tags": refusal(lambda: store.log_batch(run_id, [], [], [RunTag(f"t{i}", "1") for i in range(101)])),
        "all": refusal(lambda: store.log_batch(run_id, points[:950], [], [RunTag(f"t{i}", "1") for i in range(51)])),
        "key": refusal(lambda: client.log_metric(run_id, "k" * 251, 1)),
        "name": refusal(lambda: client.log_param(run_id, "a/../b", 1)),
        "missing": refusal(lambda: client.log_param("f" * 32, "a", 1)),
        "bad_batch": refusal(lambda: client.log_batch(run_id, points[:5], [Param("", "x")])),
    }
    data = client.get_run(run_id).data
    report["written"] = [data.metrics, data.params, len(data.tags)]
    # The client itself cuts this into two requests.
    client.log_batch(run_id, points)
    report["client"] = len(history(run_id, "m"))
    return report


def long_history():
    run_id = client.create_run("0").info.run_id
    expected = [[i, 1_700_000_000_000 + i, math.sin(i)] for i in range(30_000)]
    for at in range(0, len(expected), 1000):
        client.log_batch(run_id, [Metric("m", value, ms, step) for step, ms, value in expected[at : at + 1000]])
    began = time.monotonic()
    return {"same": history(run_id, "m") == expected, "seconds": time.monotonic() - began}


print(json.dumps({section.__name__: section() for section in (experiments, search, numbers, limits, long_history)}))
