"""How a duo was chosen, when an inzet was confirmed and scaled down, where the child lived, and the looks back after it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, kind in (
        ("duo_keuze_plaats", sa.Integer), ("duo_keuze_voorstel", sa.Text), ("duo_keuze_reden", sa.Text), ("bevestigd_op", sa.Date),
        ("afgeschaald_op", sa.Date), ("uhp", sa.Text), ("woonsituatie_begin", sa.Text),
    ):  # fmt: skip
        op.add_column("inzet", sa.Column(name, kind(), nullable=True))
    op.create_table(
        "nazorg",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("inzet", sa.LargeBinary(), nullable=True),
        sa.Column("maanden", sa.Integer(), nullable=True),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.Column("gedaan_op", sa.Date(), nullable=True),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        sa.Column("woonsituatie", sa.Text(), nullable=True),
        sa.Column("uitkomst", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["inzet"], ["inzet.id"], name=op.f("fk_nazorg_inzet"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["lid"], ["lid.id"], name=op.f("fk_nazorg_lid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nazorg")),
    )
    op.create_index(op.f("ix_nazorg_inzet"), "nazorg", ["inzet"], unique=False)
