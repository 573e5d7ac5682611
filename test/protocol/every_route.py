"""Lists every route of MLflow's own server, as METHOD /path/<with>/<places>, one JSON list."""

import json
import os

os.environ["MLFLOW_TRACKING_URI"] = os.environ["MLFLOW_BACKEND_STORE_URI"] = "sqlite:///routes.db"

from mlflow.server import app  # noqa: E402
from mlflow.server.fastapi_app import create_fastapi_app  # noqa: E402


def routes_of(router, prefix=""):
    """FastAPI may keep included routers as they are, with the prefix beside them."""
    for route in router.routes:
        if hasattr(route, "original_router"):
            yield from routes_of(route.original_router, prefix + route.include_context.prefix)
        else:
            for method in getattr(route, "methods", None) or ():
                yield method, prefix + route.path


found = {(method, str(rule)) for rule in app.url_map.iter_rules() for method in rule.methods}
found |= set(routes_of(create_fastapi_app()))
print(json.dumps(sorted(f"{method} {path}" for method, path in found if method not in ("HEAD", "OPTIONS"))))
