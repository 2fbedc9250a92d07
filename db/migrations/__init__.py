"""Schema versions, oldest first. Alembic is imported only when a database is older than the last."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")


def upgrade(engine: Engine) -> None:
    """Bring the tables to the last revision, each step in a transaction of its own."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")
