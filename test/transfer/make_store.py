"""Fills the store of MLFLOW_TRACKING_URI with all that has a place in it (not with FILL=no), and reports what MLflow's own client reads there."""

import json
import math
import os
import sys
import tempfile

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelInput, LoggedModelOutput, Metric, Param, RunTag, ViewType
from mlflow.entities.logged_model_status import LoggedModelStatus
from mlflow.tracking._model_registry.utils import _get_store as _get_registry
from mlflow.tracking._tracking_service.utils import _get_store

client = MlflowClient()
store = _get_store()
registered = _get_registry()
HUGE = 2**53 + 1


def fill():
    first = client.create_experiment("first ü", tags={"owner": "me", "note": "line\nline"}, artifact_location=os.environ.get("ARTIFACTS"))
    run = client.create_run(first, start_time=1_700_000_000_000, run_name="all of it")
    other = client.create_run(first, start_time=1_600_000_000_000, tags={"mlflow.runName": "1234e567"})
    odd = [0.1, 1e-300, -0.0, math.nan, math.inf, -math.inf, 12345678.9]
    points = [Metric("loss/val", value, 1_700_000_000_000 + i, i) for i, value in enumerate(odd)]
    points += [Metric("same step", 3.0, 1_700_000_000_000, 1), Metric("same step", 2.0, 1_700_000_000_000, 1), Metric("same step", 9.0, 1_700_000_000_000, 0)]
    points += [Metric("huge", 1.5, HUGE, HUGE), Metric("negative", 1.5, 1_700_000_000_000, -5)]
    client.log_batch(run.info.run_id, points, [Param("lr", "0.1"), Param("a/b", "null"), Param("multi", "x\ny")], [RunTag("ü", "ß")])
    client.log_batch(other.info.run_id, [Metric("loss/val", 2.0, 1, 1)], [Param("lr", "1e5")])
    schema = json.dumps({"mlflow_colspec": [{"name": "a", "type": "long"}]})
    data = Dataset("rows", "1234e567", "local", '{"uri": "x.csv"}', schema, '{"num_rows": 3}')
    plain = Dataset("plain", "12345678", "code", "{}")
    store.log_inputs(run.info.run_id, [DatasetInput(data, [InputTag("mlflow.data.context", "training")]), DatasetInput(plain, [])])
    model = client.create_logged_model(first, name="net", source_run_id=run.info.run_id, tags={"t": "1"}, params={"p": "2"}, model_type="torch")
    store.finalize_logged_model(model.model_id, LoggedModelStatus.READY)
    store.log_outputs(run.info.run_id, [LoggedModelOutput(model.model_id, 7)])
    store.log_inputs(other.info.run_id, models=[LoggedModelInput(model.model_id)])
    client.log_metric(run.info.run_id, "acc", 0.75, timestamp=5, step=2, model_id=model.model_id, dataset_name="rows", dataset_digest="1234e567")
    gone = client.create_logged_model(first, name="gone")
    client.delete_logged_model(gone.model_id)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in [("a.txt", "hello"), ("deep/b.bin", "x" * 100_000)]:
            os.makedirs(os.path.join(folder, os.path.dirname(name)), exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        client.log_artifacts(run.info.run_id, folder, "out")
    client.set_terminated(run.info.run_id, "FINISHED", 1_700_000_100_000)
    client.set_terminated(other.info.run_id, "KILLED", 1_600_000_000_001)
    deleted_run = client.create_run(first, start_time=1_650_000_000_000)
    client.delete_run(deleted_run.info.run_id)
    trash = client.create_experiment("in the trash")
    client.create_run(trash, start_time=1)
    client.delete_experiment(trash)
    client.create_registered_model("shop.ranker", tags={"team": "search"}, description="what ranks")
    client.create_registered_model("empty")
    for source in (f"runs:/{run.info.run_id}/out", f"models:/{model.model_id}", "s3://elsewhere/model"):
        of = model.model_id if source.startswith("models:") else None
        client.create_model_version("shop.ranker", source, run.info.run_id, tags={"v": source[:4]}, description="d", model_id=of)
    client.set_registered_model_alias("shop.ranker", "champion", 2)
    client.set_registered_model_alias("shop.ranker", "1e5", 1)
    client.transition_model_version_stage("shop.ranker", 1, "Staging")
    client.delete_model_version("shop.ranker", 3)
    mlflow.genai.register_prompt("a-prompt", "say {{x}}")


def number(value):
    """As the sources have it: MLflow's databases keep infinity as the greatest number."""
    if math.isnan(value):
        return "NaN"
    if abs(value) >= sys.float_info.max:
        return "Infinity" if value > 0 else "-Infinity"
    return value


def tags(mapping):
    return [{"key": key, "value": value} for key, value in sorted((mapping or {}).items())]


def point(metric):
    return {"key": metric.key, "value": number(metric.value), "step": metric.step, "timestamp": metric.timestamp}


def dataset(entry):
    found = entry.dataset
    optional = {name: getattr(found, name) for name in ("schema", "profile") if getattr(found, name) is not None}
    return {"name": found.name, "digest": found.digest, "source_type": found.source_type, "source": found.source, **optional, "tags": tags({t.key: t.value for t in entry.tags})}


def a_run(run):
    info, data = run.info, run.data
    latest = [point(metric) for metric in data._metric_objs]
    inputs, outputs = run.inputs, run.outputs
    return {
        "run_id": info.run_id, "experiment_id": info.experiment_id, "name": info.run_name, "user_id": info.user_id or "",
        "status": info.status, "deleted": info.lifecycle_stage == "deleted", "start_time": info.start_time,
        **({} if info.end_time is None else {"end_time": info.end_time}),
        "artifact_uri": info.artifact_uri, "params": tags(data.params), "tags": tags(data.tags),
        "latest": sorted(latest, key=lambda m: m["key"]),
        "datasets": sorted((dataset(d) for d in inputs.dataset_inputs), key=lambda d: d["name"]),
        "model_inputs": [m.model_id for m in inputs.model_inputs],
        "model_outputs": [{"model_id": m.model_id, "step": m.step} for m in (outputs.model_outputs if outputs else [])],
    }


def history(run):
    found = {}
    for key in run.data.metrics:
        points = [point(metric) for metric in client.get_metric_history(run.info.run_id, key)]
        found[key] = sorted(([p["timestamp"], p["step"], p["value"]] for p in points), key=lambda p: (p[0], p[1], str(p[2])))
    return found


def a_model(model):
    points = [{**point(m), "run_id": m.run_id, **({"dataset_name": m.dataset_name, "dataset_digest": m.dataset_digest} if m.dataset_name else {})} for m in model.metrics or []]
    return {
        "model_id": model.model_id, "experiment_id": model.experiment_id, "name": model.name, "model_type": model.model_type or "",
        "source_run_id": model.source_run_id or "", "status": str(model.status).replace("FAILED", "UPLOAD_FAILED"), "artifact_uri": model.artifact_location,
        "deleted": False, "creation_time": model.creation_timestamp, "last_update_time": model.last_updated_timestamp,
        "params": tags(model.params), "tags": tags(model.tags), "points": points,
    }


def version(found):
    return {
        "name": found.name, "version": str(found.version), "description": found.description or "", "user_id": found.user_id or "",
        "stage": found.current_stage, "status": found.status, "status_message": found.status_message or "", "source": found.source,
        "run_id": found.run_id or "", "run_link": found.run_link or "", "creation_time": found.creation_timestamp,
        "last_update_time": found.last_updated_timestamp, "tags": tags(found.tags),
    }


PROMPT = "tags.`mlflow.prompt.is_prompt` = 'true'"


def registry():
    """Prompts are models that a search hides unless it names their tag."""
    models, versions = [], []
    for hidden in (False, True):
        for model in client.search_registered_models(filter_string=PROMPT if hidden else None):
            model = registered.get_registered_model(model.name)
            models.append({
                "name": model.name, "description": model.description or "", "creation_time": model.creation_timestamp, "last_update_time": model.last_updated_timestamp,
                "tags": tags(model._tags), "aliases": [{"alias": alias, "version": str(v)} for alias, v in sorted(model.aliases.items())],
            })
            versions += [version(v) for v in client.search_model_versions(f"name = '{model.name}'" + (f" AND {PROMPT}" if hidden else ""))]
    return {"models": sorted(models, key=lambda m: m["name"]), "versions": sorted(versions, key=lambda v: (v["name"], int(v["version"])))}


def read():
    experiments, runs, points, logged = [], [], {}, []
    for found in client.search_experiments(view_type=ViewType.ALL):
        experiments.append({
            "experiment_id": found.experiment_id, "name": found.name, "artifact_location": found.artifact_location, "deleted": found.lifecycle_stage == "deleted",
            "creation_time": found.creation_time or 0, "last_update_time": found.last_update_time or 0, "tags": tags(found.tags),
        })
        for found_run in client.search_runs([found.experiment_id], run_view_type=ViewType.ALL):
            run = client.get_run(found_run.info.run_id)
            runs.append(a_run(run))
            points[run.info.run_id] = history(run)
        if hasattr(client, "search_logged_models") and found.lifecycle_stage == "active":
            logged += [a_model(client.get_logged_model(m.model_id)) for m in client.search_logged_models([found.experiment_id])]
    return {"experiments": experiments, "runs": runs, "points": points, "logged": logged, **registry()}


if os.environ.get("FILL", "yes") == "yes":
    fill()
print(json.dumps(read()))
