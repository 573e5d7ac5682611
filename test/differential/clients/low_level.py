"""MlflowClient, as tools use it."""

import math
import time

from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType
from observe import observe

client = MlflowClient()


def experiments():
    made = client.create_experiment("low", tags={"owner": "me"}, artifact_location="mlflow-artifacts:/else where")
    observe("create_experiment again", lambda: client.create_experiment("low"))
    observe("create_experiment without a name", lambda: client.create_experiment(""))
    observe("create_experiment, 501 letters", lambda: client.create_experiment("x" * 501))
    observe("get_experiment", lambda: client.get_experiment(made))
    observe("get_experiment, not there", lambda: client.get_experiment("987654"))
    observe("get_experiment, no id", lambda: client.get_experiment("abc"))
    observe("rename_experiment", lambda: client.rename_experiment(made, "lower"))
    observe("set_experiment_tag", lambda: client.set_experiment_tag(made, "note", "ü"))
    if hasattr(client, "delete_experiment_tag"):
        observe("delete_experiment_tag", lambda: client.delete_experiment_tag(made, "note"))
        observe("delete_experiment_tag again", lambda: client.delete_experiment_tag(made, "note"))
    run = client.create_run(made, start_time=1_700_000_000_000, run_name="r")
    observe("artifact_uri", lambda: run.info.artifact_uri)
    observe("delete_experiment", lambda: client.delete_experiment(made))
    observe("delete_experiment again", lambda: client.delete_experiment(made))
    observe("deleted with it", lambda: client.get_run(run.info.run_id).info.lifecycle_stage)
    observe("log to a deleted run", lambda: client.log_metric(run.info.run_id, "a", 1))
    observe("create_run in a deleted experiment", lambda: client.create_run(made))
    observe("restore_experiment", lambda: client.restore_experiment(made))
    observe("restored with it", lambda: client.get_run(run.info.run_id).info.lifecycle_stage)
    names = [f"page {i}" for i in range(7)]
    for name in names:
        client.create_experiment(name)
    token, pages = None, []
    for _ in range(9):
        page = client.search_experiments(filter_string="name LIKE 'page %'", max_results=3, order_by=["name DESC"], page_token=token)
        pages.append([item.name for item in page])
        token = page.token
        if not token:
            break
    observe("search_experiments, pages", lambda: pages)
    observe("search_experiments, a wrong filter", lambda: client.search_experiments(filter_string="colour = 'red'"))
    observe("search_experiments, too many", lambda: client.search_experiments(max_results=50_001))
    return made


