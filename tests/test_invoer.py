"""Files that are not what they should be, in the folder of an exchange: each is left as it is with one clear sentence, nothing of it comes
in, and a good package beside it is read all the same. By `retcli sync` and by its trial, on the database of a team.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.sync import wire
from db.sync.map import exchange
from db.sync.pakket import PakketError, Reden
from db.sync.wire import LIFE
from retcli import toegang
from retcli.toegang import Toegang
from retcli.uitwisselen import wissel_uit

from .conftest import PASSPHRASE, Run
from .db.laptops import Laptop, dump, state
from .db.pakketten import content, edited, key_of, sealed, signed_anew, written
from .db.test_apply import Hand
from .verhalen import LONG
from .wisselhulp import nieuw


class Bad:
    """Makes bad files of a good one: `team` reads, `bart` made it."""

    def __init__(self, team: Toegang, bart: Toegang, tmp_path: Path) -> None:
        self.team, self.bart, self.tmp_path = team, bart, tmp_path
        self.good = written(bart.store, tmp_path / "goed").path
        self.lines = content(self.good, bart.store)

    def signed(self, *lines: bytes, key: Ed25519PrivateKey | None = None) -> bytes:
        """A file with these lines before the trailer, sealed for both."""
        made = signed_anew(list(lines), key or key_of(self.bart.store))
        return sealed(self.tmp_path / "met-de-hand", made, self.team.store, self.bart.store).read_bytes()

    def of(self, laptop: Laptop) -> bytes:
        return written(laptop.store, self.tmp_path / "van").path.read_bytes()

    def foreign(self) -> Laptop:
        made = Laptop.begin(self.tmp_path / "ander team", self.team.now)
        made.close()
        return Laptop.opened(self.tmp_path / "ander team", self.team.now)


def _foreign(bad: Bad) -> bytes:
    els = bad.foreign()
    made = bad.of(els)
    els.close()
    return made


def _foreign_for_us(bad: Bad) -> bytes:
    els = bad.foreign()
    lines = content(written(els.store, bad.tmp_path / "van").path, els.store)
    key = key_of(els.store)
    els.close()
    return bad.signed(*lines[:-1], key=key)


def _withdrawn(bad: Bad) -> bytes:
    here = Laptop(bad.team.place.folder, bad.team.now, bad.team.store)
    cees = here.join(bad.tmp_path / "cees")
    cees.takes_from(here)
    cees.row("van een dief")
    made = bad.of(cees)
    here.withdraw(cees.device)
    cees.close()
    return made


def _forged_work(bad: Bad) -> bytes:
    """Bart changes a word of what the founder wrote, and signs the package himself."""
    for at in range(len(bad.lines) - 2, 0, -1):
        said = json.loads(bad.lines[at])
        if any(op[2] and isinstance(op[2], str) and op[2].startswith("t") for op in said["o"]):
            said["o"][-1][2] = "tvan een ander"
            lines = [*bad.lines[:at], json.dumps(said).encode() + b"\n", *bad.lines[at + 1 : -1]]
            return bad.signed(*lines)
    raise AssertionError


def _trailer(bad: Bad, **changes: object) -> bytes:
    lines = [*bad.lines[:-1], edited(bad.lines[-1], **changes)]
    return sealed(bad.tmp_path / "met-de-hand", lines, bad.team.store).read_bytes()


CASES: dict[str, tuple[Callable[[Bad], bytes], Reden]] = {
    "a placeholder of no bytes": (lambda bad: b"", Reden.LEEG),
    "a placeholder of zeros": (lambda bad: bytes(bad.good.stat().st_size), Reden.LEEG),
    "half a file": (lambda bad: bad.good.read_bytes()[: bad.good.stat().st_size // 2], Reden.BESCHADIGD),
    "a file without its last byte": (lambda bad: bad.good.read_bytes()[:-1], Reden.BESCHADIGD),
    "bytes behind the end": (lambda bad: bad.good.read_bytes() + b"x", Reden.BESCHADIGD),
    "a letter": (lambda bad: b"Beste Bart, hier is het pakket.", Reden.GEEN),
    "another age file": (lambda bad: sealed(bad.tmp_path / "x", [b"notulen\n"], bad.team.store).read_bytes(), Reden.GEEN),
    "a bomb of one line": (
        lambda bad: sealed(bad.tmp_path / "x", gzip.compress(b"0" * (40 << 20)), bad.team.store, packed=False).read_bytes(),
        Reden.TE_GROOT,
    ),
    "a package of another team": (_foreign, Reden.NIET_VOOR_ONS),
    "one of another team, sealed for us": (_foreign_for_us, Reden.ANDER_TEAM),
    "a package of a withdrawn laptop": (_withdrawn, Reden.INGETROKKEN),
    "a package signed by nobody of the team": (lambda bad: bad.signed(*bad.lines[:-1], key=Ed25519PrivateKey.generate()), Reden.VERVALST),
    "work of another, changed": (_forged_work, Reden.VERVALST),
    "a version that does not exist yet": (
        lambda bad: bad.signed(edited(bad.lines[0], retpakket=999, soort="iets", ws=7), *bad.lines[1:-1]),
        Reden.NIEUWER,
    ),
    "a feature that does not exist yet": (
        lambda bad: bad.signed(edited(bad.lines[0], vereist=["teller"]), *bad.lines[1:-1]),
        Reden.NIEUWER,
    ),
    "a manifest without runs": (lambda bad: bad.signed(edited(bad.lines[0], stromen=[["x"]]), *bad.lines[1:-1]), Reden.INHOUD),
    "one transaction less": (lambda bad: bad.signed(*bad.lines[:-2]), Reden.BESCHADIGD),
    "a trailer of a wrong count": (lambda bad: _trailer(bad, n=1), Reden.BESCHADIGD),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.replace(" ", "_"))
def test_a_bad_file_is_left_with_a_sentence_and_holds_up_no_other(
    run: Run,
    team: Toegang,
    bart: Toegang,
    folder: Path,
    tmp_path: Path,
    case: str,
) -> None:
    make, reden = CASES[case]
    path = folder / "van een ander.retpakket"
    data = make(Bad(team, bart, tmp_path))
    path.write_bytes(data)
    here = Laptop(team.place.folder, team.now, team.store)
    before, whole = state(here), dump(here)
    team.close()

    trial = run("sync", str(folder), "--proef", "--json")
    team = _opened(team)
    assert dump(Laptop(team.place.folder, team.now, team.store)) == whole, "a trial changes nothing at all"
    team.close()
    found = run("sync", str(folder), "--json")
    for ran in (trial, found):
        assert ran.code == 0
        assert [one["bestand"] for one in ran.json["geweigerd"]] == [path.name]
        assert ran.err.startswith(f"{path.name}: {PakketError(reden).message}"), ran.err
        assert "Traceback" not in ran.err
    assert path.read_bytes() == data

    team = _opened(team)
    here = Laptop(team.place.folder, team.now, team.store)
    assert state(here) == before
    assert here.query("SELECT 1 FROM sync_park") == []
    casus, _ = nieuw(bart)
    wissel_uit(bart, folder)
    wissel_uit(team, folder)
    assert here.query("SELECT 1 FROM casus WHERE id = ?", casus.bytes) == [(1,)]
    assert path.read_bytes() == data
    team.close()


def _opened(team: Toegang) -> Toegang:
    return toegang.unlock(team.place, PASSPHRASE, now=team.now)


def test_an_old_package_brought_again_under_another_name_changes_nothing(team: Toegang, bart: Toegang, folder: Path) -> None:
    casus, _ = nieuw(bart)
    made = wissel_uit(bart, folder).geschreven[0]
    wissel_uit(team, folder)
    with team.doing("wissen") as session:
        session.connection().exec_driver_sql("DELETE FROM herkomst WHERE casus = ?", (casus.bytes,))
        session.connection().exec_driver_sql("DELETE FROM casus WHERE id = ?", (casus.bytes,))
    here = Laptop(team.place.folder, team.now, team.store)
    before = state(here)
    (folder / "van vroeger.retpakket").write_bytes((folder / made).read_bytes())
    other = folder / "later"
    other.mkdir()
    (other / "nog eens (1).retpakket").write_bytes((folder / made).read_bytes())
    found = wissel_uit(team, folder)
    assert (found.nieuw, found.geweigerd) == (0, ())
    assert state(here) == before


def test_names_from_elsewhere_never_become_a_statement(team: Toegang, bart: Toegang, folder: Path) -> None:
    """A laptop of the team, with a program that means harm: tables and columns named so that they end a quoted name."""
    here, there = (Laptop(t.place.folder, t.now, t.store) for t in (team, bart))
    hand, casus = Hand(here), nieuw(team)[0]
    names = ('a"; DROP TABLE casus; --', "casus' OR 1=1 --", 'casus"', "sqlite_master", "sync_local", "identiteit", "\x00", "x" * 64)
    ops = [(name, cell, casus, wire.ALIVE) for name in names for cell in (LIFE, 'regio"; DELETE FROM casus; --')]
    there.takes_from(here)
    there.takes([hand.writes(*ops, ("casus", "regio\" = 'x', \"kanaal", casus, b"tx"), ("casus", "id", casus, b"b" + bytes(16)))])
    before = {name: here.query(f'SELECT * FROM "{name}"') for name in ("casus", "identiteit", "lid")}
    secrets = here.store.local().keys()
    wissel_uit(bart, folder)
    found = wissel_uit(team, folder)
    assert (found.geweigerd, found.nieuw) == ((), 1)
    assert {name: here.query(f'SELECT * FROM "{name}"') for name in before} == before
    assert here.store.local().keys() >= secrets
    assert {name for (name,) in here.query("SELECT tbl FROM sync_name")} >= set(names)
    assert state(here) == state(there)


def test_a_code_that_only_a_newer_version_knows_is_shown_as_it_is(run: Run, team: Toegang, bart: Toegang, folder: Path) -> None:
    casus, code = nieuw(team)
    wissel_uit(team, folder)
    wissel_uit(bart, folder)
    with bart.doing("wijzig") as session:
        session.connection().exec_driver_sql("UPDATE casus SET urgentie = 'VAN_LATER' WHERE id = ?", (casus.bytes,))
    wissel_uit(bart, folder)
    wissel_uit(team, folder)
    team.close()
    shown = run("casus", "toon", code)
    assert (shown.code, shown.err) == (0, "")
    assert "VAN_LATER" in shown.out
    assert run("casus", "lijst").code == 0


def test_any_byte_changed_or_missing_is_refused_by_the_exchange_itself(team: Toegang, bart: Toegang, folder: Path, tmp_path: Path) -> None:
    """Each byte and each length in the long profile, and some in the short one; nothing of any of them comes in."""
    nieuw(bart)
    made = wissel_uit(bart, folder).geschreven[0]
    path, here = folder / made, Laptop(team.place.folder, team.now, team.store)
    data = path.read_bytes()
    broken = tmp_path / "kapot"
    (broken / "x").mkdir(parents=True)
    wissel_uit(team, broken)
    before, step = state(here), 1 if LONG else max(1, len(data) // 40)
    for at in range(0, len(data), step):
        target = broken / "x" / path.name
        for bad in (data[:at], data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]):
            target.write_bytes(bad)
            os.utime(target, ns=(at, at))
            (refused,) = exchange(team.store, broken).refused
            assert refused.error.reden in (Reden.LEEG, Reden.BESCHADIGD, Reden.GEEN)
            assert target.read_bytes() == bad
    assert state(here) == before
    target.write_bytes(data)
    assert len(exchange(team.store, broken).taken) == 1
