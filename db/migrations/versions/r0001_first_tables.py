"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bundel",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("titel", sa.Text(), nullable=True),
        sa.Column("thema", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("doorgegeven_aan", sa.Text(), nullable=True),
        sa.Column("doorgegeven_op", sa.Date(), nullable=True),
        sa.Column("antwoord", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundel")),
    )
    op.create_table(
        "eigen_code",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("lijst", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("tot", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eigen_code")),
    )
    op.create_table(
        "instelling",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("naam", sa.Text(), nullable=True),
        sa.Column("waarde", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instelling")),
    )
    op.create_table(
        "leesregel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("op", sa.Text(), nullable=True),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        sa.Column("wat", sa.Text(), nullable=True),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leesregel")),
    )
    op.create_index(op.f("ix_leesregel_casus"), "leesregel", ["casus"], unique=False)
    op.create_table(
        "lid",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("naam", sa.Text(), nullable=True),
        sa.Column("rol", sa.Text(), nullable=True),
        sa.Column("team", sa.Integer(), nullable=True),
        sa.Column("organisatie", sa.Text(), nullable=True),
        sa.Column("discipline", sa.Text(), nullable=True),
        sa.Column("plekken", sa.Integer(), nullable=True),
        sa.Column("uren_per_week", sa.Integer(), nullable=True),
        sa.Column("actief_van", sa.Date(), nullable=True),
        sa.Column("actief_tot", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lid")),
    )
    op.create_index(op.f("ix_lid_code"), "lid", ["code"], unique=False)
    op.create_table(
        "sync_capture",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("tbl", sa.Text(), nullable=False),
        sa.Column("row", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_sync_capture")),
    )
    op.create_table(
        "sync_ctx",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vv", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_ctx")),
        sa.UniqueConstraint("vv", name="uq_sync_ctx_vv"),
    )
    op.create_table(
        "sync_head",
        sa.Column("row", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Integer(), nullable=False),
        sa.Column("tx", sa.Integer(), nullable=False),
        sa.Column("idx", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", "name", "tx", "idx", name="pk_sync_head"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_local",
        sa.Column("k", sa.Text(), nullable=False),
        sa.Column("v", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("k", name=op.f("pk_sync_local")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tbl", sa.Text(), nullable=False),
        sa.Column("col", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_name")),
        sa.UniqueConstraint("tbl", "col", name="uq_sync_name_tbl_col"),
    )
    op.create_table(
        "sync_op",
        sa.Column("tx", sa.Integer(), nullable=False),
        sa.Column("idx", sa.Integer(), nullable=False),
        sa.Column("name", sa.Integer(), nullable=False),
        sa.Column("row", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.LargeBinary(), nullable=False),
        sa.Column("val", sa.LargeBinary(), nullable=False),
        sa.Column("base", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tx", "idx", name="pk_sync_op"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sync_op_row", "sync_op", ["row"], unique=False)
    op.create_table(
        "sync_stream",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("tip_seq", sa.Integer(), nullable=False),
        sa.Column("tip_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_stream")),
        sa.UniqueConstraint("stream", name="uq_sync_stream_stream"),
    )
    op.create_table(
        "sync_tx",
        sa.Column("tx", sa.Integer(), nullable=False),
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("ctx", sa.Integer(), nullable=False),
        sa.Column("hlc", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.Column("meta", sa.LargeBinary(), nullable=False),
        sa.Column("got_at", sa.Text(), nullable=True),
        sa.Column("got_from", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tx", name=op.f("pk_sync_tx")),
        sa.UniqueConstraint("stream", "seq", name="uq_sync_tx_stream_seq"),
    )
    op.create_table(
        "uitgifte",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("op", sa.Text(), nullable=True),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        sa.Column("wat", sa.Text(), nullable=True),
        sa.Column("voor_wie", sa.Text(), nullable=True),
        sa.Column("grondslag", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("bewaren_tot", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uitgifte")),
    )
    op.create_table(
        "afwezigheid",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        sa.Column("van", sa.Date(), nullable=True),
        sa.Column("tot", sa.Date(), nullable=True),
        sa.Column("reden", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["lid"], ["lid.id"], name=op.f("fk_afwezigheid_lid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_afwezigheid")),
    )
    op.create_index(op.f("ix_afwezigheid_lid"), "afwezigheid", ["lid"], unique=False)
    op.create_table(
        "apparaat",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("naam", sa.Text(), nullable=True),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        sa.Column("sleutel", sa.LargeBinary(), nullable=True),
        sa.Column("ontvanger", sa.Text(), nullable=True),
        sa.Column("handtekening", sa.LargeBinary(), nullable=True),
        sa.Column("toegelaten_op", sa.Text(), nullable=True),
        sa.Column("ingetrokken_op", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["lid"], ["lid.id"], name=op.f("fk_apparaat_lid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apparaat")),
    )
    op.create_table(
        "casus",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casuscode", sa.Text(), nullable=True),
        sa.Column("regio", sa.Text(), nullable=True),
        sa.Column("datum_aanmelding", sa.Date(), nullable=True),
        sa.Column("kanaal", sa.Text(), nullable=True),
        sa.Column("eerste_contact", sa.Text(), nullable=True),
        sa.Column("aanmelder", sa.Text(), nullable=True),
        sa.Column("aanmelder_organisatie", sa.Text(), nullable=True),
        sa.Column("gemeente", sa.Text(), nullable=True),
        sa.Column("geboortejaar", sa.Integer(), nullable=True),
        sa.Column("geslacht", sa.Text(), nullable=True),
        sa.Column("woonsituatie", sa.Text(), nullable=True),
        sa.Column("dreigende_uhp", sa.Boolean(), nullable=True),
        sa.Column("wens_naar_huis", sa.Boolean(), nullable=True),
        sa.Column("soort", sa.Text(), nullable=True),
        sa.Column("vraag", sa.Text(), nullable=True),
        sa.Column("opmerking", sa.Text(), nullable=True),
        sa.Column("problematiek", sa.Text(), nullable=True),
        sa.Column("onderwijs", sa.Text(), nullable=True),
        sa.Column("maatregel", sa.Text(), nullable=True),
        sa.Column("verklarende_analyse", sa.Text(), nullable=True),
        sa.Column("urgentie", sa.Text(), nullable=True),
        sa.Column("veiligheid", sa.Text(), nullable=True),
        sa.Column("grondslag_status", sa.Text(), nullable=True),
        sa.Column("grondslag_datum", sa.Date(), nullable=True),
        sa.Column("grondslag_wie", sa.Text(), nullable=True),
        sa.Column("grondslag_bereik", sa.Text(), nullable=True),
        sa.Column("grondslag_ingetrokken", sa.Date(), nullable=True),
        sa.Column("eerdere_aanmelding", sa.LargeBinary(), nullable=True),
        sa.Column("gezin", sa.LargeBinary(), nullable=True),
        sa.Column("eigenaar", sa.LargeBinary(), nullable=True),
        sa.Column("in_monitor", sa.Text(), nullable=True),
        sa.Column("in_monitor_op", sa.Date(), nullable=True),
        sa.Column("enjo_betrokken", sa.Boolean(), nullable=True),
        sa.Column("zienswijze", sa.Text(), nullable=True),
        sa.Column("afsluiting_datum", sa.Date(), nullable=True),
        sa.Column("afsluiting_reden", sa.Text(), nullable=True),
        sa.Column("afsluiting_resultaat", sa.Text(), nullable=True),
        sa.Column("afsluiting_woonsituatie_eind", sa.Text(), nullable=True),
        sa.Column("afsluiting_overgedragen_aan", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["eerdere_aanmelding"], ["casus.id"], name=op.f("fk_casus_eerdere_aanmelding"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["eigenaar"], ["lid.id"], name=op.f("fk_casus_eigenaar"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casus")),
    )
    op.create_index(op.f("ix_casus_casuscode"), "casus", ["casuscode"], unique=False)
    op.create_table(
        "lid_expertise",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["lid"], ["lid.id"], name=op.f("fk_lid_expertise_lid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lid_expertise")),
    )
    op.create_index(op.f("ix_lid_expertise_lid"), "lid_expertise", ["lid"], unique=False)
    op.create_table(
        "lid_gemeente",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        sa.Column("gemeente", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["lid"], ["lid.id"], name=op.f("fk_lid_gemeente_lid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lid_gemeente")),
    )
    op.create_index(op.f("ix_lid_gemeente_lid"), "lid_gemeente", ["lid"], unique=False)
    op.create_table(
        "lid_taal",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        sa.Column("taal", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["lid"], ["lid.id"], name=op.f("fk_lid_taal_lid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lid_taal")),
    )
    op.create_index(op.f("ix_lid_taal_lid"), "lid_taal", ["lid"], unique=False)
    op.create_table(
        "overleg",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.Column("tijd", sa.Text(), nullable=True),
        sa.Column("plaats", sa.Text(), nullable=True),
        sa.Column("voorzitter", sa.LargeBinary(), nullable=True),
        sa.Column("notulist", sa.LargeBinary(), nullable=True),
        sa.Column("gestart_op", sa.Text(), nullable=True),
        sa.Column("gesloten_op", sa.Text(), nullable=True),
        sa.Column("afgelast_reden", sa.Text(), nullable=True),
        sa.Column("volgende_datum", sa.Date(), nullable=True),
        sa.Column("mededeling", sa.Text(), nullable=True),
        sa.Column("huidig", sa.LargeBinary(), nullable=True),
        sa.Column("huidig_sinds", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["notulist"], ["lid.id"], name=op.f("fk_overleg_notulist"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["voorzitter"], ["lid.id"], name=op.f("fk_overleg_voorzitter"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overleg")),
    )
    op.create_table(
        "aanwezigheid",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("overleg", sa.LargeBinary(), nullable=True),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        sa.Column("gast", sa.Text(), nullable=True),
        sa.Column("aanwezig", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["lid"], ["lid.id"], name=op.f("fk_aanwezigheid_lid"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["overleg"], ["overleg.id"], name=op.f("fk_aanwezigheid_overleg"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aanwezigheid")),
    )
    op.create_index(op.f("ix_aanwezigheid_overleg"), "aanwezigheid", ["overleg"], unique=False)
    op.create_table(
        "besluit",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("overleg", sa.LargeBinary(), nullable=True),
        sa.Column("besloten_op", sa.Date(), nullable=True),
        sa.Column("genomen_op", sa.Text(), nullable=True),
        sa.Column("besluit_route", sa.Text(), nullable=True),
        sa.Column("besluit_team", sa.Integer(), nullable=True),
        sa.Column("besluit_eigenaar", sa.LargeBinary(), nullable=True),
        sa.Column("besluit_datum", sa.Date(), nullable=True),
        sa.Column("reden", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["besluit_eigenaar"], ["lid.id"], name=op.f("fk_besluit_besluit_eigenaar"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_besluit_casus"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["overleg"], ["overleg.id"], name=op.f("fk_besluit_overleg"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_besluit")),
    )
    op.create_index(op.f("ix_besluit_casus"), "besluit", ["casus"], unique=False)
    op.create_index(op.f("ix_besluit_overleg"), "besluit", ["overleg"], unique=False)
    op.create_table(
        "casus_enjo",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_casus_enjo_casus"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casus_enjo")),
    )
    op.create_index(op.f("ix_casus_enjo_casus"), "casus_enjo", ["casus"], unique=False)
    op.create_table(
        "casus_knelpunt",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_casus_knelpunt_casus"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casus_knelpunt")),
    )
    op.create_index(op.f("ix_casus_knelpunt_casus"), "casus_knelpunt", ["casus"], unique=False)
    op.create_table(
        "casus_partij",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("organisatie", sa.Text(), nullable=True),
        sa.Column("rol", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_casus_partij_casus"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casus_partij")),
    )
    op.create_index(op.f("ix_casus_partij_casus"), "casus_partij", ["casus"], unique=False)
    op.create_table(
        "casus_problematiek",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_casus_problematiek_casus"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casus_problematiek")),
    )
    op.create_index(op.f("ix_casus_problematiek_casus"), "casus_problematiek", ["casus"], unique=False)
    op.create_table(
        "casus_problematiek_ouders",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["casus"], ["casus.id"], name=op.f("fk_casus_problematiek_ouders_casus"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casus_problematiek_ouders")),
    )
    op.create_index(op.f("ix_casus_problematiek_ouders_casus"), "casus_problematiek_ouders", ["casus"], unique=False)
    op.create_table(
        "herkomst",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("bron", sa.Text(), nullable=True),
        sa.Column("sleutel", sa.Text(), nullable=True),
        sa.Column("waarden", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_herkomst_casus"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_herkomst")),
    )
    op.create_index(op.f("ix_herkomst_casus"), "herkomst", ["casus"], unique=False)
    op.create_index(op.f("ix_herkomst_sleutel"), "herkomst", ["sleutel"], unique=False)
    op.create_table(
        "heropening",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.Column("genoteerd_op", sa.Text(), nullable=True),
        sa.Column("reden", sa.Text(), nullable=True),
        sa.Column("gesloten_op", sa.Date(), nullable=True),
        sa.Column("gesloten_reden", sa.Text(), nullable=True),
        sa.Column("resultaat", sa.Text(), nullable=True),
        sa.Column("woonsituatie_eind", sa.Text(), nullable=True),
        sa.Column("overgedragen_aan", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_heropening_casus"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heropening")),
    )
    op.create_index(op.f("ix_heropening_casus"), "heropening", ["casus"], unique=False)
    op.create_table(
        "identiteit",
        sa.Column("casus", sa.LargeBinary(), nullable=False),
        sa.Column("roepnaam", sa.Text(), nullable=True),
        sa.Column("aanmelder_naam", sa.Text(), nullable=True),
        sa.Column("aanmelder_mail", sa.Text(), nullable=True),
        sa.Column("aanmelder_telefoon", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["casus"], ["casus.id"], name=op.f("fk_identiteit_casus"), ondelete="CASCADE", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("casus", name=op.f("pk_identiteit")),
    )
    op.create_table(
        "interventie",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_interventie_casus"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interventie")),
    )
    op.create_index(op.f("ix_interventie_casus"), "interventie", ["casus"], unique=False)
    op.create_table(
        "signaal",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.Column("thema", sa.Text(), nullable=True),
        sa.Column("niveau", sa.Text(), nullable=True),
        sa.Column("domein", sa.Text(), nullable=True),
        sa.Column("tekst", sa.Text(), nullable=True),
        sa.Column("overleg", sa.LargeBinary(), nullable=True),
        sa.Column("bundel", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["bundel"], ["bundel.id"], name=op.f("fk_signaal_bundel"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["overleg"], ["overleg.id"], name=op.f("fk_signaal_overleg"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signaal")),
    )
    op.create_table(
        "actie",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("overleg", sa.LargeBinary(), nullable=True),
        sa.Column("besluit", sa.LargeBinary(), nullable=True),
        sa.Column("soort", sa.Text(), nullable=True),
        sa.Column("omschrijving", sa.Text(), nullable=True),
        sa.Column("eigenaar", sa.LargeBinary(), nullable=True),
        sa.Column("eigenaar_rol", sa.Text(), nullable=True),
        sa.Column("vervaldatum", sa.Date(), nullable=True),
        sa.Column("gedaan_op", sa.Date(), nullable=True),
        sa.Column("vervallen_op", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["besluit"], ["besluit.id"], name=op.f("fk_actie_besluit"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_actie_casus"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["eigenaar"], ["lid.id"], name=op.f("fk_actie_eigenaar"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["overleg"], ["overleg.id"], name=op.f("fk_actie_overleg"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actie")),
    )
    op.create_index(op.f("ix_actie_besluit"), "actie", ["besluit"], unique=False)
    op.create_index(op.f("ix_actie_casus"), "actie", ["casus"], unique=False)
    op.create_index(op.f("ix_actie_overleg"), "actie", ["overleg"], unique=False)
    op.create_table(
        "inzet",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("besluit", sa.LargeBinary(), nullable=True),
        sa.Column("team", sa.Integer(), nullable=True),
        sa.Column("inzet_planning_start", sa.Date(), nullable=True),
        sa.Column("inzet_planning_verwacht_einde", sa.Date(), nullable=True),
        sa.Column("inzet_planning_doel", sa.Text(), nullable=True),
        sa.Column("frequentie", sa.Text(), nullable=True),
        sa.Column("evaluatiedatum", sa.Date(), nullable=True),
        sa.Column("einddatum", sa.Date(), nullable=True),
        sa.Column("einde_reden", sa.Text(), nullable=True),
        sa.Column("afgeschaald_naar", sa.Text(), nullable=True),
        sa.Column("resultaat", sa.Text(), nullable=True),
        sa.Column("woonsituatie_eind", sa.Text(), nullable=True),
        sa.Column("minuten_direct", sa.Integer(), nullable=True),
        sa.Column("minuten_reis", sa.Integer(), nullable=True),
        sa.Column("minuten_overleg", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["besluit"], ["besluit.id"], name=op.f("fk_inzet_besluit"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_inzet_casus"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inzet")),
    )
    op.create_index(op.f("ix_inzet_besluit"), "inzet", ["besluit"], unique=False)
    op.create_index(op.f("ix_inzet_casus"), "inzet", ["casus"], unique=False)
    op.create_table(
        "signaal_casus",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("signaal", sa.LargeBinary(), nullable=True),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_signaal_casus_casus"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["signaal"], ["signaal.id"], name=op.f("fk_signaal_casus_signaal"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signaal_casus")),
    )
    op.create_index(op.f("ix_signaal_casus_signaal"), "signaal_casus", ["signaal"], unique=False)
    op.create_table(
        "agendapunt",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("overleg", sa.LargeBinary(), nullable=True),
        sa.Column("soort", sa.Text(), nullable=True),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("actie", sa.LargeBinary(), nullable=True),
        sa.Column("inzet", sa.LargeBinary(), nullable=True),
        sa.Column("signaal", sa.LargeBinary(), nullable=True),
        sa.Column("besluit", sa.LargeBinary(), nullable=True),
        sa.Column("volgorde", sa.Integer(), nullable=True),
        sa.Column("waarom", sa.Text(), nullable=True),
        sa.Column("besproken_op", sa.Text(), nullable=True),
        sa.Column("notitie", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["besluit"], ["besluit.id"], name=op.f("fk_agendapunt_besluit"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["actie"], ["actie.id"], name=op.f("fk_agendapunt_actie"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_agendapunt_casus"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["inzet"], ["inzet.id"], name=op.f("fk_agendapunt_inzet"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["overleg"], ["overleg.id"], name=op.f("fk_agendapunt_overleg"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["signaal"], ["signaal.id"], name=op.f("fk_agendapunt_signaal"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agendapunt")),
    )
    op.create_index(op.f("ix_agendapunt_casus"), "agendapunt", ["casus"], unique=False)
    op.create_index(op.f("ix_agendapunt_overleg"), "agendapunt", ["overleg"], unique=False)
    op.create_table(
        "evaluatie",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("inzet", sa.LargeBinary(), nullable=True),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.Column("gehouden_op", sa.Date(), nullable=True),
        sa.Column("uitkomst", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["inzet"], ["inzet.id"], name=op.f("fk_evaluatie_inzet"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluatie")),
    )
    op.create_index(op.f("ix_evaluatie_inzet"), "evaluatie", ["inzet"], unique=False)
    op.create_table(
        "inzet_lid",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("inzet", sa.LargeBinary(), nullable=True),
        sa.Column("lid", sa.LargeBinary(), nullable=True),
        sa.Column("van", sa.Date(), nullable=True),
        sa.Column("tot", sa.Date(), nullable=True),
        sa.Column("reden_wissel", sa.Text(), nullable=True),
        sa.Column("overdracht", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["inzet"], ["inzet.id"], name=op.f("fk_inzet_lid_inzet"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["lid"], ["lid.id"], name=op.f("fk_inzet_lid_lid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inzet_lid")),
    )
    op.create_index(op.f("ix_inzet_lid_inzet"), "inzet_lid", ["inzet"], unique=False)
    op.create_index(op.f("ix_inzet_lid_lid"), "inzet_lid", ["lid"], unique=False)
    op.create_table(
        "logregel",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("casus", sa.LargeBinary(), nullable=True),
        sa.Column("inzet", sa.LargeBinary(), nullable=True),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.Column("tijd", sa.Text(), nullable=True),
        sa.Column("auteur", sa.LargeBinary(), nullable=True),
        sa.Column("soort", sa.Text(), nullable=True),
        sa.Column("minuten", sa.Integer(), nullable=True),
        sa.Column("tekst", sa.Text(), nullable=True),
        sa.Column("zichtbaarheid", sa.Text(), nullable=True),
        sa.Column("correctie_op", sa.LargeBinary(), nullable=True),
        sa.Column("geschreven_op", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["auteur"], ["lid.id"], name=op.f("fk_logregel_auteur"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.id"], name=op.f("fk_logregel_casus"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(
            ["correctie_op"], ["logregel.id"], name=op.f("fk_logregel_correctie_op"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["inzet"], ["inzet.id"], name=op.f("fk_logregel_inzet"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logregel")),
    )
    op.create_index(op.f("ix_logregel_casus"), "logregel", ["casus"], unique=False)
    op.create_index(op.f("ix_logregel_inzet"), "logregel", ["inzet"], unique=False)
