"""Checks of every reply while schemathesis makes up requests from the OpenAPI document.

FUZZ is JSON: `authorization` (the caller's header), `may` (what it may do, as x-policy says it), `canary` (a text that stands in another workspace
only), `out` (a file that gets a line for each thing that is wrong, and the counts at the end).
"""

import atexit
import collections
import json
import os

import schemathesis

FUZZ = json.loads(os.environ["FUZZ"])
statuses = collections.Counter()
operations = set()


def note(line):
    with open(FUZZ["out"], "a") as out:
        out.write(json.dumps(line) + "\n")


@atexit.register
def finish():
    note({"counts": dict(statuses), "operations": sorted(operations)})


def wrong(case, response, what):
    note(
        {
            "wrong": what,
            "operation": case.operation.definition.raw.get("operationId"),
            "request": f"{response.request.method} {response.request.url}"[:500],
            "body": str(response.request.body)[:5000],
            "status": response.status_code,
            "reply": response.text[:500],
        }
    )


@schemathesis.check
def bellwether(ctx, response, case):
    raw = case.operation.definition.raw
    statuses[str(response.status_code)] += 1
    operations.add(raw.get("operationId"))
    policy = raw.get("x-policy", "open")
    # Some requests are made up without the caller's token, or with another: those are nobody's.
    is_own = response.request.headers.get("Authorization") == FUZZ["authorization"]
    may = FUZZ["may"] if is_own else []
    if is_own and FUZZ["authorization"] and policy != "open" and response.status_code == 401:
        wrong(case, response, "the caller is not known any more")
    # 501 is what MLflow's client takes for "not with this store".
    if response.status_code >= 500 and response.status_code not in (501, 503):
        wrong(case, response, "the server failed")
    if policy != "open" and policy not in may and response.status_code < 400:
        wrong(case, response, f"needs {policy}, which the caller has not")
    if FUZZ["canary"] in response.text and FUZZ["canary"] not in str(response.request.url) + str(response.request.body):
        wrong(case, response, "tells of another workspace")
