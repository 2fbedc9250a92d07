"""Reopened meetings, look-alikes set aside, drafts, the day an inzet really began; the list's order and what is open by an index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "overleg_heropening",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("overleg", sa.LargeBinary(), nullable=True),
        sa.Column("genoteerd_op", sa.Text(), nullable=True),
        sa.Column("reden", sa.Text(), nullable=True),
        sa.Column("gesloten_op", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["overleg"], ["overleg.id"], name=op.f("fk_overleg_heropening_overleg"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overleg_heropening")),
    )
    op.create_index(op.f("ix_overleg_heropening_overleg"), "overleg_heropening", ["overleg"], unique=False)
    op.create_table(
        "casus_ander_kind",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("ander", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_casus_ander_kind_casus"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["ander"], ["casus.id"], name=op.f("fk_casus_ander_kind_ander"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casus_ander_kind")),
    )
    op.create_index(op.f("ix_casus_ander_kind_casus"), "casus_ander_kind", ["casus"], unique=False)
    op.create_index(op.f("ix_casus_ander_kind_ander"), "casus_ander_kind", ["ander"], unique=False)
    op.create_table(
        "concept",
        sa.Column("sleutel", sa.Text(), nullable=False),
        sa.Column("tekst", sa.Text(), nullable=True),
        sa.Column("op", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("sleutel", name=op.f("pk_concept")),
    )
    op.add_column("inzet", sa.Column("gestart_op", sa.Date(), nullable=True))
    for column in ("datum_aanmelding", "afsluiting_datum", "eerdere_aanmelding", "geboortejaar", "gezin"):
        op.create_index(op.f(f"ix_casus_{column}"), "casus", [column], unique=False)
