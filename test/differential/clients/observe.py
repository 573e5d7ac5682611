"""Notes what a client saw, step by step: what a call returned, or how it failed."""

import json

import mlflow
from mlflow.store.entities.paged_list import PagedList

seen = []


def plain(value):
    """A value as JSON has it; an entity becomes its properties, a page its items and whether there is more."""
    if isinstance(value, PagedList):
        return {"items": [plain(item) for item in value], "more": bool(value.token)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return str(value) if hasattr(value, "name") else value
    if hasattr(value, "_properties"):
        return {key: plain(item) for key, item in value}
    if hasattr(value, "item"):
        return plain(value.item())
    return {key: plain(item) for key, item in vars(value).items() if not key.startswith("__")}


def observe(step, act):
    """Runs `act` and notes what came of it; returns what it returned, None if it failed."""
    try:
        value = act()
        seen.append({"step": step, "saw": plain(value)})
        return value
    except Exception as error:
        code = getattr(error, "error_code", None)
        seen.append({"step": step, "saw": {"raised": type(error).__name__, "error_code": code, "text": bool(str(error))}})


def report():
    print(json.dumps({"version": mlflow.__version__, "seen": seen}))
