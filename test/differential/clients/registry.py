"""The registry: models registered, copied, named by aliases and stages, found and removed."""

import mlflow
from mlflow import MlflowClient
from observe import observe

client = MlflowClient()


class Doubler(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [2 * value for value in model_input]


def version(v):
    """A version without what differs from machine to machine, nor what only we tell of it."""
    return {"name": v.name, "version": str(v.version), "stage": v.current_stage, "status": v.status, "run": v.run_id, "link": v.run_link, "description": v.description, "tags": {k: t for k, t in v.tags.items()}}


def model(m):
    return {"name": m.name, "description": m.description, "tags": dict(m.tags), "aliases": {a: str(v) for a, v in m.aliases.items()}, "latest": sorted([version(v)["version"], v.current_stage] for v in m.latest_versions or [])}


def predict(uri):
    return [int(value) for value in mlflow.pyfunc.load_model(uri).predict([1, 2])]


def fluent():
    mlflow.set_experiment("registry of clients")
    with mlflow.start_run() as run:
        observe("log_model, registered", lambda: mlflow.pyfunc.log_model("model", python_model=Doubler(), pip_requirements=[], registered_model_name="doubler").flavors.keys() >= {"python_function"})
    observe("register_model by its run", lambda: version(mlflow.register_model(f"runs:/{run.info.run_id}/model", "doubler", tags={"how": "by run"})))
    observe("register_model into a new name", lambda: version(mlflow.register_model(f"runs:/{run.info.run_id}/model", "new one")))
    observe("register_model, no such run", lambda: mlflow.register_model("runs:/" + "f" * 32 + "/model", "doubler"))
    observe("register_model, a wrong name", lambda: mlflow.register_model(f"runs:/{run.info.run_id}/model", "a/b"))
    observe("set_registered_model_alias", lambda: client.set_registered_model_alias("doubler", "champion", "2"))
    for uri in ("models:/doubler/1", "models:/doubler@champion", "models:/doubler/latest", "models:/doubler/none", "models:/doubler/7", "models:/doubler@none", "models:/nobody/1", "models:/doubler/Production"):
        observe(f"load_model {uri}", lambda: predict(uri))
    observe("get_model_info", lambda: sorted(mlflow.models.get_model_info("models:/doubler@champion").flavors))
    if hasattr(client, "copy_model_version"):
        observe("copy_model_version", lambda: version(client.copy_model_version("models:/doubler/1", "copied")))
        observe("copy_model_version by alias", lambda: version(client.copy_model_version("models:/doubler@champion", "copied")))
        observe("copy_model_version, not there", lambda: client.copy_model_version("models:/doubler/9", "copied"))
        observe("load_model, copied", lambda: predict("models:/copied/2"))
    if hasattr(mlflow, "register_model") and hasattr(client, "create_logged_model"):
        logged = client.search_logged_models([run.info.experiment_id], max_results=1)[0]
        observe("load_model by the logged model", lambda: predict(f"models:/{logged.model_id}"))
        observe("register_model by the logged model", lambda: version(mlflow.register_model(f"models:/{logged.model_id}", "doubler")))
        observe("versions of the logged model", lambda: client.get_logged_model(logged.model_id).tags.get("mlflow.modelVersions"))
    return run


def models():
    observe("create_registered_model", lambda: model(client.create_registered_model("low", {"a": "1"}, "text")))
    observe("create_registered_model again", lambda: client.create_registered_model("low"))
    observe("create_registered_model, no name", lambda: client.create_registered_model(""))
    observe("get_registered_model", lambda: model(client.get_registered_model("low")))
    observe("get_registered_model, not there", lambda: client.get_registered_model("nobody"))
    observe("update_registered_model", lambda: model(client.update_registered_model("low", "other")))
    observe("set_registered_model_tag", lambda: client.set_registered_model_tag("low", "b", "2"))
    observe("delete_registered_model_tag", lambda: client.delete_registered_model_tag("low", "a"))
    observe("delete_registered_model_tag again", lambda: client.delete_registered_model_tag("low", "a"))
    observe("rename_registered_model", lambda: model(client.rename_registered_model("low", "lower")))
    observe("rename_registered_model, taken", lambda: client.rename_registered_model("lower", "doubler"))
    for i in range(7):
        client.create_registered_model(f"page {i}", {"n": str(i % 2)})
    token, pages = None, []
    for _ in range(9):
        page = client.search_registered_models("name LIKE 'page %'", max_results=3, order_by=["name DESC"], page_token=token)
        pages.append([m.name for m in page])
        token = page.token
        if not token:
            break
    observe("search_registered_models, pages", lambda: pages)
    observe("search_registered_models by tag", lambda: [m.name for m in client.search_registered_models("tags.n = '1' AND name LIKE 'page%'")])
    observe("search_registered_models, a wrong filter", lambda: client.search_registered_models("colour = 'red'"))
    observe("delete_registered_model", lambda: client.delete_registered_model("page 6"))
    observe("delete_registered_model again", lambda: client.delete_registered_model("page 6"))


def versions(run):
    client.create_registered_model("cv")
    uri = f"{run.info.artifact_uri}/model"
    observe("create_model_version", lambda: version(client.create_model_version("cv", uri, run.info.run_id, {"a": "1"}, "https://ci/1", "text")))
    observe("create_model_version, without a run", lambda: client.create_model_version("cv", uri))
    observe("create_model_version, of nobody", lambda: client.create_model_version("nobody", "s3://bucket/x"))
    for i in range(4):
        observe(f"create_model_version {i}", lambda: version(client.create_model_version("cv", f"s3://bucket/{i}", tags={"n": str(i % 2)})))
    observe("get_model_version", lambda: version(client.get_model_version("cv", "1")))
    observe("get_model_version, not there", lambda: client.get_model_version("cv", "99"))
    observe("get_model_version, no number", lambda: client.get_model_version("cv", "x"))
    observe("get_model_version_download_uri", lambda: client.get_model_version_download_uri("cv", "2"))
    observe("update_model_version", lambda: version(client.update_model_version("cv", "1", "other")))
    observe("set_model_version_tag", lambda: client.set_model_version_tag("cv", "1", "b", "2"))
    observe("delete_model_version_tag", lambda: client.delete_model_version_tag("cv", "1", "a"))
    observe("delete_model_version_tag again", lambda: client.delete_model_version_tag("cv", "1", "a"))
    for text in ("name = 'cv'", "name = 'cv' AND version_number > 3", "name='cv' and tags.n = '1'", f"run_id = '{run.info.run_id}'", "source_path = 's3://bucket/1'", "name IN ('cv', 'copied')", "name = 'none'", "colour = 1"):
        observe(f"search_model_versions {text}", lambda: sorted([v.name, str(v.version), v.current_stage] for v in client.search_model_versions(text)))
    observe("search_model_versions, ordered", lambda: [str(v.version) for v in client.search_model_versions("name = 'cv'", order_by=["version_number ASC"], max_results=3)])
    observe("transition_model_version_stage", lambda: version(client.transition_model_version_stage("cv", "2", "Production")))
    observe("transition_model_version_stage, archiving", lambda: version(client.transition_model_version_stage("cv", "3", "production", archive_existing_versions=True)))
    observe("transition_model_version_stage, unknown", lambda: client.transition_model_version_stage("cv", "3", "Shop"))
    observe("get_latest_versions", lambda: sorted([str(v.version), v.current_stage] for v in client.get_latest_versions("cv")))
    observe("get_latest_versions of a stage", lambda: [str(v.version) for v in client.get_latest_versions("cv", ["Production"])])
    for alias in ("best", "latest", "v1", "a b", ""):
        observe(f"set_registered_model_alias {alias}", lambda: client.set_registered_model_alias("cv", alias, "2"))
    observe("get_model_version_by_alias", lambda: version(client.get_model_version_by_alias("cv", "best")))
    observe("get_model_version_by_alias, none", lambda: client.get_model_version_by_alias("cv", "none"))
    observe("aliases of a version", lambda: list(client.get_model_version("cv", "2").aliases))
    observe("delete_registered_model_alias", lambda: client.delete_registered_model_alias("cv", "best"))
    observe("delete_registered_model_alias again", lambda: client.delete_registered_model_alias("cv", "best"))
    observe("delete_model_version", lambda: client.delete_model_version("cv", "2"))
    observe("delete_model_version again", lambda: client.delete_model_version("cv", "2"))
    observe("the model afterwards", lambda: model(client.get_registered_model("cv")))


def prompts():
    register = getattr(getattr(mlflow, "genai", None), "register_prompt", None)
    if register is None:
        return
    observe("register_prompt", lambda: register(name="greet", template="Hello {{name}}", commit_message="first").version)
    observe("register_prompt again", lambda: register(name="greet", template="Hi {{name}}", tags={"tone": "short"}).version)
    observe("load_prompt", lambda: mlflow.genai.load_prompt("prompts:/greet/1").template)
    observe("set_prompt_alias", lambda: mlflow.genai.set_prompt_alias("greet", alias="live", version=2))
    observe("load_prompt by alias", lambda: mlflow.genai.load_prompt("prompts:/greet@live").template)
    observe("search_prompts", lambda: [p.name for p in mlflow.genai.search_prompts()])
    observe("prompts are no models", lambda: [m.name for m in client.search_registered_models("name = 'greet'")])
    observe("a model of the name of a prompt", lambda: client.create_registered_model("greet"))


def play():
    run = fluent()
    models()
    versions(run)
    prompts()
