"""A laptop that is withdrawn up to a point, a casus that was entered twice, and a log that begins with a snapshot"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("apparaat", sa.Column("intrekking_tot", sa.Text(), nullable=True))
    op.add_column("apparaat", sa.Column("intrekking_handtekening", sa.LargeBinary(), nullable=True))
    op.create_table(
        "samenvoeging",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("dubbel", sa.LargeBinary(), nullable=True),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("op", sa.Text(), nullable=True),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_samenvoeging_{name}"), initially="DEFERRED", deferrable=True)
            for name, other in (("dubbel", "casus"), ("casus", "casus"), ("lid", "lid"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samenvoeging")),
    )
    for column in ("dubbel", "casus"):
        op.create_index(op.f(f"ix_samenvoeging_{column}"), "samenvoeging", [column], unique=False)
    op.add_column("sync_stream", sa.Column("floor", sa.Integer(), nullable=False, server_default="0"))
