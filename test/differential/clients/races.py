"""Several threads at once, as parallel training has them."""

from concurrent.futures import ThreadPoolExecutor

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric
from mlflow.exceptions import MlflowException
from observe import observe

client = MlflowClient()
EIGHT = range(8)


def at_once(act):
    """What each of eight threads saw, in no order: 'fine', or how it failed."""

    def attempt(i):
        try:
            return act(i) or "fine"
        except MlflowException as error:
            return error.error_code

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(attempt, EIGHT))


def play():
    seen = at_once(lambda i: mlflow.set_experiment("race of clients").experiment_id)
    observe("set_experiment: one for all", lambda: len(set(seen)) == 1 and seen[0].isdigit())
    run_id = client.create_run(client.get_experiment_by_name("race of clients").experiment_id).info.run_id
    observe("log_param: one wins", lambda: sorted(at_once(lambda i: client.log_param(run_id, "p", str(i)) and None)))
    observe("log_batch: all arrive", lambda: sorted(at_once(lambda i: client.log_batch(run_id, [Metric("m", float(n), 100 * i + n, 100 * i + n) for n in range(50)]))))
    observe("log_batch: nothing is lost", lambda: len(client.get_metric_history(run_id, "m")))
    if hasattr(mlflow, "flush_async_logging"):
        with mlflow.start_run(run_id=run_id):
            for i in range(100):
                mlflow.log_metric("async", float(i), step=i, timestamp=i, synchronous=False)
            mlflow.flush_async_logging()
        observe("log_metric without waiting: nothing is lost", lambda: len(client.get_metric_history(run_id, "async")))
