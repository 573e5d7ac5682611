"""Models of several flavours: logged, registered, loaded by version, by alias and by their own id; what they predict."""

import json
import os
import subprocess
import sys

import lightgbm
import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.models import infer_signature
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

client = MlflowClient()
columns = [f"x {i}" for i in range(4)]
numbers, labels = make_classification(n_samples=200, n_features=4, random_state=7)
frame = pd.DataFrame(numbers, columns=columns)


class Scaled(mlflow.pyfunc.PythonModel):
    """A model of one's own, with a file that it needs."""

    def load_context(self, context):
        with open(context.artifacts["factor"]) as file:
            self.factor = float(file.read())

    def predict(self, context, model_input, params=None):
        return model_input["x 0"] * self.factor + (params or {}).get("add", 0.0)


def sklearn():
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(frame, labels)
    signature = infer_signature(frame, model.predict(frame))
    log = lambda: mlflow.sklearn.log_model(model, name="model", signature=signature, input_example=frame.head(2), registered_model_name="sklearn model")
    return log, model.predict(frame), {}


def booster():
    model = lightgbm.train({"objective": "binary", "verbose": -1, "seed": 1, "num_threads": 1}, lightgbm.Dataset(frame.to_numpy(), labels), 5)
    signature = infer_signature(numbers, model.predict(numbers))
    log = lambda: mlflow.lightgbm.log_model(model, name="model", signature=signature, registered_model_name="lightgbm model")
    return log, model.predict(numbers), {}


def own():
    with open("factor.txt", "w") as file:
        file.write("2.5")
    signature = infer_signature(frame, frame["x 0"], params={"add": 0.0})
    log = lambda: mlflow.pyfunc.log_model(name="model", python_model=Scaled(), artifacts={"factor": "factor.txt"}, signature=signature, pip_requirements=["mlflow"], registered_model_name="pyfunc model")
    return log, frame["x 0"].to_numpy() * 2.5 + 1.5, {"add": 1.5}


def play(name, make):
    log, expected, params = make()
    with mlflow.start_run(run_name=name) as run:
        info = log()
    registered = f"{name} model"
    client.set_registered_model_alias(registered, "champion", "1")
    copied = client.copy_model_version(f"models:/{registered}@champion", f"{name} copy")
    given = numbers if name == "lightgbm" else frame
    predict = lambda uri: np.asarray(mlflow.pyfunc.load_model(uri).predict(given, params=params or None)).ravel()
    uris = [f"models:/{registered}/1", f"models:/{registered}@champion", f"models:/{registered}/latest", f"models:/{info.model_id}", f"runs:/{run.info.run_id}/model", f"models:/{copied.name}/{copied.version}"]
    read = mlflow.models.get_model_info(f"models:/{registered}/1")
    return {
        "equal": [bool(np.array_equal(predict(uri), expected)) for uri in uris],
        "signature": read.signature == info.signature and read.signature is not None,
        "model_id": info.model_id,
        "run_id": run.info.run_id,
        "tag": json.loads(client.get_logged_model(info.model_id).tags["mlflow.modelVersions"])[0]["name"],
        "files": sorted(f.path for f in client.list_logged_model_artifacts(info.model_id)),
    }


def evaluated():
    data = frame.assign(label=labels)
    with mlflow.start_run(run_name="evaluation") as run:
        result = mlflow.models.evaluate("models:/sklearn model@champion", data, targets="label", model_type="classifier", evaluators="default", evaluator_config={"log_explainer": False})
    with mlflow.start_run(run_name="by hand"):
        mlflow.log_metric("by hand", 1.0, model_id=mlflow.models.get_model_info("models:/sklearn model/1").model_id, dataset=mlflow.data.from_pandas(data, name="held out"))
    return {"accuracy": result.metrics["accuracy_score"], "run_id": run.info.run_id, "artifacts": len(result.artifacts)}


def command(*words):
    done = subprocess.run([sys.executable, "-m", "mlflow", *words], capture_output=True, text=True, env={**os.environ})
    return {"code": done.returncode, "said": (done.stdout + done.stderr)[-2000:]}


def on_the_command_line():
    frame.head(3).to_json("in.json", orient="split", index=False)
    with open("in.json") as file:
        split = json.load(file)
    with open("in.json", "w") as file:
        json.dump({"dataframe_split": split}, file)
    predicted = command("models", "predict", "-m", "models:/sklearn model@champion", "-i", "in.json", "-o", "out.json", "--env-manager", "local")
    downloaded = command("artifacts", "download", "-u", "models:/sklearn model/1", "-d", "there")
    return {
        "predict": predicted["code"] or json.load(open("out.json"))["predictions"],
        "said": predicted["said"] if predicted["code"] else "",
        "download": downloaded["code"],
        "downloaded": os.path.exists("there/MLmodel"),
    }


mlflow.set_experiment("flavours")
report = {name: play(name, make) for name, make in (("sklearn", sklearn), ("lightgbm", booster), ("pyfunc", own))}
report["evaluation"] = evaluated()
report["command"] = on_the_command_line()
report["expected"] = make_pipeline(StandardScaler(), LogisticRegression()).fit(frame, labels).predict(frame.head(3)).tolist()
print(json.dumps(report))
