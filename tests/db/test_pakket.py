"""A package comes through whole or not at all: what is in it, who made it, for whom, and what is said of one that is not sound."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col

from db.models import Instelling
from db.store import Store
from db.sync import pakket, registry, tx, wire
from db.sync.pakket import PakketError, Reden
from db.sync.registry import Team

from ..conftest import Clock
from .journal import query
from .laptops import Laptop
from .laptops import withdraw as withdraw_device
from .pakketten import content, edited, key_of, opened, sealed, signed_anew, still, team_of, written

GOLDEN = Path(__file__).parent / "golden"
LONG = bool(os.environ.get("RETCLI_LANG"))
"""The long profile: every byte instead of a sample."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The databases of three laptops of one team, closed. Those of the second and third hold nothing of it yet but its beginning."""
    folder, clock = tmp_path_factory.mktemp("team"), Clock()
    anna = Laptop.begin(folder / "anna", clock)
    for laptop in (anna, anna.join(folder / "bart"), anna.join(folder / "cees")):
        laptop.close()
    return folder


@pytest.fixture
def founder(begun: Path, tmp_path: Path, clock: Clock) -> Iterator[Laptop]:
    yield from _opened(begun, tmp_path, "anna", clock)


@pytest.fixture
def anna(founder: Laptop) -> Store:
    return founder.store


