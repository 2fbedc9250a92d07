"""What the exchange keeps: work that waits its turn, what people should look at, how far each laptop is, and which files were read"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sync_park",
        sa.Column("stream", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", "hash", name="pk_sync_park"),
    )
    op.create_table(
        "sync_issue",
        sa.Column("row", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", "name", "kind", name="pk_sync_issue"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sync_issue_kind", "sync_issue", ["kind"], unique=False)
    op.create_table(
        "sync_peer",
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("stream", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("device", "stream", name="pk_sync_peer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_file",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("device", sa.LargeBinary(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name="pk_sync_file"),
        sqlite_with_rowid=False,
    )
