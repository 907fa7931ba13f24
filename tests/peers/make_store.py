"""Makes an MLflow store of an older revision, by MLflow's own migrations: make_store.py URI REVISION ARTIFACTS."""

import sys

from alembic import command
from mlflow.store.db.utils import _get_alembic_config, create_sqlalchemy_engine_with_retry
from mlflow.store.tracking.dbmodels.initial_models import Base as InitialBase
from sqlalchemy import text

uri, revision, artifacts = sys.argv[1:]
engine = create_sqlalchemy_engine_with_retry(uri)
InitialBase.metadata.create_all(engine)
config = _get_alembic_config(uri)
with engine.begin() as connection:
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    connection.execute(
        text("INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage) VALUES (0, 'Default', :at, 'active')"),
        {"at": f"{artifacts}/0"},
    )
engine.dispose()
print("true")