@pytest.fixture
def bart(begun: Path, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    for laptop in _opened(begun, tmp_path, "bart", clock):
        yield laptop.store


@pytest.fixture
def cees(begun: Path, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    for laptop in _opened(begun, tmp_path, "cees", clock):
        yield laptop.store


def _opened(begun: Path, tmp_path: Path, name: str, clock: Clock) -> Iterator[Laptop]:
    shutil.copytree(begun / name, tmp_path / name)
    laptop = Laptop.opened(tmp_path / name, clock)
    yield laptop
    laptop.close()


def withdraw(store: Store, other: Store) -> None:
    withdraw_device(store, other.local()["device"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "map"


def note(store: Store, waarde: str, naam: str = "proef") -> UUID:
    with store.transaction("bewaren") as session:
        row = Instelling(naam=naam, waarde=waarde)
        session.add(row)
        return row.id


def log(store: Store) -> list[tx.Tx]:
    with still(store) as cursor:
        return list(tx.read_since(cursor, {}))


def dump(store: Store) -> list[object]:
    """All that a database holds."""
    tables = [name for (name,) in query(store, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return [(name, query(store, f'SELECT * FROM "{name}" ORDER BY 1, 2')) for name in tables if name != "alembic_version"]


def refusal(store: Store, path: Path) -> Reden:
    """Why a laptop does not read a file. That changes nothing, neither in the database nor of the file."""
    before, data, team = dump(store), path.read_bytes(), team_of(store)
    with pytest.raises(PakketError) as caught:
        list(pakket.open_pakket(path, team).txs())
    assert dump(store) == before
    assert path.read_bytes() == data
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")
    return caught.value.reden


# --- what comes through


def test_what_one_laptop_writes_another_reads_to_the_same_bytes(anna: Store, bart: Store, folder: Path) -> None:
    row = note(anna, "é 👍 \x00 \n \u2028 </script>")
    with anna.transaction("bewaren") as session:
        session.exec(update(Instelling).where(col(Instelling.id) == row).values(waarde=None))
    made = written(anna, folder)
    package = opened(bart, made.path)
    assert list(package.txs()) == log(anna)
    assert package.manifest == made.manifest
    assert package.manifest.count == len(log(anna)) == 5
    assert package.sha256 == hashlib.sha256(made.path.read_bytes()).digest() == made.sha256


@pytest.mark.parametrize("small", [0, 1 << 20])
def test_a_package_can_be_read_more_than_once_and_left_half_way(
    anna: Store, bart: Store, folder: Path, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large one too, of which a thread is decrypting the rest by then."""
    monkeypatch.setattr(pakket, "SMALL", small)
    note(anna, os.urandom(500_000).hex())
    package = opened(bart, written(anna, folder).path)
    before = threading.active_count()
    half = package.txs()
    next(half)
    half.close()
    assert len(list(package.txs())) == package.manifest.count
    assert threading.active_count() == before


def test_only_what_is_wanted_goes_in(anna: Store, bart: Store, folder: Path) -> None:
    for number in range(6):
        note(anna, str(number))
    stream = anna.local()["stream"]
    made = written(anna, folder, pakket.INC, wanted={stream: [(7, 8), (2, 4)]})
    assert [one.seq for one in opened(bart, made.path).txs()] == [2, 3, 4, 7, 8]
    assert [(run.first, run.last) for run in made.manifest.runs] == [(2, 4), (7, 8)]
    assert made.manifest.far == {stream: 9}


def test_a_package_without_transactions_says_how_far_its_author_is(anna: Store, bart: Store, folder: Path) -> None:
    package = opened(bart, written(anna, folder, pakket.INC, wanted={}, stand="ABCDEF").path)
    assert list(package.txs()) == []
    assert package.manifest.have == {anna.local()["stream"]: (3, log(anna)[-1].hash[:8])}
    assert package.manifest.stand == "ABCDEF"


def test_a_package_is_named_by_team_laptop_day_and_content(anna: Store, bart: Store, folder: Path) -> None:
    made, team = written(anna, folder), team_of(anna)
    assert made.path.parent == folder
    assert made.path.name == f"{team.ws[:4].hex()}-{team.device[:4].hex()}-20261124-{made.sha256[:8].hex()}.retpakket"
    assert [path.name for path in folder.iterdir()] == [made.path.name]
    assert opened(bart, made.path.rename(folder / "anders genoemd.bin")).sha256 == made.sha256


def test_the_laptops_that_are_admitted_and_not_withdrawn_can_read_it(anna: Store, bart: Store, cees: Store, folder: Path) -> None:
    """The maker too: it counts in a folder what it wrote itself."""
    withdraw(anna, cees)
    made = written(anna, folder)
    assert opened(anna, made.path).manifest.to == opened(bart, made.path).manifest.to == made.manifest.to
    assert set(made.manifest.to) == {anna.local()["device"], bart.local()["device"]}
    assert refusal(cees, made.path) is Reden.NIET_VOOR_ONS


def test_a_laptop_that_was_not_admitted_makes_no_package(bart: Store, folder: Path) -> None:
    """Its own database does not know it as one of the team yet."""
    with pytest.raises(PakketError) as caught:
        written(bart, folder)
    assert caught.value.reden is Reden.NIET_ERBIJ
    assert not folder.exists()


def test_a_new_laptop_learns_from_the_package_itself_who_is_in_the_team(anna: Store, bart: Store, folder: Path) -> None:
    """By certificates that the root signed; its own list of laptops is still empty."""
    assert team_of(bart).laptops == {}
    package = opened(bart, written(anna, folder).path)
    assert package.laptops.keys() == team_of(anna).laptops.keys()
    assert {anna.local()["device"], bart.local()["device"]} < package.laptops.keys()


def test_work_of_an_unknown_kind_or_of_strange_bytes_is_passed_on_as_it_is(folder: Path, anna: Store) -> None:
    """A newer program may have values, kinds and cells that this one does not know."""
    made = tx.made(
        bytes(32),
        stream=b"s" * 8,
        device=bytes(32),
        seq=1,
        prev=tx.BEGINNING,
        ctx=tx.pack_ctx([(b"q" * 8, 3, bytes(32))]),
        hlc=-5,
        salt=bytes(16),
        meta=b"\xff{}",
        ops=[
            tx.Op('a"; DROP', "b", b"r" * 16, b"s", b"\xfe\xff", b""),
            tx.Op("t", "c", b"r" * 16, b"\x80", b"z\x00", wire.Dot(b"q" * 8, 3, 1).packed()),
            tx.Op('a"; DROP', "b", b"q" * 16, b"s", b"n", b""),
        ],
        sig=bytes(64),
    )
    run = pakket.Run(made.stream, made.device, 1, 1, made.hash[:8])
    reader = pakket.Reader(bytes(32), [run], {})
    assert reader.tx(json.dumps(pakket.Pen().line(made)).encode()) == made


# --- opened by others


def test_stock_age_and_gzip_open_it(anna: Store, bart: Store, folder: Path, tmp_path: Path) -> None:
    made = written(anna, folder)
    lines = content(made.path, bart)
    manifest, trailer = json.loads(lines[0]), json.loads(lines[-1])
    assert made.path.read_bytes().startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert (manifest["retpakket"], manifest["soort"], manifest["app"]) == (1, "full", "1.0")
    assert trailer["n"] == len(lines) - 2 == made.manifest.count
    assert trailer["sha256"] == hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    if tool := shutil.which("age") or shutil.which("rage"):
        identity = tmp_path / "sleutel.txt"
        identity.write_bytes(bart.local()["device_age"] + b"\n")
        plain = subprocess.run([tool, "-d", "-i", str(identity), str(made.path)], capture_output=True, check=True).stdout
        assert gzip.decompress(plain) == b"".join(lines)


def test_a_package_of_the_first_version_is_read_for_ever() -> None:
    """Made once by the first version, of two laptops' work; the team and the keys to read it with are beside it. A hash covers the rest."""
    kept = json.loads((GOLDEN / "pakket.json").read_text(encoding="utf-8"))
    team = Team(
        ws=bytes.fromhex(kept["ws"]),
        root=registry.root_of(kept["genesis"].encode(), bytes.fromhex(kept["genesis_sig"])),
        device=bytes.fromhex(kept["apparaat"]),
        signer=Ed25519PrivateKey.generate(),
        age=kept["age"],
        laptops={},
    )
    package = pakket.open_pakket(GOLDEN / "pakket.retpakket", team)
    assert package.sha256.hex() == kept["sha256"]
    assert pakket.said_of(package.manifest) == kept["manifest"]
    assert [[one.stream.hex(), one.seq, len(one.ops), one.hash.hex(), one.sig.hex()] for one in package.txs()] == kept["txs"]


# --- what is not sound


def test_a_file_cut_off_anywhere_is_refused(anna: Store, bart: Store, folder: Path) -> None:
    whole = written(anna, folder).path
    data, team, path = whole.read_bytes(), team_of(bart), folder / "half.retpakket"
    before = dump(bart)
    for length in range(0, len(data), 1 if LONG else 29):
        path.write_bytes(data[:length])
        with pytest.raises(PakketError) as caught:
            pakket.open_pakket(path, team)
        assert caught.value.reden is (Reden.BESCHADIGD if length else Reden.LEEG), length
        assert caught.value.later
    assert dump(bart) == before


def test_a_file_with_any_byte_changed_is_refused(anna: Store, bart: Store, folder: Path) -> None:
    whole = written(anna, folder).path
    data, team = whole.read_bytes(), team_of(bart)
    before = dump(bart)
    for at in range(0, len(data), 1 if LONG else 17):
        for flip in (0x01, 0x80):
            path = folder / whole.name
            path.write_bytes(data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :])
            with pytest.raises(PakketError) as caught:
                pakket.open_pakket(path, team)
            assert caught.value.reden is Reden.BESCHADIGD, at
    assert dump(bart) == before


def test_a_changed_byte_is_never_read_under_another_name_either(anna: Store, bart: Store, folder: Path) -> None:
    """Without the name to tell by, a change in the lines for this laptop looks like a package for others: refused all the same."""
    data, team, path = written(anna, folder).path.read_bytes(), team_of(bart), folder / "x.retpakket"
    for at in range(0, len(data), 1 if LONG else 17):
        path.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        with pytest.raises(PakketError):
            pakket.open_pakket(path, team)


def test_bytes_behind_the_end_are_refused(anna: Store, bart: Store, folder: Path) -> None:
    path = written(anna, folder).path
    path.write_bytes(path.read_bytes() + b"\x00")
    assert refusal(bart, path) is Reden.BESCHADIGD
    lines = content(path2 := written(anna, folder).path, bart)
    packed = gzip.compress(b"".join(lines))
    for tail in (b"x", gzip.compress(b"{}\n")):
        assert refusal(bart, sealed(path2, packed + tail, bart, packed=False)) is Reden.BESCHADIGD


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00" * 4096])
def test_a_placeholder_is_told_as_one_that_is_still_to_come(bart: Store, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "leeg.retpakket"
    path.write_bytes(data)
    assert refusal(bart, path) is Reden.LEEG
    assert PakketError(Reden.LEEG).later


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_are_more_than_one_refusal(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    from pyrage import encrypt, x25519

    age = x25519.Identity.generate()
    founder = Ed25519PrivateKey.generate()
    team = Team(bytes(32), founder.public_key(), bytes(32), founder, str(age), {})
    path = tmp_path_factory.mktemp("ruis") / "ruis.retpakket"
    for made in (
        data,
        b"age-encryption.org/v1\n" + data,
        encrypt(data, [age.to_public()]),
        encrypt(gzip.compress(data), [age.to_public()]),
    ):
        path.write_bytes(made)
        with pytest.raises(PakketError):
            pakket.open_pakket(path, team)


def test_a_file_that_is_gone_or_can_not_be_read_is_told(bart: Store, tmp_path: Path) -> None:
    for path in (tmp_path / "weg.retpakket", tmp_path):
        with pytest.raises(PakketError) as caught:
            opened(bart, path)
        assert caught.value.reden is Reden.WEG
        assert caught.value.later


# --- not for us, or not from whom it says


def test_a_package_of_another_team_is_refused(bart: Store, folder: Path, tmp_path: Path, clock: Clock) -> None:
    """Normally it is not for our keys at all; and when somebody seals it for them, it says itself whose it is."""
    els = Laptop.begin(tmp_path / "els", clock)
    foreign = written(els.store, folder).path
    lines = content(foreign, els.store)
    els.close()
    assert refusal(bart, foreign) is Reden.NIET_VOOR_ONS
    assert refusal(bart, sealed(foreign, lines, bart)) is Reden.ANDER_TEAM


def test_a_package_that_somebody_sealed_on_for_us_is_refused(anna: Store, bart: Store, founder: Laptop, tmp_path: Path) -> None:
    """What was signed for some can't be handed to others as if it were for them."""
    before = written(anna, tmp_path / "map").path
    cees = founder.join(tmp_path / "cees")
    assert refusal(cees.store, before) is Reden.NIET_VOOR_ONS
    assert refusal(cees.store, sealed(before, content(before, bart), cees.store)) is Reden.NIET_VOOR_ONS
    cees.close()


@pytest.mark.parametrize(
    "changes", [{"retpakket": 2}, {"retpakket": 999, "ws": 5, "soort": None}, {"soort": "archief"}, {"vereist": ["teller"]}]
)
def test_a_package_of_a_newer_version_is_refused_with_what_to_do(
    anna: Store, bart: Store, folder: Path, changes: dict[str, object]
) -> None:
    path = written(anna, folder).path
    lines = content(path, bart)
    path = sealed(path, signed_anew([edited(lines[0], **changes), *lines[1:-1]], key_of(anna)), bart)
    assert refusal(bart, path) is Reden.NIEUWER
    assert "Werk retcli bij" in PakketError(Reden.NIEUWER).hint


def test_what_a_later_version_adds_to_a_manifest_is_no_hindrance(anna: Store, bart: Store, folder: Path) -> None:
    path = written(anna, folder).path
    lines = content(path, bart)
    path = sealed(path, signed_anew([edited(lines[0], later={"iets": [1]}), *lines[1:-1]], key_of(anna)), bart)
    assert list(opened(bart, path).txs()) == log(anna)


def test_a_package_signed_by_another_than_it_says_is_refused(anna: Store, bart: Store, folder: Path) -> None:
    """Anyone who knows the public keys can seal a file for the team; only a laptop of the team can sign one."""
    path = written(anna, folder).path
    lines = content(path, bart)
    for key in (Ed25519PrivateKey.generate(), key_of(bart)):
        assert refusal(bart, sealed(path, signed_anew(lines[:-1], key), bart)) is Reden.VERVALST


def test_a_package_of_a_laptop_that_the_root_did_not_admit_is_refused(anna: Store, bart: Store, folder: Path) -> None:
    from pyrage import x25519

    key, recipient = Ed25519PrivateKey.generate(), str(x25519.Identity.generate().to_public())
    signing = registry.public_bytes(key)
    path = written(anna, folder).path
    lines = content(path, bart)
    for signer in (key, key_of(bart)):
        device = registry.device_id(signing, recipient)
        sig = signer.sign(registry.certificate_bytes(registry.apparaat_id(device), signing, recipient))
        certificates = [*json.loads(lines[0])["apparaten"], [signing.hex(), recipient, base64.b64encode(sig).decode()]]
        manifest = edited(lines[0], apparaat=device.hex(), apparaten=certificates)
        assert refusal(bart, sealed(path, signed_anew([manifest, *lines[1:-1]], key), bart)) is Reden.ONBEKEND


def test_a_package_of_a_withdrawn_laptop_is_refused_whatever_its_certificate_says(anna: Store, cees: Store, folder: Path) -> None:
    lines = content(path := written(anna, folder).path, anna)
    path = sealed(path, signed_anew([edited(lines[0], apparaat=cees.local()["device"].hex()), *lines[1:-1]], key_of(cees)), anna)
    assert opened(anna, path).manifest.device == cees.local()["device"]
    withdraw(anna, cees)
    assert refusal(anna, path) is Reden.INGETROKKEN


# --- made by hand, and signed by a laptop of the team


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "reden"),
    [
        (lambda said: said["o"][0].__setitem__(2, "tanders"), Reden.VERVALST),
        (lambda said: said["o"].reverse(), Reden.VERVALST),
        (lambda said: said.update(h=1), Reden.VERVALST),
        (lambda said: said.update(z="00" * 16), Reden.VERVALST),
        (lambda said: said.update(m="{}"), Reden.VERVALST),
        (lambda said: said["o"].append([0, "00" * 16, "tx", "00" * 20]), Reden.VERVALST),
        (lambda said: said.update(t=base64.b64encode(bytes(63)).decode()), Reden.INHOUD),
        (lambda said: said.update(q=3), Reden.INHOUD),
        (lambda said: said.update(q=True), Reden.INHOUD),
        (lambda said: said.update(q=1.0), Reden.INHOUD),
        (lambda said: said.update(s="00" * 8), Reden.INHOUD),
        (lambda said: said.update(p="11" * 32), Reden.INHOUD),
        (lambda said: said.pop("p"), Reden.INHOUD),
        (lambda said: said.update(h=1 << 64), Reden.INHOUD),
        (lambda said: said.update(h=0.5), Reden.INHOUD),
        (lambda said: said.update(m="\ud800"), Reden.INHOUD),
        (lambda said: said.update(m=["%%"]), Reden.INHOUD),
        (lambda said: said.update(m=[]), Reden.INHOUD),
        (lambda said: said.update(c="00" * 23), Reden.INHOUD),
        (lambda said: said.update(c="00" * 24), Reden.INHOUD),
        (lambda said: said.update(o=[]), Reden.INHOUD),
        (lambda said: said.update(o=None), Reden.INHOUD),
        (lambda said: said["o"].__setitem__(0, [99, "00" * 16, "n"]), Reden.INHOUD),
        (lambda said: said["o"].__setitem__(0, [-1, "00" * 16, "n"]), Reden.INHOUD),
        (lambda said: said["o"].__setitem__(0, [["a", 1], "00" * 16, "n"]), Reden.INHOUD),
        (lambda said: said["o"].__setitem__(0, [["a" * 65, "b"], "00" * 16, "n"]), Reden.INHOUD),
        (lambda said: said["o"].__setitem__(0, [["a", "b"], "00" * 15, "n"]), Reden.INHOUD),
        (lambda said: said["o"].__setitem__(0, [["a", "b"], "00" * 16, ""]), Reden.INHOUD),
        (lambda said: said["o"].__setitem__(0, [["a", "b"], "00" * 16, "n", "00" * 19]), Reden.INHOUD),
        (lambda said: said["o"].__setitem__(0, {"a": 1}), Reden.INHOUD),
    ],
)
def test_a_transaction_that_is_not_as_its_author_made_it_is_refused(
    anna: Store, bart: Store, folder: Path, change: Change, reden: Reden
) -> None:
    """The laptop that passes it on is one of the team, and signed the package: the work of others it can't change."""
    path = written(anna, folder).path
    lines = content(path, bart)
    said = json.loads(lines[1])
    change(said)
    lines[1] = json.dumps(said).encode() + b"\n"
    assert refusal(bart, sealed(path, signed_anew(lines[:-1], key_of(anna)), bart)) is reden


@pytest.mark.parametrize(
    ("line", "text"), [(1, "[" * 100_000), (1, "[]"), (1, "null"), (1, "9" * 5000), (1, "{"), (1, '{"s":"x"}'), (0, "[" * 100_000)]
)
def test_a_line_that_is_no_transaction_is_refused(anna: Store, bart: Store, folder: Path, line: int, text: str) -> None:
    path = written(anna, folder).path
    lines = content(path, bart)
    lines[line] = text.encode() + b"\n"
    assert refusal(bart, sealed(path, signed_anew(lines[:-1], key_of(anna)), bart)) is (Reden.INHOUD if line else Reden.GEEN)


@pytest.mark.parametrize(
    "changes",
    [
        {"aan": None},
        {"aan": ["zz"]},
        {"heeft": []},
        {"heeft": {"00" * 8: [-1, "00" * 8]}},
        {"heeft": {"00" * 8: [1 << 63, "00" * 8]}},
        {"stromen": [[1, 2, 3]]},
        {"apparaat": "00"},
        {"apparaten": [[1]]},
        {"apparaten": [["00" * 32, "age1", "%"]]},
        {"op": 5},
        {"stand": []},
        {"ws": None},
        {"vereist": 5},
    ],
)
def test_a_manifest_that_is_not_as_retcli_makes_it_is_refused(anna: Store, bart: Store, folder: Path, changes: dict[str, object]) -> None:
    path = written(anna, folder).path
    lines = content(path, bart)
    path = sealed(path, signed_anew([edited(lines[0], **changes), *lines[1:-1]], key_of(anna)), bart)
    assert refusal(bart, path) is Reden.INHOUD


def test_a_manifest_that_does_not_say_what_is_in_it_is_refused(anna: Store, bart: Store, folder: Path) -> None:
    path = written(anna, folder).path
    lines = content(path, bart)
    stream, device, _, _, hash8 = json.loads(lines[0])["stromen"][0]
    wrong = {
        Reden.BESCHADIGD: [[(1, 4)], [(1, 2)], []],
        Reden.INHOUD: [[(2, 1)], [(3, 1)], [(1, 2), (2, 2)], [(3, 3), (1, 2)], [(2, 4)]],
        Reden.VERVALST: [[(1, 1), (2, 3)]],
    }
    for reden, cases in wrong.items():
        for runs in cases:
            manifest = edited(lines[0], stromen=[[stream, device, first, last, hash8] for first, last in runs])
            made = sealed(path, signed_anew([manifest, *lines[1:-1]], key_of(anna)), bart)
            assert refusal(bart, made) is reden, runs


def test_the_signature_of_the_last_vouches_for_a_run(anna: Store, bart: Store, folder: Path) -> None:
    path = written(anna, folder).path
    lines = content(path, bart)
    lines[3] = edited(lines[3], t=base64.b64encode(bytes(64)).decode())
    assert refusal(bart, sealed(path, signed_anew(lines[:-1], key_of(anna)), bart)) is Reden.VERVALST


def test_work_said_to_be_of_another_laptop_is_refused(anna: Store, bart: Store, folder: Path) -> None:
    path = written(anna, folder).path
    lines = content(path, bart)
    runs = json.loads(lines[0])["stromen"]
    runs[0][1] = bart.local()["device"].hex()
    assert refusal(bart, sealed(path, signed_anew([edited(lines[0], stromen=runs), *lines[1:-1]], key_of(anna)), bart)) is Reden.VERVALST


def test_a_package_that_lost_lines_or_order_is_refused(anna: Store, bart: Store, folder: Path) -> None:
    path = written(anna, folder).path
    lines = content(path, bart)
    for kept in ([lines[0], lines[2], lines[1], lines[3]], [*lines[:3], lines[1]]):
        assert refusal(bart, sealed(path, signed_anew(kept, key_of(anna)), bart)) is Reden.INHOUD
    for kept in (lines[:1], lines[:-1], [lines[0], lines[-1]], [*lines, lines[-1]], [*lines[:-1], lines[-1][:-1]]):
        assert refusal(bart, sealed(path, kept, bart)) is Reden.BESCHADIGD


def test_another_age_file_of_the_team_is_no_package(bart: Store, tmp_path: Path) -> None:
    for made in (b"verslag", b"", b"{}\n", b'{"retpakket": "1"}\n', b"\xff\xfe\n"):
        assert refusal(bart, sealed(tmp_path / "verslag.age", made, bart)) is Reden.GEEN
    assert refusal(bart, sealed(tmp_path / "verslag.age", b"geen gzip", bart, packed=False)) is Reden.GEEN
    (tmp_path / "brief.txt").write_text("Geachte heer")
    assert refusal(bart, tmp_path / "brief.txt") is Reden.GEEN


def test_a_file_that_changes_after_it_was_verified_is_refused_when_it_is_read(anna: Store, bart: Store, folder: Path) -> None:
    """Another whole and signed package under the same name too."""
    package = opened(bart, written(anna, folder).path)
    whole = package.path.read_bytes()
    sealed(package.path, content(package.path, bart), bart)
    with pytest.raises(PakketError) as caught:
        list(package.txs())
    assert caught.value.reden is Reden.BESCHADIGD
    package.path.write_bytes(whole)
    assert len(list(package.txs())) == package.manifest.count
    note(anna, "later")
    written(anna, folder, pakket.INC, wanted={anna.local()["stream"]: [(1, 2)]}).path.rename(package.path)
    with pytest.raises(PakketError) as caught:
        list(package.txs())
    assert caught.value.reden is Reden.BESCHADIGD
    package.path.unlink()
    with pytest.raises(PakketError) as caught:
        list(package.txs())
    assert caught.value.reden is Reden.WEG


# --- limits


def test_a_bomb_is_refused_before_it_goes_off(bart: Store, tmp_path: Path) -> None:
    """A hundred megabytes of nothing in a hundred kilobytes, as one line or as many."""
    for piece in (b"0" * (1 << 20), b"{}\n" * (1 << 18)):
        packed = gzip.compress(b"".join([piece] * 100))
        path = sealed(tmp_path / "bom.retpakket", packed, bart, packed=False)
        tracemalloc.start()
        reden = refusal(bart, path)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert reden in (Reden.TE_GROOT, Reden.GEEN)
        assert most < 60 << 20


def test_a_file_too_large_is_refused_unread(bart: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sealed(tmp_path / "groot.retpakket", os.urandom(1000), bart)
    monkeypatch.setattr(pakket, "FILE_MAX", 1000)
    assert refusal(bart, path) is Reden.TE_GROOT


def test_a_line_too_long_is_refused(anna: Store, bart: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(anna, folder).path
    monkeypatch.setattr(pakket, "LINE_MAX", 700)
    monkeypatch.setattr(pakket, "PIECE", 100)
    assert refusal(bart, path) is Reden.TE_GROOT


def test_a_text_that_packs_like_a_bomb_comes_through(anna: Store, bart: Store, folder: Path) -> None:
    """Somebody leaned on a key: the reader would take it for a bomb, so it is not packed."""
    note(anna, "a" * (17 << 20))
    made = written(anna, folder)
    assert made.path.stat().st_size > 17 << 20
    assert list(opened(bart, made.path).txs()) == log(anna)


def test_memory_does_not_grow_with_the_package(anna: Store, bart: Store, folder: Path) -> None:
    """Of four megabytes, that are eight unpacked."""
    for number in range(80):
        note(anna, os.urandom(50_000).hex(), str(number))
    tracemalloc.start()
    made = written(anna, folder)
    count = sum(1 for _ in opened(bart, made.path).txs())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == made.manifest.count
    assert made.path.stat().st_size > 4_000_000
    assert most < 2_500_000


# --- writing goes wrong


def test_a_write_that_fails_leaves_nothing_in_the_folder(anna: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    def broken(*_: object) -> None:
        raise ValueError("mistake of ours")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(PakketError) as caught:
            written(anna, folder)
        assert caught.value.reden is Reden.VOL
    with monkeypatch.context() as patch:
        patch.setattr(pakket, "_text", broken)
        with pytest.raises(ValueError, match="mistake of ours"):
            written(anna, folder)
    assert list(folder.iterdir()) == []


def test_a_folder_that_can_not_be_written_is_told(anna: Store, tmp_path: Path) -> None:
    (tmp_path / "map").write_text("een bestand waar een map hoort")
    with pytest.raises(PakketError) as caught:
        written(anna, tmp_path / "map")
    assert caught.value.reden is Reden.DICHT


def test_nobody_sees_a_package_before_it_is_whole(anna: Store, bart: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    real = os.replace

    def looking(source: Any, target: Any) -> None:
        seen.append([path.name for path in folder.iterdir()])
        opened(bart, Path(source))
        real(source, target)

    monkeypatch.setattr(os, "replace", looking)
    written(anna, folder)
    assert [name.startswith(".") and name.endswith(".tmp") for names in seen for name in names] == [True]
