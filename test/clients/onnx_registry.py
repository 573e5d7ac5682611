"""A model of ONNX: logged, registered, loaded by version, alias and its own id."""

import json

import mlflow
import numpy as np
import onnx
from mlflow.models import infer_signature
from onnx import TensorProto, helper

weights = np.array([[1.5], [-2.0], [0.25]], dtype=np.float32)
given = np.arange(12, dtype=np.float32).reshape(4, 3)

graph = helper.make_graph(
    [helper.make_node("MatMul", ["x", "w"], ["y"])],
    "linear",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 1])],
    [helper.make_tensor("w", TensorProto.FLOAT, weights.shape, weights.ravel())],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
onnx.checker.check_model(model)

mlflow.set_experiment("onnx")
with mlflow.start_run():
    info = mlflow.onnx.log_model(model, name="model", signature=infer_signature(given, given @ weights), registered_model_name="linear")
mlflow.MlflowClient().set_registered_model_alias("linear", "champion", "1")


def predict(uri):
    (values,) = mlflow.pyfunc.load_model(uri).predict(given).values()
    return bool(np.allclose(values, given @ weights))


uris = ["models:/linear/1", "models:/linear@champion", f"models:/{info.model_id}"]
print(json.dumps({"same": [predict(uri) for uri in uris]}))
