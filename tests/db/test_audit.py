"""The journal read back: history for people, and a check that misses no tampering."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest

from db.columns import made_of
from db.models import Actie, Agendapunt, Besluit, Casus, CasusKnelpunt, Evaluatie, Instelling, Inzet, InzetLid, Overleg
from db.store import Store
from db.sync import audit
from db.sync.audit import DELETED, MADE, Change, history, rows_of_casus, verify
from retcli.toegang import Toegang

from ..conftest import Clock
from .journal import OtherLaptop, dots_of, query


@pytest.fixture
def store(team: Toegang) -> Store:
    return team.store


def told(store: Store, *rows: UUID) -> list[Change]:
    with store.raw_cursor() as cursor:
        return history(cursor, [row.bytes for row in rows])


# --- history


def test_history_tells_who_when_why_and_from_what_to_what(team: Toegang, clock: Clock) -> None:
    begun = clock()
    with team.store.transaction("intake", lid=team.lid) as session:
        casus = Casus(regio="twente", geboortejaar=2012)
        session.add(casus)
    clock.go_on(hours=2)
    with team.store.transaction("wijzigen") as session:
        session.get_one(Casus, casus.id).regio = "achterhoek"
    clock.go_on(hours=1)
    with team.store.transaction("wissen", lid=team.lid) as session:
        session.delete(session.get_one(Casus, casus.id))
    changes = told(team.store, casus.id)
    assert [(c.doel, c.cell, c.old, c.new) for c in changes] == [
        ("intake", "_life", (), MADE),
        ("intake", "regio", (), "twente"),
        ("intake", "geboortejaar", (), 2012),
        ("wijzigen", "regio", ("twente",), "achterhoek"),
        ("wissen", "_life", (MADE,), DELETED),
    ]
    assert [c.lid for c in changes] == [team.lid] * 3 + [None, team.lid]
    assert {c.device for c in changes} == {team.store.local()["device"][:4].hex()}
    assert {(c.table, c.row) for c in changes} == {("casus", casus.id)}
    assert [changes[at].moment - begun for at in (3, 4)] == [timedelta(hours=2), timedelta(hours=3)]
    assert changes[0].moment - begun < timedelta(milliseconds=1)


def test_history_tells_a_group_by_its_members(store: Store) -> None:
    with store.transaction("maken") as session:
        besluit = Besluit(besluit_route="TA", besluit_team=4)
        session.add(besluit)
    with store.transaction("anders") as session:
        session.get_one(Besluit, besluit.id).besluit_team = 5
    change = told(store, besluit.id)[-1]
    before = {"besluit_route": "TA", "besluit_team": 4, "besluit_eigenaar": None, "besluit_datum": None}
    assert (change.old, change.new) == ((before,), {**before, "besluit_team": 5})


def test_history_tells_both_values_that_a_decision_settled(team: Toegang, clock: Clock) -> None:
    with team.store.transaction("maken") as session:
        row = Instelling(naam="x", waarde="een")
        session.add(row)
    OtherLaptop(team).writes("instelling", row.id, "waarde", "twee", hlc=int(clock().timestamp() * 1000 - 1) << 16)
    shown = {("instelling", row.id, "waarde"): dots_of(team.store, row.id, "waarde")}
    with team.store.transaction("beslissen", shown=shown) as session:
        session.get_one(Instelling, row.id).waarde = "drie"
    assert set(told(team.store, row.id)[-1].old) == {"een", "twee"}


def test_history_puts_an_answer_after_what_it_answers_whatever_the_clocks_say(team: Toegang, clock: Clock) -> None:
    """A laptop whose clock stands in 2040 wrote first; the reply of today comes after it."""
    with team.store.transaction("maken") as session:
        row = Instelling(naam="x", waarde="een")
        session.add(row)
    ahead = int((clock() + timedelta(days=5000)).timestamp() * 1000) << 16
    other = OtherLaptop(team)
    other.writes("instelling", row.id, "waarde", "uit 2040", base=dots_of(team.store, row.id, "waarde"), hlc=ahead, column="waarde")
    with team.store.transaction("antwoord") as session:
        session.get_one(Instelling, row.id).waarde = "antwoord"
    changes = told(team.store, row.id)
    assert [c.new for c in changes if c.cell == "waarde"] == ["een", "uit 2040", "antwoord"]
    assert changes[-1].moment < changes[-2].moment


def test_history_of_concurrent_work_is_ordered_by_its_stamps(team: Toegang, clock: Clock) -> None:
    with team.store.transaction("maken") as session:
        row = Instelling(naam="x", waarde="een")
        session.add(row)
    earlier = int((clock() - timedelta(hours=1)).timestamp() * 1000) << 16
    OtherLaptop(team).writes("instelling", row.id, "waarde", "een uur eerder", hlc=earlier)
    assert told(team.store, row.id)[0].new == "een uur eerder"


def test_a_stamp_beyond_the_calendar_still_gives_a_moment() -> None:
    """A forged or broken clock must not take the history screen down."""
    assert audit.moment_of(2**63 - 1).year == 6429
    assert audit.moment_of(-(2**63)).year == 1


def test_history_of_many_rows_asks_in_parts(store: Store) -> None:
    """SQLite takes a limited number of parameters."""
    with store.transaction("veel") as session:
        rows = [Instelling(naam=f"n{n}") for n in range(1200)]
        session.add_all(rows)
    assert len(told(store, *(row.id for row in rows))) == 2400
    assert told(store) == []


def test_the_rows_of_a_casus_are_all_about_it_also_deleted_ones_and_none_of_another(store: Store) -> None:
    """For its history and for who asks what is kept of them (AVG): nothing may be missing, nothing of another child may be in it."""
    with store.transaction("maken") as session:
        mine, other, overleg = Casus(casuscode="26-AAAAA0"), Casus(casuscode="26-BBBBB0"), Overleg()
        besluit = Besluit(casus=mine.id, overleg=overleg.id)
        inzet = Inzet(casus=mine.id, besluit=besluit.id)
        actie = Actie(casus=mine.id, besluit=besluit.id)
        duo, evaluatie = InzetLid(inzet=inzet.id), Evaluatie(inzet=inzet.id)
        knelpunt = CasusKnelpunt(id=made_of("casus_knelpunt", mine.id, "REGIE"), casus=mine.id, code="REGIE")
        punt = Agendapunt(overleg=overleg.id, actie=actie.id)
        theirs = [Besluit(casus=other.id), Inzet(casus=other.id)]
        strange = Agendapunt(overleg=overleg.id, casus=other.id, inzet=inzet.id)
        sibling = Casus(eerdere_aanmelding=mine.id)
        about = [mine, besluit, inzet, actie, duo, evaluatie, knelpunt, punt]
        session.add_all([*about, other, overleg, *theirs, strange, sibling])
    expected = {row.id.bytes for row in about}
    with store.raw_cursor() as cursor:
        assert rows_of_casus(cursor, mine.id.bytes) == expected
    with store.transaction("wissen") as session:
        for row in (duo, evaluatie, knelpunt, punt, actie):
            session.delete(session.merge(row))
    with store.raw_cursor() as cursor:
        assert rows_of_casus(cursor, mine.id.bytes) == expected
        assert rows_of_casus(cursor, other.id.bytes) == {other.id.bytes, strange.id.bytes, *(row.id.bytes for row in theirs)}


def test_a_row_that_was_moved_to_another_casus_is_no_longer_of_the_first(store: Store) -> None:
    with store.transaction("maken") as session:
        one, two = Casus(), Casus()
        actie = Actie(casus=one.id)
        session.add_all([one, two, actie])
    with store.transaction("verplaatsen") as session:
        session.get_one(Actie, actie.id).casus = two.id
    with store.raw_cursor() as cursor:
        assert rows_of_casus(cursor, one.id.bytes) == {one.id.bytes}
        assert rows_of_casus(cursor, two.id.bytes) == {two.id.bytes, actie.id.bytes}


# --- the check


@pytest.fixture
def filled(team: Toegang) -> Store:
    """Some history: two casussen, one of them deleted, an edit, a second laptop."""
    store = team.store
    with store.transaction("intake", lid=team.lid) as session:
        keep, drop = Casus(casuscode="26-AAAAA0", regio="twente"), Casus(casuscode="26-BBBBB0")
        session.add_all([keep, drop, Besluit(casus=keep.id, besluit_route="TA")])
    with store.transaction("wijzigen", lid=team.lid) as session:
        session.get_one(Casus, keep.id).regio = "achterhoek"
        session.delete(session.get_one(Casus, drop.id))
    OtherLaptop(team).writes("casus", keep.id, "kanaal", "TEL", hlc=int(team.now().timestamp() * 1000) << 16, column="kanaal")
    with store.transaction("wijzigen", lid=team.lid) as session:
        session.get_one(Casus, keep.id).soort = "AMB"
    return store


def test_a_sound_database_passes_every_check_in_words(filled: Store) -> None:
    for deep in (False, True):
        findings = verify(filled, deep=deep)
        assert all(finding.ok for finding in findings)
        assert len(findings) == 8
        assert all(finding.what.endswith(".") for finding in findings)


def tampered(store: Store, *statements: str, triggers: bool = False) -> list[str]:
    """What the check says after someone with the key changed the file; without our triggers noticing unless `triggers`."""
    from db.sync import schema

    with store.raw_cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        if not triggers:
            for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount != 0, statement
        if not triggers:
            for ddl in schema.trigger_ddl():
                cursor.execute(ddl)
        cursor.execute("COMMIT")
    return [finding.what for finding in verify(store) if not finding.ok]


TABLES = "Gegevens zijn veranderd buiten het logboek om."
STRANGER = "Er is geschreven door een laptop die niet bij het team hoort."
MIDDLE = "(SELECT tx FROM sync_tx WHERE meta LIKE '%wijzigen%' ORDER BY tx LIMIT 1)"
LAST = "(SELECT max(tx) FROM sync_tx)"


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        ([f"UPDATE sync_op SET val = val || x'21' WHERE tx = {MIDDLE} AND idx = 0"], audit.CHANGED),
        ([f"UPDATE sync_op SET base = x'' WHERE tx = {MIDDLE} AND base <> x''"], audit.CHANGED),
        ([f"UPDATE sync_op SET row = zeroblob(16) WHERE tx = {MIDDLE} AND idx = 0"], audit.CHANGED),
        ([f"UPDATE sync_op SET kind = x'69' WHERE tx = {MIDDLE} AND idx = 0"], audit.CHANGED),
        ([f"UPDATE sync_op SET name = (SELECT max(id) FROM sync_name) WHERE tx = {MIDDLE} AND idx = 0"], audit.CHANGED),
        ([f"DELETE FROM sync_op WHERE tx = {MIDDLE} AND idx = 0"], audit.HOLE),
        ([f"DELETE FROM sync_op WHERE tx = {MIDDLE}"], audit.CHANGED),
        (["INSERT INTO sync_op SELECT 9999, idx, name, row, kind, val, base FROM sync_op WHERE tx = 1 AND idx = 0"], audit.HOLE),
        ([f"UPDATE sync_tx SET hash = zeroblob(32) WHERE tx = {MIDDLE}"], audit.CHANGED),
        ([f"UPDATE sync_tx SET meta = replace(meta, 'wijzigen', 'intake') WHERE tx = {MIDDLE}"], audit.CHANGED),
        ([f"UPDATE sync_tx SET hlc = hlc + 1 WHERE tx = {MIDDLE}"], audit.CHANGED),
        ([f"UPDATE sync_tx SET salt = zeroblob(16) WHERE tx = {MIDDLE}"], audit.CHANGED),
        ([f"UPDATE sync_tx SET ctx = (SELECT max(id) FROM sync_ctx) WHERE tx = {MIDDLE}"], audit.CHANGED),
        ([f"UPDATE sync_tx SET sig = zeroblob(64) WHERE tx = {LAST}"], audit.FORGED),
        (["UPDATE sync_tx SET sig = zeroblob(64) WHERE meta LIKE '%elders%'"], audit.FORGED),
        ([f"DELETE FROM sync_op WHERE tx = {MIDDLE}", f"DELETE FROM sync_tx WHERE tx = {MIDDLE}"], audit.HOLE),
        ([f"DELETE FROM sync_op WHERE tx = {LAST}", f"DELETE FROM sync_tx WHERE tx = {LAST}"], audit.TIP),
        (["UPDATE sync_stream SET tip_seq = tip_seq + 1 WHERE id = 1"], audit.TIP),
        (["UPDATE sync_stream SET tip_hash = zeroblob(32) WHERE id = 1"], audit.TIP),
        (["DELETE FROM sync_head WHERE name = (SELECT id FROM sync_name WHERE tbl = 'casus' AND col = 'soort')"], audit.HEADS),
        (["UPDATE sync_head SET idx = idx + 100 WHERE tx = 1"], audit.HEADS),
        (["INSERT INTO sync_head SELECT row, name, tx, idx + 1 FROM sync_head LIMIT 1"], audit.HEADS),
        (["INSERT INTO sync_head SELECT row, name, tx, idx FROM sync_op WHERE tx = 2 AND val = CAST('ttwente' AS BLOB)"], audit.HEADS),
        (["UPDATE casus SET regio = 'anders'"], TABLES),
        (["UPDATE casus SET onderwijs = 'ANDERS'"], TABLES),
        (["UPDATE besluit SET besluit_team = 4"], TABLES),
        (["DELETE FROM besluit"], TABLES),
        (["INSERT INTO casus(id, regio) VALUES (zeroblob(16), 'x')"], TABLES),
        (["INSERT INTO casus(id) VALUES (x'ffffffffffffffffffffffffffffffff')"], TABLES),
        (["UPDATE apparaat SET sleutel = zeroblob(32) WHERE naam IS NULL"], TABLES),
        (["UPDATE apparaat SET handtekening = zeroblob(64) WHERE naam IS NULL"], TABLES),
        (["UPDATE apparaat SET ontvanger = 'age1x' WHERE naam IS NULL"], TABLES),
        (["DELETE FROM apparaat WHERE naam IS NULL"], TABLES),
        (["UPDATE sync_stream SET device = zeroblob(32) WHERE id = 2"], STRANGER),
        (
            ["UPDATE sync_local SET v = replace(v, 'twente', 'elders') WHERE k = 'genesis'"],
            "Het oprichtingsbewijs van het team klopt niet.",
        ),
        (["DELETE FROM sync_local WHERE k = 'genesis_sig'"], "Het oprichtingsbewijs van het team klopt niet."),
        (
            ["UPDATE sync_local SET v = zeroblob(32) WHERE k = 'device_key'"],
            "De sleutels van deze laptop passen niet bij zijn plaats in het team.",
        ),
    ],
)
def test_tampering_is_reported(filled: Store, statements: list[str], says: str) -> None:
    """Each of these is something that the key's holder could do to hide or change what was decided."""
    assert says in tampered(filled, *statements)


