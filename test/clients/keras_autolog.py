"""Trains with Keras 3 on JAX and Keras' autologging."""

import json
import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
import mlflow
import numpy as np
from report import describe

keras.utils.set_random_seed(7)
x = np.random.default_rng(7).normal(size=(256, 4)).astype("float32")
y = (x.sum(axis=1) > 0).astype("float32")

mlflow.set_experiment("keras")
mlflow.keras.autolog()
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
with mlflow.start_run() as run:
    history = model.fit(x, y, epochs=4, batch_size=32, validation_split=0.25, verbose=0)
report = describe(run.info.run_id, x, model.predict(x, verbose=0), rtol=1e-6)
report["curves"] = {key: [float(value) for value in values] for key, values in history.history.items()}

print(json.dumps(report))
