"""What was erased for good, and which orders to erase were heard of"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wissing",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("op", sa.Text(), nullable=True),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        sa.Column("reden", sa.Text(), nullable=True),
        sa.Column("opdracht_rijen", sa.LargeBinary(), nullable=True),
        sa.Column("opdracht_plekken", sa.LargeBinary(), nullable=True),
        sa.Column("opdracht_handtekening", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["lid"], ["lid.id"], name=op.f("fk_wissing_lid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wissing")),
    )
    op.create_table(
        "sync_erasure",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "sig", name=op.f("pk_sync_erasure")),
        sqlite_with_rowid=False,
    )