def test_a_reference_to_nothing_is_reported(filled: Store) -> None:
    with filled.raw_cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("UPDATE besluit SET casus = zeroblob(16)")
        cursor.execute("PRAGMA foreign_keys = ON")
    assert "Er zijn regels die verwijzen naar iets wat er niet is." in [finding.what for finding in verify(filled) if not finding.ok]


def test_a_write_that_waits_to_be_sealed_is_reported(filled: Store) -> None:
    says = tampered(filled, "UPDATE casus SET regio = 'van buiten'", triggers=True)
    assert says == [TABLES, "Er is geschreven buiten het programma om; bij het volgende openen komt dat in het logboek."]


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER sync_casus_update",
        "CREATE TRIGGER sync_extra AFTER INSERT ON casus BEGIN SELECT 1; END",
        "CREATE TRIGGER vreemd AFTER INSERT ON casus BEGIN UPDATE casus SET regio = 'x'; END",
    ],
)
def test_a_trigger_missing_or_too_many_is_reported(filled: Store, statement: str) -> None:
    with filled.raw_cursor() as cursor:
        cursor.execute(statement)
    assert [f.ok for f in verify(filled)].count(False) == 1


def test_a_signature_inside_a_run_is_looked_at_only_when_asked(filled: Store) -> None:
    """The last one vouches for the run through the chain; `deep` reads them all."""
    with filled.raw_cursor() as cursor:
        cursor.execute(f"UPDATE sync_tx SET sig = zeroblob(64) WHERE tx = {MIDDLE}")
    assert all(finding.ok for finding in verify(filled))
    assert [finding.what for finding in verify(filled, deep=True) if not finding.ok] == [audit.FORGED]


