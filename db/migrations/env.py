"""Alembic's entry: always on the engine that the store hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from db import models  # noqa: F401  # fills the metadata
from db.sync import tables  # noqa: F401  # likewise

with context.config.attributes["engine"].connect() as connection:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
