"""Models: logged and loaded by every version; entities of their own since 3.0."""

import mlflow
from mlflow import MlflowClient
from observe import observe

client = MlflowClient()


class Doubler(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [2 * value for value in model_input]


def logged():
    mlflow.set_experiment("models of clients")
    with mlflow.start_run(run_name="model") as run:
        observe("log_model", lambda: mlflow.pyfunc.log_model("model", python_model=Doubler(), pip_requirements=[]).flavors.keys() >= {"python_function"})
    observe("load_model", lambda: list(mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model").predict([1, 2])))
    observe("load_model, not there", lambda: mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/none"))
    observe("model in the run", lambda: sorted(item.path for item in client.list_artifacts(run.info.run_id)))
    observe("history tag", lambda: "mlflow.log-model.history" in client.get_run(run.info.run_id).data.tags)
    return run


def facts(model):
    """A logged model without what differs from machine to machine."""
    if model is None:
        return None
    tags = {key: value for key, value in model.tags.items() if not key.startswith("mlflow.")}
    return {"info": [model.name, str(model.status), model.model_type, model.params, tags, model.artifact_location], "model_id": model.model_id, "run": model.source_run_id, "experiment_id": model.experiment_id, "metrics": [[m.key, m.value, m.step, m.dataset_name] for m in model.metrics or []]}


def entities(run):
    experiment = run.info.experiment_id
    outputs = client.get_run(run.info.run_id).outputs
    observe("outputs", lambda: len(outputs.model_outputs))
    made = client.create_logged_model(experiment, name="made", source_run_id=run.info.run_id, tags={"a": "1"}, params={"lr": "0.1"}, model_type="tree")
    observe("create_logged_model", lambda: facts(made))
    observe("finalize_logged_model", lambda: facts(client.finalize_logged_model(made.model_id, "READY")))
    observe("finalize_logged_model, a wrong status", lambda: client.finalize_logged_model(made.model_id, "DONE"))
    observe("set_logged_model_tags", lambda: client.set_logged_model_tags(made.model_id, {"b": "2"}))
    observe("delete_logged_model_tag", lambda: client.delete_logged_model_tag(made.model_id, "a"))
    observe("delete_logged_model_tag again", lambda: client.delete_logged_model_tag(made.model_id, "a"))
    observe("log_metric of a model", lambda: client.log_metric(run.info.run_id, "acc", 0.9, step=1, timestamp=5, model_id=made.model_id))
    observe("get_logged_model", lambda: facts(client.get_logged_model(made.model_id)))
    observe("get_logged_model, not there", lambda: client.get_logged_model("m-" + "f" * 32))
    for text in ("", "name = 'made'", "params.lr = '0.1'", "metrics.acc > 0.5", "tags.b = '2'", "metrics.acc > 'x' AND"):
        observe(f"search_logged_models {text}", lambda: sorted(m.name for m in client.search_logged_models([experiment], filter_string=text or None)))
    observe("search_logged_models by a metric", lambda: [m.name for m in client.search_logged_models([experiment], order_by=[{"field_name": "metrics.acc", "ascending": False}], max_results=1)])
    if hasattr(mlflow, "create_external_model"):
        observe("create_external_model", lambda: facts(mlflow.create_external_model(name="outside", params={"a": "b"})))
    if hasattr(mlflow, "log_model_params"):
        observe("log_model_params", lambda: mlflow.log_model_params({f"k{i}": str(i) for i in range(150)}, made.model_id))
        observe("log_model_params, read", lambda: len(client.get_logged_model(made.model_id).params))
    observe("delete_logged_model", lambda: client.delete_logged_model(made.model_id))
    observe("delete_logged_model, read", lambda: client.get_logged_model(made.model_id))


def play():
    run = logged()
    if hasattr(client, "create_logged_model"):
        entities(run)