def test_the_run_before_a_break_is_held_to_its_own_signature(filled: Store) -> None:
    """Else someone could rewrite the past and break the chain to hide that the past is no longer signed."""
    says = tampered(
        filled,
        "UPDATE sync_op SET val = val || x'21' WHERE tx = 1 AND idx = 0",
        f"UPDATE sync_tx SET sig = zeroblob(64) WHERE tx = {MIDDLE} - 1",
        f"UPDATE sync_op SET val = val || x'21' WHERE tx = {MIDDLE} AND idx = 0",
    )
    assert audit.CHANGED in says
    assert audit.FORGED in says


def test_a_whole_log_rewritten_without_the_laptops_key_is_reported(filled: Store) -> None:
    """Hashes can be computed anew by anyone; signatures can't."""
    from db.sync import wire

    ws, stream = hashlib.sha256(filled.local()["genesis"]).digest(), filled.local()["stream"]
    with filled.raw_cursor() as cursor:
        cursor.execute("UPDATE sync_op SET val = CAST('tandersom' AS BLOB) WHERE val = CAST('ttwente' AS BLOB) AND tx > 1")
        prev = bytes(32)
        for tx, seq, hlc, salt, meta, vv in cursor.execute(
            "SELECT t.tx, t.seq, t.hlc, t.salt, t.meta, c.vv FROM sync_tx t JOIN sync_ctx c ON c.id = t.ctx WHERE t.stream = 1 ORDER BY seq"
        ).fetchall():
            digests = []
            for idx, table, cell, row, value, base in cursor.execute(
                "SELECT o.idx, n.tbl, n.col, o.row, o.val, o.base FROM sync_op o JOIN sync_name n ON n.id = o.name"
                " WHERE o.tx = ? ORDER BY idx",
                (tx,),
            ).fetchall():
                head, tail = wire.op_frame(table, cell)
                digests.append(wire.op_digest(head, row, tail, base, wire.salt_of(salt, idx), value))
            prev = wire.tx_hash(ws, stream, seq, prev, vv, hlc, meta, digests)
            cursor.execute("UPDATE sync_tx SET hash = ? WHERE tx = ?", (prev, tx))
        cursor.execute("UPDATE sync_stream SET tip_hash = ? WHERE stream = ?", (prev, stream))
    assert audit.FORGED in [finding.what for finding in verify(filled) if not finding.ok]


