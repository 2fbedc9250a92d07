"""The key file: the only thing between a stolen laptop and the data, and between a forgotten passphrase and their loss."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from db import keys
from db.errors import Damaged, DiskFull, ReadOnlyDisk, RetError, WrongPassphrase
from retcli import toegang
from retcli.errors import Refused
from retcli.locations import Place
from retcli.toegang import Toegang

from ..conftest import CHEAP, PASSPHRASE, Clock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "sleutels.json"
    keys.write(file, keys.new_key(PASSPHRASE, CHEAP).content)
    return file


def changed(path: Path, *where: str, to: object) -> None:
    content: dict[str, Any] = json.loads(path.read_text())
    part = content
    for name in where[:-1]:
        part = part[name]
    if to is None:
        del part[where[-1]]
    else:
        part[where[-1]] = to
    path.write_text(json.dumps(content))


def test_the_key_comes_out_with_the_passphrase_and_with_nothing_else(tmp_path: Path) -> None:
    made = keys.new_key(PASSPHRASE, CHEAP)
    keys.write(tmp_path / "s", made.content)
    assert keys.unlock(tmp_path / "s", PASSPHRASE) == made.key
    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper(), "x" * 10_000):
        with pytest.raises(WrongPassphrase):
            keys.unlock(tmp_path / "s", wrong)


def test_the_file_holds_neither_key_nor_passphrase_nor_recovery_secret(tmp_path: Path) -> None:
    made = keys.new_key(PASSPHRASE, CHEAP)
    keys.write(tmp_path / "s", made.content)
    text = (tmp_path / "s").read_text()
    assert keys._b64(made.key) not in text
    assert made.key.hex() not in text
    assert PASSPHRASE not in text
    assert made.recovery_secret not in text


def test_two_key_files_of_one_passphrase_share_nothing(tmp_path: Path) -> None:
    one, two = keys.new_key(PASSPHRASE, CHEAP), keys.new_key(PASSPHRASE, CHEAP)
    assert one.key != two.key
    assert one.content["wachtwoord"]["zout"] != two.content["wachtwoord"]["zout"]
    assert one.content["wachtwoord"]["nonce"] != two.content["wachtwoord"]["nonce"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission bits")
def test_the_file_is_for_its_owner_only(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content", [b"", b"{", b"null", b"[]", b'"x"', b"{}", b'{"versie": 1}', b"\xff\xfe\x00", b'{"versie": 1, "wachtwoord": 5}']
)
def test_a_file_that_is_no_key_file_is_damaged_and_no_traceback(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(Damaged, match="De sleutels"):
        keys.unlock(path, PASSPHRASE)
    with pytest.raises(RetError):
        keys.unlock_with_sheet(path, "AGE-SECRET-KEY-1X")


def test_a_file_cut_off_anywhere_is_damaged(path: Path) -> None:
    """A full disk, a pulled stick: whatever is left, one sentence."""
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(Damaged):
            keys.unlock(path, PASSPHRASE)


@pytest.mark.parametrize("field", ["geheugen_kib", "rondes", "banen"])
@pytest.mark.parametrize("value", [0, -1, 2**40, (1 << 20) + 1, "veel", [], 1e300, True, None])
def test_an_absurd_cost_is_refused_before_it_is_paid(path: Path, field: str, value: object) -> None:
    """Who can write the file could else make the program ask for all memory there is."""
    if value is True and field != "geheugen_kib":
        return  # one pass, one lane: sound
    changed(path, "wachtwoord", field, to=value)
    with pytest.raises(Damaged):
        keys.unlock(path, PASSPHRASE)


@pytest.mark.parametrize("field", ["zout", "nonce", "sleutel"])
@pytest.mark.parametrize("value", ["", "%%%", "AAAA", 5, None, "é"])
def test_a_field_that_is_not_what_it_should_be_never_opens(path: Path, field: str, value: object) -> None:
    changed(path, "wachtwoord", field, to=value)
    with pytest.raises((Damaged, WrongPassphrase)):
        keys.unlock(path, PASSPHRASE)


def test_a_changed_byte_of_the_wrapped_key_never_opens(path: Path) -> None:
    content = json.loads(path.read_text())
    sealed = bytearray(keys._unb64(content["wachtwoord"]["sleutel"]))
    sealed[3] ^= 1
    changed(path, "wachtwoord", "sleutel", to=keys._b64(bytes(sealed)))
    with pytest.raises(WrongPassphrase):
        keys.unlock(path, PASSPHRASE)


def test_a_missing_file_says_where_to_find_it(path: Path) -> None:
    path.unlink()
    with pytest.raises(RetError, match=r"sleutels\.json") as caught:
        keys.unlock(path, PASSPHRASE)
    assert "kopieen" in caught.value.hint


@pytest.mark.parametrize("version", [2, 99, "1", None])
def test_a_file_of_a_newer_program_is_not_guessed_at(path: Path, version: object) -> None:
    changed(path, "versie", to=version)
    with pytest.raises(RetError):
        keys.unlock(path, PASSPHRASE)


def test_another_passphrase_opens_the_same_key_and_the_old_one_no_more(tmp_path: Path) -> None:
    made = keys.new_key(PASSPHRASE, CHEAP)
    path = tmp_path / "s"
    keys.write(path, made.content)
    keys.rewrap(path, made.key, "een heel ander wachtwoord", CHEAP)
    assert keys.unlock(path, "een heel ander wachtwoord") == made.key
    assert keys.unlock_with_sheet(path, made.recovery_secret) == made.key
    with pytest.raises(WrongPassphrase):
        keys.unlock(path, PASSPHRASE)


def test_another_recovery_sheet_opens_the_same_key_and_the_old_one_no_more(tmp_path: Path) -> None:
    made = keys.new_key(PASSPHRASE, CHEAP)
    path = tmp_path / "s"
    keys.write(path, made.content)
    assert not keys.sheet_waits(path)
    secret = keys.renew_sheet(path, made.key)
    assert (keys.unlock_with_sheet(path, secret), keys.unlock(path, PASSPHRASE)) == (made.key, made.key)
    with pytest.raises(RetError, match="hoort niet bij deze gegevens"):
        keys.unlock_with_sheet(path, made.recovery_secret)
    assert keys.sheet_waits(path)
    keys.sheet_written(path)
    assert not keys.sheet_waits(path)


def test_the_recovery_secret_is_forgiven_small_letters_and_blanks_around_it_and_nothing_else(tmp_path: Path) -> None:
    made, other = keys.new_key(PASSPHRASE, CHEAP), keys.new_key(PASSPHRASE, CHEAP)
    keys.write(tmp_path / "s", made.content)
    assert keys.unlock_with_sheet(tmp_path / "s", f"  {made.recovery_secret.lower()}\n") == made.key
    for wrong in (other.recovery_secret, made.recovery_secret[:-1], "", "é" * 70):
        with pytest.raises(RetError, match="herstelsleutel"):
            keys.unlock_with_sheet(tmp_path / "s", wrong)


def test_a_passphrase_with_accents_opens_however_the_keyboard_makes_them(tmp_path: Path) -> None:
    """macOS gives e and an accent apart, Windows one sign."""
    made = keys.new_key("caf\u00e9 in Ruï\u0301nen", CHEAP)
    keys.write(tmp_path / "s", made.content)
    assert keys.unlock(tmp_path / "s", "cafe\u0301 in Ruï\u0301nen") == made.key


def test_the_file_is_replaced_in_one_step_and_a_failure_leaves_the_old_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        keys.write(path, {"versie": 1})
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    with pytest.raises(ReadOnlyDisk):
        keys.write(path / "geen map", {})


# --- beginning a team


@pytest.mark.parametrize("point", ["db.keys.write", "db.store.Store._fill", "db.store.Store.transaction", "pathlib.Path.rename"])
def test_a_crash_while_beginning_leaves_a_folder_in_which_a_team_can_begin(
    point: str, place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it stops: no half team that neither opens nor lets another begin."""

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(point, crash)
    with pytest.raises(KeyboardInterrupt):
        toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock, cost=CHEAP)
    monkeypatch.undo()
    assert not toegang.exists(place)
    toegang.begin(place, "een tweede wachtwoord", naam="Anna Vos", now=clock, cost=CHEAP).toegang.close()
    toegang.unlock(place, "een tweede wachtwoord", now=clock).close()


