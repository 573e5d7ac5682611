"""Goes through webhooks with MLflow's own client, and receives what is sent as any receiver of MLflow's form does."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

SECRET = "whispered"
got = []


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        signed = ".".join([self.headers["X-MLflow-Delivery-Id"], self.headers["X-MLflow-Timestamp"], body])
        expected = base64.b64encode(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()).decode()
        signature = self.headers.get("X-MLflow-Signature")
        got.append([self.path, signature and signature == f"v1,{expected}", json.loads(body)])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"thanks")

    def log_message(self, *_):
        pass


receiver = HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
at = f"http://127.0.0.1:{receiver.server_port}"


def code(call):
    try:
        call()
        return None
    except MlflowException as error:
        return error.error_code


def show(hook):
    return [hook.name, hook.description, hook.url.replace(at, ""), [str(event) for event in hook.events], str(hook.status)]


client = MlflowClient()
report = {}
events = [
    "registered_model.created",
    "model_version.created",
    "model_version_tag.set",
    "model_version_tag.deleted",
    "model_version_alias.created",
    "model_version_alias.deleted",
    "prompt.created",
    "prompt_version.created",
]
made = client.create_webhook("ci", f"{at}/ci", events, description="starts a build", secret=SECRET)
report["made"] = show(made)
report["same"] = show(client.get_webhook(made.webhook_id)) == show(made)
open_one = client.create_webhook("open", f"{at}/open", ["model_version.created"], status="DISABLED")
report["listed"] = [show(hook)[0] for hook in client.list_webhooks(max_results=1)]
report["rest"] = [show(hook)[0] for hook in client.list_webhooks(page_token=client.list_webhooks(max_results=1).token)]
report["changed"] = show(client.update_webhook(open_one.webhook_id, description="now on", status="ACTIVE"))
report["missing"] = code(lambda: client.get_webhook("999"))
report["inward"] = code(lambda: client.create_webhook("inward", "http://169.254.169.254/x", ["model_version.created"]))
report["budget"] = code(lambda: client.create_webhook("money", f"{at}/money", ["budget_policy.exceeded"]))
tested = client.test_webhook(made.webhook_id, "model_version_alias.created")
report["tested"] = [tested.success, tested.response_status, tested.response_body]
report["example"] = got.pop()
report["example"][2].pop("timestamp")

run = mlflow.start_run()
mlflow.log_text("flavors: {}", "model/MLmodel")
mlflow.end_run()
client.create_registered_model("ranker", {"team": "search"}, "orders what is found")
version = client.create_model_version("ranker", f"runs:/{run.info.run_id}/model", run.info.run_id, tags={"a": "1"})
client.set_model_version_tag("ranker", version.version, "gate", "passed")
client.delete_model_version_tag("ranker", version.version, "gate")
client.set_registered_model_alias("ranker", "live", version.version)
client.delete_registered_model_alias("ranker", "live")
client.set_registered_model_tag("ranker", "told", "to nobody")
mlflow.genai.register_prompt(name="greeting", template="Hello {{name}}!", commit_message="first")

deadline = time.monotonic() + 60
while len(got) < 9 and time.monotonic() < deadline:
    time.sleep(0.1)
# Ids that nobody knows before.
for told in got:
    told[2].pop("timestamp")
    if "source" in told[2]["data"]:
        told[2]["data"]["source"] = told[2]["data"]["source"].replace(run.info.run_id, "RUN")
        told[2]["data"]["run_id"] = told[2]["data"]["run_id"].replace(run.info.run_id, "RUN")
report["told"] = sorted(got, key=lambda told: (told[0], told[2]["entity"], told[2]["action"]))
client.delete_webhook(made.webhook_id)
report["gone"] = code(lambda: client.get_webhook(made.webhook_id))
print(json.dumps(report))