def test_a_page_that_can_not_be_read_is_a_finding_and_no_traceback(team: Toegang) -> None:
    """A damaged disk: the check must still say what it can."""
    from retcli import toegang

    from ..conftest import PASSPHRASE

    with team.store.transaction("veel") as session:
        session.add_all([Casus(vraag=f"vraag {n} " * 30) for n in range(300)])
    team.close()
    content = bytearray(team.place.database.read_bytes())
    pages = len(content) // 4096
    for page in range(pages - 60, pages, 3):  # rows of the casussen; what the schema needs stands before them
        content[page * 4096 + 2000] ^= 1
    team.place.database.write_bytes(content)
    opened = toegang.unlock(team.place, PASSPHRASE, now=team.now, writable=False)
    findings = verify(opened.store)
    opened.close()
    assert "Het bestand is beschadigd: een deel ervan is veranderd buiten het programma om." in [f.what for f in findings if not f.ok]
    assert audit.UNREADABLE in [f.what for f in findings]


def test_a_deleted_row_that_someone_else_edited_has_to_show(team: Toegang) -> None:
    """A delete loses to an edit that its author had not seen: the row is missing until it is shown."""
    store, other = team.store, OtherLaptop(team)
    with store.transaction("maken") as session:
        casus = Casus(regio="twente")
        session.add(casus)
    with store.transaction("wissen") as session:
        session.delete(session.get_one(Casus, casus.id))
    other.writes("casus", casus.id, "regio", "achterhoek", hlc=int(team.now().timestamp() * 1000) + 5 << 16)
    assert [finding.detail for finding in verify(store) if not finding.ok] == ["casus ontbreekt (1)"]
    with store.raw_cursor() as cursor:
        cursor.execute("INSERT INTO casus(id, regio) VALUES (?, 'achterhoek')", (casus.id.bytes,))
        cursor.execute("DELETE FROM sync_capture")
    assert [finding for finding in verify(store) if not finding.ok] == []