def runs(experiment):
    ids = []
    for i in range(12):
        run = client.create_run(experiment, start_time=1_700_000_000_100 + i, run_name=f"run {i:02}", tags={"t 1": "x" if i < 5 else "Y"})
        ids.append(run.info.run_id)
        metrics = [Metric("m", math.nan if i == 3 else i % 5, 1, 0)] if i != 4 else []
        client.log_batch(run.info.run_id, metrics, [Param("p", str(i % 2))], [RunTag("n", str(i))])
        client.set_terminated(run.info.run_id, "FAILED" if i == 7 else "FINISHED", 1_700_000_001_000)
    observe("get_run", lambda: client.get_run(ids[0]))
    observe("get_run, not there", lambda: client.get_run("f" * 32))

    def search(text="", order_by=None, **more):
        return [item.info.run_name for item in client.search_runs([experiment], text, order_by=order_by or ["start_time DESC"], **more)]

    for text in ("", "metrics.m >= 3", "params.p = '1' and tags.`t 1` = 'x'", "tags.`t 1` LIKE 'Y'", "attributes.status = 'FAILED'", f"attributes.run_id IN ('{ids[1]}')", "start_time < 1700000000103", "tags.none IS NULL", "metrics.m > 'x'", "colour = 'x'"):
        label = text.replace(ids[1], "id")
        observe(f"search_runs {label}", lambda: search(text))
    for order in ("metrics.m", "metrics.m DESC", "params.p", "tags.n DESC", "attributes.run_name", "colour"):
        observe(f"search_runs by {order}", lambda: search("", [order, "start_time ASC"]))
    token, pages = None, []
    for _ in range(9):
        page = client.search_runs([experiment], order_by=["metrics.m ASC", "start_time ASC"], max_results=5, page_token=token)
        pages.append([item.info.run_name for item in page])
        token = page.token
        if not token:
            break
    observe("search_runs, pages", lambda: pages)
    observe("search_runs, too many", lambda: client.search_runs([experiment], max_results=50_001))
    observe("update_run", lambda: client.update_run(ids[0], status="RUNNING", name="again"))
    observe("update_run, read", lambda: client.get_run(ids[0]).info)
    observe("set_tag renames", lambda: client.set_tag(ids[0], "mlflow.runName", "by tag"))
    observe("set_tag renames, read", lambda: client.get_run(ids[0]).info.run_name)
    observe("delete_tag", lambda: client.delete_tag(ids[0], "n"))
    observe("delete_tag again", lambda: client.delete_tag(ids[0], "n"))
    observe("log_param, another", lambda: client.log_param(ids[0], "p", "other"))
    observe("delete_run", lambda: client.delete_run(ids[2]))
    observe("deleted runs", lambda: search(run_view_type=ViewType.DELETED_ONLY))
    observe("all runs", lambda: len(search(run_view_type=ViewType.ALL)))
    observe("restore_run", lambda: client.restore_run(ids[2]))
    observe("restore_run again", lambda: client.restore_run(ids[2]))
    observe("delete_run, not there", lambda: client.delete_run("f" * 32))
    return ids


def points(run_id):
    big = 2**62
    for value, step, when in ((1.0, 5, 10), (2.0, 5, 10), (1.0, 5, 10), (3.0, 1, 99), (0.5, big, 1), (5e-324, -7, 0)):
        client.log_metric(run_id, "h", value, timestamp=when, step=step)
    observe("get_metric_history", lambda: client.get_metric_history(run_id, "h"))
    observe("the latest", lambda: client.get_run(run_id).data.metrics["h"])
    observe("history of nothing", lambda: client.get_metric_history(run_id, "none"))
    observe("history of nobody", lambda: client.get_metric_history("f" * 32, "h"))
    client.log_batch(run_id, [Metric("long", float(i), 1_000 + i, i) for i in range(1_000)])
    observe("1,000 points", lambda: [[p.step, p.value] for p in client.get_metric_history(run_id, "long")])
    now = int(time.time() * 1000)
    for title, batch in {
        "1,001 metrics": dict(metrics=[Metric("m", 1.0, now, i) for i in range(1_001)]),
        "a wrong key": dict(metrics=[Metric("a*", 1.0, now, 0)], params=[Param("never", "1")]),
        "a param twice": dict(params=[Param("twice", "1"), Param("twice", "2")]),
        "a changed param": dict(params=[Param("p", "changed"), Param("never", "1")]),
        "a long tag": dict(tags=[RunTag("long", "x" * 8_001)]),
        "a negative time": dict(metrics=[Metric("m", 1.0, -1, 0)]),
        "nothing": {},
    }.items():
        observe(f"log_batch: {title}", lambda: client.log_batch(run_id, **batch))
    observe("after the batches", lambda: client.get_run(run_id).data.to_dictionary())
    inputs = [DatasetInput(Dataset("d", "1", "local", "{}", "{}", "{}"), [InputTag("mlflow.data.context", "train")])]
    observe("log_inputs", lambda: client.log_inputs(run_id, inputs))
    observe("log_inputs again", lambda: client.log_inputs(run_id, inputs))
    observe("inputs", lambda: client.get_run(run_id).inputs.to_dictionary())


def play():
    experiment = experiments()
    points(runs(experiment)[0])
