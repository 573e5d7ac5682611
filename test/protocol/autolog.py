"""Trains with autologging as a user would, then reads everything back through the client and reports what it found."""

import json
import os
import tempfile

import lightgbm as lgb
import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.models import get_model_info, infer_signature
from sklearn.datasets import load_diabetes, load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

client = MlflowClient()


def files_of(run_id, path=None):
    found = []
    for info in client.list_artifacts(run_id, path):
        found += files_of(run_id, info.path) if info.is_dir else [(info.path, info.file_size)]
    return found


def model_files(model_id, path=None):
    found = []
    for info in client.list_logged_model_artifacts(model_id, path):
        found += model_files(model_id, info.path) if info.is_dir else [info.path]
    return found


def sizes_of(folder):
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            found[os.path.relpath(path, folder).replace(os.sep, "/")] = os.path.getsize(path)
    return found


def describe(run_id):
    """What the client reads of a run."""
    run = client.get_run(run_id)
    artifacts = files_of(run_id)
    with tempfile.TemporaryDirectory() as folder:
        sizes = sizes_of(mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="", dst_path=folder))
    return {
        "status": run.info.status,
        "params": run.data.params,
        "metrics": run.data.metrics,
        "tags": run.data.tags,
        "artifacts": sorted(path for path, _ in artifacts),
        "sizes_agree": all(sizes.get(path) == (size or 0) for path, size in artifacts),
        "datasets": [
            {
                "name": item.dataset.name,
                "digest": item.dataset.digest,
                "source_type": item.dataset.source_type,
                "schema": item.dataset.schema is not None,
                "context": {tag.key: tag.value for tag in item.tags}.get("mlflow.data.context"),
            }
            for item in run.inputs.dataset_inputs
        ],
        "outputs": [output.model_id for output in run.outputs.model_outputs] if run.outputs else [],
    }


def describe_model(model_id, run_id, name, inputs, expected, predict):
    """The logged model, and whether it predicts what the trained one did, by every way to load it."""
    model = client.get_logged_model(model_id)
    info = get_model_info(f"models:/{model_id}")
    found = client.search_logged_models([model.experiment_id], filter_string=f"source_run_id = '{run_id}'")
    loaded = {uri: mlflow.pyfunc.load_model(uri) for uri in (f"models:/{model_id}", f"runs:/{run_id}/{name}")}
    return {
        "id": model_id,
        "status": str(model.status),
        "name": model.name,
        "source_run_id": model.source_run_id,
        "params": model.params,
        "metrics": {metric.key: metric.value for metric in model.metrics or []},
        "datasets_of_metrics": sorted({metric.dataset_name or "" for metric in model.metrics or []}),
        "tags": sorted(model.tags),
        "files": sorted(model_files(model_id)),
        "found_by_run": [item.model_id for item in found],
        "run_id_inside": info.run_id,
        "signature": info.signature.to_dict() if info.signature else None,
        "same": {uri.split(":")[0]: bool(np.array_equal(predict(loaded[uri]), expected)) for uri in loaded},
    }


def dataset_of(x, y):
    if isinstance(x, pd.DataFrame):
        return mlflow.data.from_pandas(x)
    return mlflow.data.from_numpy(x, targets=y)


def train_sklearn(estimator, x_train, x_test, y_train, y_test):
    with mlflow.start_run() as run:
        estimator.fit(x_train, y_train)
        score = estimator.score(x_test, y_test)
    report = describe(run.info.run_id)
    expected = estimator.predict(x_test)
    model_id = report["outputs"][0]
    report["expected"] = {
        "params": {key: str(value) for key, value in estimator.get_params(deep=True).items()},
        "training_accuracy": accuracy_score(y_train, estimator.predict(x_train)),
        "test_score": score,
        "signature": infer_signature(x_train, estimator.predict(x_train)).to_dict(),
        "digest": dataset_of(x_train, y_train).digest,
    }
    report["model"] = describe_model(
        model_id, run.info.run_id, "model", x_test, expected, lambda loaded: loaded.predict(x_test)
    )
    flavored = mlflow.sklearn.load_model(f"models:/{model_id}")
    report["model"]["same"]["flavor"] = bool(np.array_equal(flavored.predict_proba(x_test), estimator.predict_proba(x_test)))
    return report


def iris():
    mlflow.set_experiment("iris")
    mlflow.sklearn.autolog()
    x, y = load_iris(return_X_y=True, as_frame=True)
    parts = train_test_split(x, y, random_state=7)
    forest = train_sklearn(RandomForestClassifier(n_estimators=7, max_depth=3, random_state=7), *parts)
    plain = [part.to_numpy() if isinstance(part, (pd.DataFrame, pd.Series)) else part for part in parts]
    logistic = train_sklearn(LogisticRegression(max_iter=500), *plain)
    mlflow.sklearn.autolog(disable=True)
    return {"forest": forest, "logistic": logistic}


def boost():
    mlflow.set_experiment("diabetes")
    mlflow.lightgbm.autolog()
    x, y = load_diabetes(return_X_y=True, as_frame=True)
    x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=7)
    train_set = lgb.Dataset(x_train, y_train)
    valid_set = lgb.Dataset(x_test, y_test, reference=train_set)
    curves = {}
    with mlflow.start_run() as run:
        booster = lgb.train(
            {"objective": "regression", "metric": ["l2", "l1"], "num_leaves": 7, "seed": 7, "verbosity": -1},
            train_set,
            num_boost_round=25,
            valid_sets=[train_set, valid_set],
            valid_names=["train", "valid"],
            callbacks=[lgb.record_evaluation(curves)],
        )
    run_id = run.info.run_id
    report = describe(run_id)
    expected = booster.predict(x_test)
    report["curves"] = {f"{data}-{name}": values for data, part in curves.items() for name, values in part.items()}
    report["histories"] = {
        key: [[point.step, point.value] for point in client.get_metric_history(run_id, key)] for key in report["curves"]
    }
    report["model"] = describe_model(
        report["outputs"][0], run_id, "model", x_test, expected, lambda loaded: loaded.predict(x_test)
    )
    return report


print(json.dumps({**iris(), "boost": boost()}))