def test_a_deleted_row_may_stay_for_a_child_that_shows_and_for_nothing_else(team: Toegang) -> None:
    store = team.store
    with store.transaction("maken") as session:
        casus, besluit = Casus(), Besluit()
        session.add_all([casus, besluit])
    with store.transaction("wissen") as session:
        session.delete(session.get_one(Casus, casus.id))
    with store.raw_cursor() as cursor:
        cursor.execute("INSERT INTO casus(id) VALUES (?)", (casus.id.bytes,))
        cursor.execute("DELETE FROM sync_capture")
    assert [finding.detail for finding in verify(store) if not finding.ok] == ["casus te veel (1)"]
    OtherLaptop(team).writes(
        "besluit", besluit.id, "casus", casus.id.bytes, hlc=int(team.now().timestamp() * 1000) + 9 << 16, column="casus"
    )
    assert [finding for finding in verify(store) if not finding.ok] == []


def test_no_detail_of_a_finding_holds_what_people_wrote(filled: Store) -> None:
    tampered(filled, "UPDATE casus SET regio = 'HEELGEHEIM'", "UPDATE sync_tx SET meta = meta || 'HEELGEHEIM'")
    assert "HEELGEHEIM" not in "".join(finding.what + finding.detail for finding in verify(filled))
    assert query(filled, "SELECT count(*) FROM casus WHERE regio = 'HEELGEHEIM'") == [(1,)]
