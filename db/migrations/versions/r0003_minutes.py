"""Minutes that a later meeting fixed, and what was added to them afterwards"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, columns in {
        "vaststelling": (("vastgesteld_op", sa.Text), ("door", sa.LargeBinary), ("inhoud", sa.Text)),
        "notulen_aanvulling": (("genoteerd_op", sa.Text), ("lid", sa.LargeBinary), ("tekst", sa.Text)),
    }.items():
        op.create_table(
            table,
            sa.Column("id", sa.LargeBinary(), nullable=False),
            sa.Column("overleg", sa.LargeBinary(), nullable=True),
            *(sa.Column(name, kind(), nullable=True) for name, kind in columns),
            *(
                sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"), initially="DEFERRED", deferrable=True)
                for name, other in (("overleg", "overleg"), ("door", "lid"), ("lid", "lid"))
                if name == "overleg" or name in dict(columns)
            ),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_overleg"), table, ["overleg"], unique=False)
