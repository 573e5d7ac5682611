"""Makes an SQLite database as MLflow of another version has it, by STORE_FILE and REVISION. Old ones know no datasets, logged models or aliases."""

import os

from alembic import command
from mlflow.store.db.utils import _get_alembic_config
from mlflow.store.tracking.dbmodels.initial_models import Base
from sqlalchemy import MetaData, create_engine

file, revision = os.environ["STORE_FILE"], os.environ["REVISION"]
uri = f"sqlite:///{file}"
engine = create_engine(uri)
Base.metadata.create_all(engine)
with engine.begin() as connection:
    config = _get_alembic_config(uri)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
meta = MetaData()
meta.reflect(engine)
t = meta.tables
with engine.begin() as db:
    db.execute(t["experiments"].insert().values(experiment_id=1, name="old", artifact_location="mlflow-artifacts:/1", lifecycle_stage="active"))
    db.execute(t["runs"].insert().values(run_uuid="a" * 32, name="ran", experiment_id=1, user_id="me", status="FINISHED", start_time=5, end_time=6, lifecycle_stage="active", artifact_uri="mlflow-artifacts:/1/a/artifacts", source_type="LOCAL"))
    db.execute(t["params"].insert().values(run_uuid="a" * 32, key="lr", value="0.1"))
    for step, value, is_nan in [(0, 1.5, False), (1, 0, True), (2, 1.7976931348623157e308, False)]:
        row = {"run_uuid": "a" * 32, "key": "loss", "value": value, "timestamp": 7, "step": step, "is_nan": is_nan}
        db.execute(t["metrics"].insert().values(**row))
    db.execute(t["latest_metrics"].insert().values(**row))
    db.execute(t["registered_models"].insert().values(name="m", creation_time=1))
    db.execute(t["model_versions"].insert().values(name="m", version=1, creation_time=1, current_stage="Production", source="/x", run_id="a" * 32, status="READY"))
print("{}")
