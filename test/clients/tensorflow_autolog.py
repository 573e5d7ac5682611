"""Trains with TensorFlow's own Keras and MLflow's TensorFlow autologging."""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import mlflow
import numpy as np
import tensorflow as tf
from report import describe

tf.keras.utils.set_random_seed(7)
x = np.random.default_rng(7).normal(size=(256, 4)).astype("float32")
y = (x.sum(axis=1) > 0).astype("float32")

mlflow.set_experiment("tensorflow")
mlflow.tensorflow.autolog()
model = tf.keras.Sequential(
    [tf.keras.Input((4,)), tf.keras.layers.Dense(8, "relu"), tf.keras.layers.Dense(1, "sigmoid")]
)
model.compile(tf.keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(32)
with mlflow.start_run() as run:
    history = model.fit(data, epochs=4, verbose=0)
report = describe(run.info.run_id, x, model.predict(x, verbose=0), rtol=1e-5)
report["curves"] = {key: [float(value) for value in values] for key, values in history.history.items()}

print(json.dumps(report))