def test_a_database_without_its_keys_is_never_overwritten(team: Toegang, clock: Clock) -> None:
    """The key may still be in a copy; the data are only here."""
    team.close()
    team.place.keys.unlink()
    before = team.place.database.read_bytes()
    with pytest.raises(Refused):
        toegang.begin(team.place, PASSPHRASE, naam="Anna Vos", now=clock)
    with pytest.raises(RetError, match=r"sleutels\.json"):
        toegang.unlock(team.place, PASSPHRASE, now=clock)
    assert team.place.database.read_bytes() == before
    assert not team.place.keys.exists()


def test_who_begins_second_at_the_same_moment_leaves_the_keys_of_the_first(
    place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two windows on the first day: the second is refused, and the first still opens."""
    from db.errors import AlreadyOpen
    from db.store import Store

    real = Store._fill
    refused: list[Exception] = []

    def second_arrives(store: Store, founding: Any) -> None:
        monkeypatch.undo()
        real(store, founding)
        with pytest.raises(AlreadyOpen) as caught:
            toegang.begin(place, "van de tweede laptop", naam="Bart Bos", now=clock, cost=CHEAP)
        refused.append(caught.value)

    monkeypatch.setattr(Store, "_fill", second_arrives)
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock, cost=CHEAP).toegang.close()
    assert len(refused) == 1
    toegang.unlock(place, PASSPHRASE, now=clock).close()
