"""What every client script reads back of its training."""

import mlflow
import numpy as np
from mlflow import MlflowClient

client = MlflowClient()


def paths_of(list_folder, path=None):
    found = []
    for info in list_folder(path):
        found += paths_of(list_folder, info.path) if info.is_dir else [info.path]
    return sorted(found)


def describe(run_id, inputs, expected, rtol=0.0):
    """The run, its curves and its last model, loaded again and compared with what the trained one predicts."""
    run = client.get_run(run_id)
    model_id = run.outputs.model_outputs[-1].model_id
    model = client.get_logged_model(model_id)
    again = np.asarray(mlflow.pyfunc.load_model(f"models:/{model_id}").predict(inputs))
    return {
        "status": run.info.status,
        "params": run.data.params,
        "metrics": run.data.metrics,
        "datasets": [item.dataset.name for item in run.inputs.dataset_inputs],
        "artifacts": paths_of(lambda path: client.list_artifacts(run_id, path)),
        "histories": {
            key: [[point.step, point.value] for point in client.get_metric_history(run_id, key)] for key in run.data.metrics
        },
        "model": {
            "status": str(model.status),
            "files": paths_of(lambda path: client.list_logged_model_artifacts(model_id, path)),
            "signature": mlflow.models.get_model_info(f"models:/{model_id}").signature is not None,
            "same": bool(np.allclose(again.reshape(-1), np.asarray(expected).reshape(-1), rtol=rtol, atol=rtol)),
        },
    }
