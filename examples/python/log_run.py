"""Logs one run to Bellwether with Python's standard library alone, then finds it again."""

import json
import os
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

SERVER = os.environ.get("BELLWETHER_URL", "http://127.0.0.1:7575").rstrip("/")
TOKEN = os.environ.get("BELLWETHER_TOKEN")


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def send(method, path, body=None, content_type="application/json"):
    request = Request(SERVER + path, data=body, method=method)
    if body is not None:
        request.add_header("Content-Type", content_type)
    if TOKEN:
        request.add_header("Authorization", f"Bearer {TOKEN}")
    try:
        with urlopen(request, timeout=60) as reply:
            return json.loads(reply.read() or b"{}")
    except HTTPError as error:
        text = error.read().decode(errors="replace")
        try:
            refusal = json.loads(text)
        except ValueError:  # A proxy in between answers without JSON.
            refusal = {}
        message = f"{method} {path}: {error.code} {refusal.get('message', text)}"
        raise Refused(refusal.get("error_code"), message) from None


def get(path, **query):
    return send("GET", f"/api/2.0/mlflow/{path}?{urlencode(query)}")


def post(path, **body):
    return send("POST", f"/api/2.0/mlflow/{path}", json.dumps(body).encode())


def now_ms():
    return int(time.time() * 1000)


def experiment_id_of(name):
    try:
        return post("experiments/create", name=name)["experiment_id"]
    except Refused as refused:
        # To create first and look afterwards leaves no gap for another program that starts at the same time.
        if refused.code != "RESOURCE_ALREADY_EXISTS":
            raise
        return get("experiments/get-by-name", experiment_name=name)["experiment"]["experiment_id"]


def main():
    experiment_id = experiment_id_of("recipes")
    start = now_ms()
    source = {"key": "mlflow.source.name", "value": "log_run.py"}
    created = post(
        "runs/create", experiment_id=experiment_id, run_name="python-recipe", start_time=start, tags=[source]
    )
    info = created["run"]["info"]
    run_id = info["run_id"]

    # One request for all of it: a batch is written whole or not at all, and waits for the disk once.
    post(
        "runs/log-batch",
        run_id=run_id,
        params=[{"key": "learning_rate", "value": "0.1"}, {"key": "batch_size", "value": "32"}],
        metrics=[
            {"key": "loss", "value": 1 / (step + 1), "step": step, "timestamp": start + step} for step in range(20)
        ],
        tags=[{"key": "language", "value": "python"}],
    )

    # The server names the folder of a run's artifacts; do not build it from ids.
    folder = info["artifact_uri"].removeprefix("mlflow-artifacts:/")
    path = quote(f"/api/2.0/mlflow-artifacts/artifacts/{folder}/notes.txt")
    send("PUT", path, b"Logged from Python.\n", "application/octet-stream")

    post("runs/update", run_id=run_id, status="FINISHED", end_time=now_ms())

    found = post(
        "runs/search",
        experiment_ids=[experiment_id],
        filter="metrics.loss < 0.2 AND params.learning_rate = '0.1' AND tags.language = 'python'",
        order_by=["metrics.loss ASC"],
        max_results=1,
    )
    # Empty lists are left out of replies.
    best = next(iter(found.get("runs", [])), None)
    if best is None:
        sys.exit("The search found no run.")
    loss = next(metric["value"] for metric in best["data"]["metrics"] if metric["key"] == "loss")
    print(f"best run: {best['info']['run_name']} {best['info']['run_id']} loss {loss}")


if __name__ == "__main__":
    try:
        main()
    except (Refused, URLError) as error:
        sys.exit(str(error))
