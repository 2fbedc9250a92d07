"""An age file for the team's laptops opens on those alone, and says calmly what is wrong with any other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyrage import DecryptError, decrypt, encrypt, x25519
from sqlmodel import select

from db.models import Apparaat, Leesregel
from db.sync import registry, toelating
from retcli.errors import Damaged, Refused
from retcli.notulen import sleutelbos
from retcli.toegang import Toegang

from .conftest import Run

WORDS = b"# Notulen\nSanne gaat naar huis.\n" * 50


def sealed(team: Toegang, content: bytes = WORDS) -> bytes:
    with team.reading() as session:
        return sleutelbos.versleuteld(session, content)


def root_key(team: Toegang) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(team.store.local()["root_key"])


def another_laptop(team: Toegang) -> x25519.Identity:
    """A laptop that the team admits."""
    identity, signing = x25519.Identity.generate(), b"\x01" * 32
    key = str(identity.to_public())
    row = registry.apparaat_id(registry.device_id(signing, key))
    signed = root_key(team).sign(registry.certificate_bytes(row, signing, key))
    with team.doing("apparaat") as session:
        session.add(Apparaat(id=row, naam="tweede laptop", sleutel=signing, ontvanger=key, handtekening=signed, toegelaten_op=team.now()))
    return identity


def test_every_laptop_of_the_team_opens_it_with_stock_age(team: Toegang) -> None:
    second = another_laptop(team)
    own = x25519.Identity.from_str(team.store.local()["device_age"].decode())
    file = sealed(team)
    assert file.startswith(b"age-encryption.org/v1\n")
    assert b"Sanne" not in file
    assert decrypt(file, [own]) == decrypt(file, [second]) == WORDS
    with pytest.raises(DecryptError):
        decrypt(file, [x25519.Identity.generate()])
    with team.reading() as session:
        assert sleutelbos.ontsleuteld(session, file) == WORDS


def test_a_laptop_that_was_withdrawn_or_that_the_team_never_signed_does_not(team: Toegang) -> None:
    second, third, root = another_laptop(team), x25519.Identity.generate(), root_key(team)
    with team.doing("apparaat") as session:
        row = session.exec(select(Apparaat).where(Apparaat.naam == "tweede laptop")).one()
        row.intrekking_tot, row.intrekking_handtekening = toelating.withdrawal(root, row.id, {})
        session.add(Apparaat(naam="ongenode", sleutel=b"\x02" * 32, ontvanger=str(third.to_public()), handtekening=b"\x00" * 64))
    file = sealed(team)
    for other in (second, third):
        with pytest.raises(DecryptError):
            decrypt(file, [other])
    with team.reading() as session:
        assert len(sleutelbos.ontvangers(session)) == 1


def test_without_a_laptop_to_give_it_to_nothing_is_made(team: Toegang) -> None:
    root = root_key(team)
    with team.doing("apparaat") as session:
        row = session.exec(select(Apparaat)).one()
        row.intrekking_tot, row.intrekking_handtekening = toelating.withdrawal(root, row.id, {})
    with pytest.raises(Damaged):
        sealed(team)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.integers(0, 9_999), st.sampled_from([None, *range(8)]), st.booleans())
def test_what_is_cut_short_or_changed_is_refused(team: Toegang, place: int, bit: int | None, armored: bool) -> None:
    file = sealed(team)
    if armored:
        file = encrypt(WORDS, [x25519.Identity.from_str(team.store.local()["device_age"].decode()).to_public()], armored=True)
    at = place % (len(file) - 2)
    broken = file[:at] if bit is None else file[:at] + bytes([file[at] ^ 1 << bit]) + file[at + 1 :]
    with team.reading() as session, pytest.raises(Refused) as refused:
        sleutelbos.ontsleuteld(session, broken)
    assert refused.value.hint


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from([b"", *sleutelbos.BEGINNINGS]), st.binary(max_size=300))
def test_no_bytes_do_more_than_refuse(team: Toegang, begin: bytes, content: bytes) -> None:
    with team.reading() as session, pytest.raises(Refused):
        sleutelbos.ontsleuteld(session, begin + content)


def made(run: Run, tmp_path: Path, content: bytes = WORDS) -> Path:
    """An age file to this laptop."""
    from retcli import toegang
    from retcli.locations import home

    from .conftest import PASSPHRASE

    team = toegang.unlock(home(), PASSPHRASE, writable=False)
    file = tmp_path / "notulen.md.age"
    file.write_bytes(sealed(team, content))
    team.close()
    return file


def test_the_command_writes_what_is_in_it_for_its_owner_alone_and_prints_nothing_of_it(begun: Run, tmp_path: Path) -> None:
    file = made(begun, tmp_path)
    folder = tmp_path / "uit"
    folder.mkdir()
    opened = begun("open", str(file), "--naar", str(folder))
    assert (opened.code, opened.out, opened.err) == (0, "notulen.md is gemaakt, en is niet meer versleuteld.\n", "")
    assert (folder / "notulen.md").read_bytes() == WORDS
    if sys.platform != "win32":
        assert os.stat(folder / "notulen.md").st_mode & 0o077 == 0
    again = begun("open", str(file), "--naar", str(folder))
    assert (again.code, again.err.startswith("notulen.md is er al.")) == (1, True)
    assert begun("open", str(file), "--naar", str(folder / "notulen.md"), "--ja").code == 0
    from retcli import toegang
    from retcli.locations import home

    from .conftest import PASSPHRASE

    team = toegang.unlock(home(), PASSPHRASE, writable=False)
    with team.reading() as session:
        assert [wat for wat in session.exec(select(Leesregel.wat)) if wat == "open"] == ["open", "open"]
    team.close()


def test_the_command_says_what_is_wrong_with_a_file(begun: Run, tmp_path: Path) -> None:
    file = made(begun, tmp_path)
    other = x25519.Identity.generate()
    for content, said in (
        (encrypt(WORDS, [other.to_public()]), "Dit bestand is niet voor deze laptop."),
        (file.read_bytes()[:-5], "Dit bestand is niet heel, of is veranderd."),
        (WORDS, "Dit is geen versleuteld bestand."),
        (b"", "Dit is geen versleuteld bestand."),
    ):
        file.write_bytes(content)
        refused = begun("open", str(file), "--naar", str(tmp_path / "uit.md"))
        assert (refused.code, refused.out) == (1, "")
        assert refused.err.startswith(said)
        assert not (tmp_path / "uit.md").exists()
    for path in (tmp_path / "weg.age", tmp_path):
        assert begun("open", str(path), "--naar", str(tmp_path / "uit.md")).code == 1
    assert begun("open", str(file)).code == 2
