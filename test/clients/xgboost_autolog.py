"""Trains with XGBoost and its autologging, both ways: the native API and the scikit-learn one."""

import json

import mlflow
import xgboost as xgb
from report import describe
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

x, y = load_breast_cancer(return_X_y=True, as_frame=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=7)
mlflow.set_experiment("xgboost")
mlflow.xgboost.autolog()

curves = {}
train, valid = xgb.DMatrix(x_train, y_train), xgb.DMatrix(x_test, y_test)
with mlflow.start_run() as native_run:
    booster = xgb.train(
        {"objective": "binary:logistic", "eval_metric": ["logloss", "error"], "max_depth": 2, "seed": 7},
        train,
        num_boost_round=20,
        evals=[(train, "train"), (valid, "valid")],
        evals_result=curves,
        verbose_eval=False,
    )
native = describe(native_run.info.run_id, x_test, booster.predict(valid))
native["curves"] = {f"{data}-{name}": values for data, part in curves.items() for name, values in part.items()}

with mlflow.start_run() as sklearn_run:
    classifier = xgb.XGBClassifier(n_estimators=10, max_depth=2, random_state=7).fit(x_train, y_train)
sklearn = describe(sklearn_run.info.run_id, x_test, classifier.predict(x_test))

print(json.dumps({"native": native, "sklearn": sklearn}))
