"""Joining and leaving as people do it: an invitation, a request, six words by telephone, and a laptop that takes part or does no more."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from db import models
from db.errors import RetError
from db.sync import map as folders
from db.sync import registry, toelating
from db.sync.toelating import Afgewezen, Bezwaar
from db.sync.woorden import WOORDEN
from retcli import apparaten, leden, ongedaan, toegang
from retcli.errors import NotFound, Refused
from retcli.locations import Place
from retcli.toegang import NogNietToegelaten, Toegang

from .conftest import PASSPHRASE, Clock, Ran, Run

WOORDEN_FOUT = ("aanbod", "aandeel", "aanleg", "aanpak", "aanrecht", "aardbei")


@pytest.fixture
def anna(team: Toegang) -> Toegang:
    """The laptop that began the team, in which Bart is a member."""
    with team.doing("lid") as session:
        leden.add(session, "BM", naam="Bart Mol", rol="AANVOERDER", team=1)
    return team


def invited(anna: Toegang) -> bytes:
    with anna.doing("uitnodigen") as session:
        return apparaten.nodig_uit(session, anna.wie(), "BM").inhoud


Joins = Callable[[bytes], Toegang]


@pytest.fixture
def joins(tmp_path: Path, clock: Clock) -> Iterator[Joins]:
    """A new laptop of Bart's, each time another, that answers an invitation."""
    made: list[Toegang] = []

    def joined(invitation: bytes) -> Toegang:
        place = Place(tmp_path / f"laptop{len(made)}")
        made.append(toegang.sluit_aan(place, PASSPHRASE, invitation, naam="laptop van Bart", now=clock).toegang)
        return made[-1]

    yield joined
    for one in made:
        one.close()


def request_of(bart: Toegang) -> bytes:
    assert bart.wacht is not None
    return bart.wacht.inhoud


def read(anna: Toegang, request: bytes) -> apparaten.Verzoek:
    with anna.reading() as session:
        return apparaten.lees_verzoek(session, anna.wie(), request)


def admits(anna: Toegang, bart: Toegang) -> apparaten.Apparaat:
    assert bart.wacht is not None
    found = read(anna, bart.wacht.inhoud)
    with anna.doing("toelaten") as session:
        return apparaten.laat_toe(session, anna.wie(), found, bart.wacht.woorden)


def both(anna: Toegang, bart: Toegang, folder: Path) -> Toegang:
    """An exchange of each; Bart as he is after it."""
    folders.exchange(anna.store, folder)
    folders.exchange(bart.store, folder)
    return toegang.toegelaten(bart)


def refusal(doing: Callable[[], object]) -> Bezwaar:
    with pytest.raises(Afgewezen) as refused:
        doing()
    assert refused.value.hint
    return refused.value.bezwaar


def laptops(team: Toegang) -> list[apparaten.Apparaat]:
    with team.reading() as session:
        return apparaten.lijst(session)


# --- the whole road


def test_a_laptop_joins_and_both_hold_the_same(anna: Toegang, joins: Joins, folder: Path) -> None:
    bart = joins(invited(anna))
    assert bart.wacht is not None
    assert (bart.wacht.team, bart.wacht.uitnodiger, bart.wacht.voor) == ("RET-AnderS Twente", "Anna Vos", "Bart Mol")
    assert read(anna, bart.wacht.inhoud).woorden == bart.wacht.woorden
    admits(anna, bart)
    bart = both(anna, bart, folder)
    assert bart.wacht is None
    with bart.doing("lid") as session:
        assert leden.find(session, bart.lid).naam == "Bart Mol"
        leden.add(session, "CD", naam="Cees Dam", rol="LEZER")
    folders.exchange(bart.store, folder)
    folders.exchange(anna.store, folder)
    with anna.reading() as session:
        assert {lid.code for lid in leden.everyone(session)} == {"AV", "BM", "CD"}
    seen = [(one.naam, one.van, one.deze, one.beheer, one.gehoord_op is not None) for one in laptops(anna)]
    assert seen == [("eerste laptop", "Anna Vos", True, True, False), ("laptop van Bart", "Bart Mol", False, False, True)]
    assert [(one.naam, one.deze, one.beheer) for one in laptops(bart)] == [("laptop van Bart", True, False), ("eerste laptop", False, True)]


def test_the_name_of_an_invitation_is_nobodys_and_each_has_its_own(anna: Toegang) -> None:
    with anna.doing("uitnodigen") as session:
        made = [apparaten.nodig_uit(session, anna.wie(), "BM").bestand for _ in range(2)]
    for name in made:
        assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{8}\.retuitnodiging", name)
    assert made[0][:9] == made[1][:9]
    assert made[0] != made[1]


def test_a_package_on_a_stick_does_as_well(anna: Toegang, joins: Joins, folder: Path) -> None:
    bart = joins(invited(anna))
    admits(anna, bart)
    file = apparaten.eerste_pakket(anna, folder)
    assert file.parent == folder
    folders.exchange(bart.store, folder)
    assert toegang.toegelaten(bart).wacht is None


def test_until_then_it_writes_nothing_and_opens_for_no_command(anna: Toegang, joins: Joins, folder: Path, clock: Clock) -> None:
    bart = joins(invited(anna))
    wacht = bart.wacht
    assert wacht is not None
    with pytest.raises(NogNietToegelaten) as refused, bart.doing("lid"):
        pass
    assert refused.value.wacht == wacht
    assert folders.exchange(bart.store, folder).written is None
    bart.close()
    for writable in (True, False):
        with pytest.raises(NogNietToegelaten, match="Anna Vos") as refused:
            toegang.unlock(bart.place, PASSPHRASE, now=clock, writable=writable)
        assert refused.value.wacht == wacht
    with pytest.raises(RetError):
        toegang.unlock(bart.place, "een ander wachtwoord", now=clock)
    again = toegang.unlock(bart.place, PASSPHRASE, now=clock, wachtend=True)
    assert again.wacht == wacht
    admits(anna, again)
    folders.exchange(anna.store, folder)
    folders.exchange(again.store, folder)
    again.close()
    reader = toegang.unlock(bart.place, PASSPHRASE, now=clock, writable=False)
    assert reader.wacht is None
    reader.close()
    opened = toegang.unlock(bart.place, PASSPHRASE, now=clock)
    assert (opened.wacht, toegang.WACHT in opened.store.local()) == (None, False)
    opened.close()


def test_the_waiting_can_be_left_and_begun_anew(anna: Toegang, joins: Joins, clock: Clock) -> None:
    invitation = invited(anna)
    bart = joins(invitation)
    with pytest.raises(Refused, match="al een team"):
        toegang.sluit_aan(bart.place, PASSPHRASE, invitation, naam="nog eens", now=clock)
    bart.close()
    with pytest.raises(RetError):
        toegang.zie_af(bart.place, "een ander wachtwoord", now=clock)
    toegang.zie_af(bart.place, PASSPHRASE, now=clock)
    again = toegang.sluit_aan(bart.place, "een ander wachtwoord", invitation, naam="nog eens", now=clock).toegang
    assert again.wacht is not None
    assert bart.wacht is not None
    assert again.wacht.woorden != bart.wacht.woorden
    admits(anna, again)
    again.close()


def test_a_laptop_that_takes_part_does_not_leave_by_it(anna: Toegang, joins: Joins, folder: Path, clock: Clock) -> None:
    bart = joins(invited(anna))
    admits(anna, bart)
    both(anna, bart, folder).close()
    with pytest.raises(Refused, match="hoort al bij een team"):
        toegang.zie_af(bart.place, PASSPHRASE, now=clock)
    assert bart.place.database.exists()


@pytest.mark.parametrize("naam", ["", "  ", "\x1b[2J", "x" * 41])
def test_a_laptop_has_a_name_that_can_be_shown(anna: Toegang, tmp_path: Path, clock: Clock, naam: str) -> None:
    with pytest.raises(Refused, match="naam"):
        toegang.sluit_aan(Place(tmp_path / "nieuw"), PASSPHRASE, invited(anna), naam=naam, now=clock)
    assert not (tmp_path / "nieuw").exists()


# --- the invitation


def test_an_invitation_is_answered_within_a_week(anna: Toegang, joins: Joins, clock: Clock) -> None:
    invitation = invited(anna)
    bart = joins(invitation)
    clock.go_on(days=7, seconds=1)
    assert refusal(lambda: joins(invitation)) is Bezwaar.VERLOPEN
    assert refusal(lambda: read(anna, request_of(bart))) is Bezwaar.TE_LAAT
    clock.go_on(days=-9)
    assert refusal(lambda: joins(invitation)) is Bezwaar.TE_VROEG


def test_an_invitation_with_any_byte_changed_or_cut_off_is_refused(anna: Toegang, clock: Clock) -> None:
    """Only the end of the last line means nothing."""
    invitation = invited(anna)
    assert toegang.lees_uitnodiging(invitation.replace(b"\n", b"\r\n"), clock()).voor == "Bart Mol"
    for at in range(len(invitation) - 1):
        for broken in (invitation[:at] + bytes([invitation[at] ^ 1]) + invitation[at + 1 :], invitation[:at]):
            with pytest.raises(Afgewezen):
                toegang.lees_uitnodiging(broken, clock())


def test_an_invitation_signed_by_another_than_the_team_that_it_names_is_refused(anna: Toegang, place: Place, tmp_path: Path) -> None:
    """Someone who has a team of his own puts the name of ours on it."""
    other = toegang.begin(Place(tmp_path / "ander"), PASSPHRASE, naam="Anna Vos", now=anna.now).toegang
    with other.doing("lid") as session:
        leden.add(session, "BM", naam="Bart Mol", rol="AANVOERDER")
    own, theirs = (json.loads(invited(one).splitlines()[0]) for one in (anna, other))
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(other.store.local()["root_key"])
    for part in (["genesis", "genesis_handtekening"], ["apparaat"], ["genesis"]):
        line = toelating._line(theirs | {name: own[name] for name in part})
        signature = toelating._b64(key.sign(toelating.INVITATION_DOMAIN + toelating._sha256(line)))
        mixed = line + toelating._line({"handtekening": signature})
        with pytest.raises(Afgewezen):
            toegang.lees_uitnodiging(mixed, anna.now())
    other.close()


@pytest.mark.parametrize(
    ("content", "bezwaar"),
    [
        (b"", Bezwaar.GEEN_UITNODIGING),
        (b"\x00" * 100, Bezwaar.GEEN_UITNODIGING),
        (b"{}", Bezwaar.GEEN_UITNODIGING),
        (b"[" * 60_000, Bezwaar.GEEN_UITNODIGING),
        (b'{"retuitnodiging":"1"}', Bezwaar.GEEN_UITNODIGING),
        (b'{"retuitnodiging":2}', Bezwaar.NIEUWER),
        (b'{"retuitnodiging":1}\n{"handtekening":1}', Bezwaar.NIET_HEEL),
        (b'{"retuitnodiging":1,"genesis', Bezwaar.NIET_HEEL),
        (b"x" * 100_000, Bezwaar.GEEN_UITNODIGING),
        (b"age-encryption.org/v1\n", Bezwaar.GEEN_UITNODIGING),
    ],
)
def test_what_is_no_invitation_is_told_as_what_it_is(content: bytes, bezwaar: Bezwaar, clock: Clock) -> None:
    assert refusal(lambda: toegang.lees_uitnodiging(content, clock())) is bezwaar


def test_only_a_laptop_with_the_key_invites_and_only_a_member(anna: Toegang, joins: Joins, folder: Path) -> None:
    bart = joins(invited(anna))
    admits(anna, bart)
    bart = both(anna, bart, folder)
    with pytest.raises(Refused, match="heeft het beheer"), bart.doing("uitnodigen") as session:
        apparaten.nodig_uit(session, bart.wie(), "AV")
    with pytest.raises(NotFound), anna.doing("uitnodigen") as session:
        apparaten.nodig_uit(session, anna.wie(), "niemand")


# --- the request and its words


def test_a_request_that_was_put_in_the_place_of_another_has_other_words(anna: Toegang, joins: Joins) -> None:
    """Who has the invitation answers it too, under the same names, and takes the honest file away. Anna can't tell but by the words."""
    invitation = invited(anna)
    bart, thief = joins(invitation), joins(invitation)
    assert bart.wacht is not None
    found = read(anna, request_of(thief))
    assert (found.naam, found.voor) == ("laptop van Bart", "Bart Mol")
    for heard in (bart.wacht.woorden, found.woorden[:5], (), found.woorden[::-1], (*found.woorden[:5], "aanbod")):
        with pytest.raises(Refused, match="niet gelijk"), anna.doing("toelaten") as session:
            apparaten.laat_toe(session, anna.wie(), found, heard)
    assert len(laptops(anna)) == 1
    admits(anna, bart)


def test_an_invitation_to_another_team_that_was_put_in_its_place_gives_other_words(anna: Toegang, joins: Joins, tmp_path: Path) -> None:
    """The thief passes Bart's own keys on to the real team: the words name the team and the invitation too."""
    other = toegang.begin(Place(tmp_path / "ander"), PASSPHRASE, naam="Anna Vos", now=anna.now).toegang
    with other.doing("lid") as session:
        leden.add(session, "BM", naam="Bart Mol", rol="AANVOERDER")
    bart = joins(invited(other))
    assert bart.wacht is not None
    asked = read(other, request_of(bart)).gelezen
    real = toelating.read_invitation(invited(anna), anna.now())
    line = toelating._line(
        {
            "naam": asked.naam,
            "ontvanger": asked.recipient,
            "op": "2026-11-24T09:00:00.000Z",
            "retverzoek": 1,
            "sleutel": asked.signing.hex(),
            "uitnodiging": real.digest.hex(),
            "ws": real.ws.hex(),
        }
    )
    assert toelating.words(line) != bart.wacht.woorden
    assert refusal(lambda: read(anna, request_of(bart))) is Bezwaar.ANDERE_LAPTOP
    other.close()


def test_a_request_counts_once(anna: Toegang, joins: Joins) -> None:
    invitation = invited(anna)
    bart, second = joins(invitation), joins(invitation)
    admits(anna, bart)
    for request in (request_of(bart), request_of(second)):
        assert refusal(lambda request=request: read(anna, request)) is Bezwaar.AL_TOEGELATEN  # type: ignore[misc]


def test_two_that_were_read_side_by_side_do_not_both_get_in(anna: Toegang, joins: Joins) -> None:
    invitation = invited(anna)
    bart, second = joins(invitation), joins(invitation)
    first, later = read(anna, request_of(bart)), read(anna, request_of(second))
    with anna.doing("toelaten") as session:
        apparaten.laat_toe(session, anna.wie(), first, first.woorden)
    with pytest.raises(Afgewezen), anna.doing("toelaten") as session:
        apparaten.laat_toe(session, anna.wie(), later, later.woorden)
    assert len(laptops(anna)) == 2


def test_a_laptop_that_is_known_can_not_ask_again_on_a_new_invitation(anna: Toegang, joins: Joins) -> None:
    """Also not one that was withdrawn: its keys may be in other hands."""
    bart = joins(invited(anna))
    one = admits(anna, bart)
    with anna.doing("intrekken") as session:
        apparaten.trek_in(session, anna.wie(), one.id)
    local = bart.store.local()
    found = toelating.read_invitation(invited(anna), anna.now())
    own = registry_laptop(anna, one)
    line = toelating._line(
        {
            "retverzoek": 1,
            "ws": found.ws.hex(),
            "uitnodiging": found.digest.hex(),
            "sleutel": own.signing.hex(),
            "ontvanger": own.recipient,
            "naam": "weer Bart",
            "op": "2026-11-24T09:00:00.000Z",
        }
    )
    assert refusal(lambda: read(anna, sealed(anna, line, local["device_key"]))) is Bezwaar.AL_TOEGELATEN


def registry_laptop(anna: Toegang, one: apparaten.Apparaat) -> registry.Laptop:
    with anna.store.raw_cursor() as cursor:
        return next(x for x in registry.team(cursor).laptops.values() if registry.apparaat_id(x.device) == one.id)


def sealed(anna: Toegang, line: bytes, key: bytes) -> bytes:
    """A request made by hand, for Anna's laptop."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from pyrage import encrypt, x25519

    signature = Ed25519PrivateKey.from_private_bytes(key).sign(toelating.REQUEST_DOMAIN + toelating._sha256(line))
    content = line + toelating._line({"handtekening": toelating._b64(signature)})
    with anna.store.raw_cursor() as cursor:
        team = registry.team(cursor)
    return bytes(encrypt(content, [x25519.Recipient.from_str(team.laptops[team.device].recipient)]))


@pytest.mark.parametrize(
    ("changed", "bezwaar"),
    [
        ({"ws": "00" * 32}, Bezwaar.ANDER_TEAM),
        ({"uitnodiging": "00" * 32}, Bezwaar.NIET_UITGENODIGD),
        ({"uitnodiging": "00"}, Bezwaar.NIET_HEEL),
        ({"sleutel": "11" * 32}, Bezwaar.ONGETEKEND),
        ({"sleutel": "11" * 31}, Bezwaar.NIET_HEEL),
        ({"ontvanger": "age1iets"}, Bezwaar.NIET_HEEL),
        ({"ontvanger": None}, Bezwaar.NIET_HEEL),
        ({"naam": 1}, Bezwaar.NIET_HEEL),
        ({"naam": "x" * 1000}, Bezwaar.NIET_HEEL),
        ({"retverzoek": 2}, Bezwaar.NIEUWER),
        ({"retverzoek": True}, Bezwaar.GEEN_VERZOEK),
    ],
)
def test_a_request_that_says_something_else_is_refused(anna: Toegang, joins: Joins, changed: dict[str, object], bezwaar: Bezwaar) -> None:
    """Signed by who asks all the same, but where the key is another."""
    from pyrage import decrypt, x25519

    bart = joins(invited(anna))
    inside = decrypt(request_of(bart), [x25519.Identity.from_str(anna.store.local()["device_age"].decode())])
    line = toelating._line(json.loads(inside.splitlines()[0]) | changed)
    assert refusal(lambda: read(anna, sealed(anna, line, bart.store.local()["device_key"]))) is bezwaar
    assert len(laptops(anna)) == 1


def test_a_request_with_any_byte_changed_or_cut_off_is_refused(anna: Toegang, joins: Joins) -> None:
    request = request_of(joins(invited(anna)))
    for at in range(len(request)):
        for broken in (request[:at] + bytes([request[at] ^ 1]) + request[at + 1 :], request[:at]):
            with anna.reading() as session, pytest.raises(Afgewezen):
                apparaten.lees_verzoek(session, anna.wie(), broken)


def test_a_request_for_another_laptop_is_told_so(anna: Toegang, joins: Joins, folder: Path) -> None:
    first = joins(invited(anna))
    admits(anna, first)
    bart = both(anna, first, folder)
    other = joins(invited(anna))
    with bart.reading() as session:
        assert refusal(lambda: apparaten.lees_verzoek(session, bart.wie(), request_of(other))) is Bezwaar.ANDERE_LAPTOP


def test_the_name_that_a_laptop_gives_itself_can_not_steer_a_screen_or_be_taken_for_another(anna: Toegang, joins: Joins) -> None:
    first = admits(anna, joins(invited(anna)))
    second = admits(anna, joins(invited(anna)))
    assert (first.naam, second.naam) == ("laptop van Bart", "laptop van Bart 2")
    from pyrage import decrypt, x25519

    bart = joins(invited(anna))
    inside = decrypt(request_of(bart), [x25519.Identity.from_str(anna.store.local()["device_age"].decode())])
    line = toelating._line(json.loads(inside.splitlines()[0]) | {"naam": "\x1b[31meerste\n laptop\u202e"})
    found = read(anna, sealed(anna, line, bart.store.local()["device_key"]))
    assert found.naam == "eerste laptop"
    with anna.doing("toelaten") as session:
        assert apparaten.laat_toe(session, anna.wie(), found, found.woorden).naam == "eerste laptop 2"


def test_admitting_and_withdrawing_are_not_undone_but_a_name_is(anna: Toegang, joins: Joins) -> None:
    one = admits(anna, joins(invited(anna)))
    with pytest.raises(Refused, match="Het toelaten van een laptop"):
        ongedaan.undo(anna)
    with anna.doing("hernoem") as session:
        apparaten.hernoem(session, anna.wie(), one.id, "de rode")
    assert ongedaan.undo(anna).woorden
    assert laptops(anna)[1].naam == "laptop van Bart"
    with anna.doing("intrekken") as session:
        apparaten.trek_in(session, anna.wie(), one.id)
    with pytest.raises(Refused, match="Het intrekken van een laptop"):
        ongedaan.undo(anna)


# --- the words


def test_no_two_words_can_be_taken_for_each_other() -> None:
    assert len(WOORDEN) == 1024
    assert list(WOORDEN) == sorted(set(WOORDEN))
    assert all(3 <= len(word) <= 10 and word.isascii() and word.isalpha() and word.islower() for word in WOORDEN)
    near = {word[:at] + "?" + word[at + 1 :]: word for word in WOORDEN for at in range(len(word))}
    assert len(near) == sum(map(len, WOORDEN))  # no two differ in one letter
    assert not {word[:at] + word[at + 1 :] for word in WOORDEN for at in range(len(word))} & set(WOORDEN)


def test_the_words_are_those_of_the_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two versions of the program have to come to the same ones: at the real cost, and for ever."""
    from db.keys import Cost

    monkeypatch.setattr(toelating, "COST", Cost(64 * 1024, 6, 4))
    assert toelating.words(b"x") == ("stijl", "hoed", "veger", "pluim", "kool", "klok")


def test_words_are_read_as_people_type_them() -> None:
    words = WOORDEN_FOUT
    assert apparaten.lees_woorden("1. Aanbod 2. aandeel, AANLEG;aanpak\naanrecht - aardbei") == words
    with pytest.raises(Refused, match="zes woorden, en dit zijn er 5"):
        apparaten.lees_woorden(" ".join(words[:5]))
    with pytest.raises(Refused, match="geen van de woorden") as refused:
        apparaten.lees_woorden("aanbot aandeel aanleg aanpak aanrecht aardbei")
    assert refused.value.hint == "Bedoelt u aanbod?"
    assert difflib.get_close_matches("zzzz", WOORDEN, 1, 0.7) == []


# --- withdrawing


def test_a_withdrawn_laptop_is_told_of_honestly_and_stays_out(anna: Toegang, joins: Joins, folder: Path) -> None:
    bart = joins(invited(anna))
    one = admits(anna, bart)
    bart = both(anna, bart, folder)
    with anna.reading() as session:
        said = " ".join(apparaten.wat_intrekken_doet(session, one.id))
    assert "zonder het wachtwoord" in said
    assert "oude pakketten" in said
    with anna.doing("intrekken") as session:
        apparaten.trek_in(session, anna.wie(), one.id)
    with bart.doing("lid") as session:
        leden.add(session, "ZZ", naam="Zomaar Iemand", rol="LEZER")
    folders.exchange(bart.store, folder)
    assert [error.error.message for error in folders.exchange(anna.store, folder).refused] == [
        "Dit pakket is gemaakt door een laptop die is ingetrokken."
    ] * len(list((folder / bart.store.local()["device"][:4].hex()).iterdir()))
    with anna.reading() as session:
        assert "ZZ" not in {lid.code for lid in leden.everyone(session)}
    assert [(one.naam, one.ingetrokken, one.ingetrokken_op) for one in laptops(anna)][1] == ("laptop van Bart", True, anna.now())
    with pytest.raises(Refused, match="al ingetrokken"), anna.doing("intrekken") as session:
        apparaten.trek_in(session, anna.wie(), one.id)
    with pytest.raises(Refused), anna.doing("beheer") as session:
        apparaten.geef_beheer(session, anna.wie(), one.id)


def test_only_a_laptop_with_the_key_withdraws_and_not_itself(anna: Toegang, joins: Joins, folder: Path) -> None:
    bart = joins(invited(anna))
    one = admits(anna, bart)
    bart = both(anna, bart, folder)
    first = laptops(anna)[0]
    for team, which, said in ((bart, first.id, "heeft het beheer"), (anna, first.id, "waarop u werkt")):
        with pytest.raises(Refused, match=said), team.doing("intrekken") as session:
            apparaten.trek_in(session, team.wie(), which)
    assert not any(x.ingetrokken for x in laptops(anna) + laptops(bart))
    assert one.id in {x.id for x in laptops(bart)}


def test_a_laptop_that_held_the_key_is_told_to_be_more_than_one_can_withdraw(anna: Toegang, joins: Joins, folder: Path) -> None:
    bart = joins(invited(anna))
    one = admits(anna, bart)
    bart = both(anna, bart, folder)
    with anna.doing("beheer") as session:
        file = apparaten.geef_beheer(session, anna.wie(), one.id)
    with bart.doing("beheer") as session:
        apparaten.ontvang_beheer(session, bart.wie(), file.inhoud)
    for team, which in ((anna, one.id), (bart, laptops(anna)[0].id)):
        with team.reading() as session:
            assert "nieuw team" in apparaten.wat_intrekken_doet(session, which)[-1]


# --- the key handed on


def test_the_key_handed_on_lets_another_laptop_admit_and_withdraw(anna: Toegang, joins: Joins, folder: Path) -> None:
    bart = joins(invited(anna))
    one = admits(anna, bart)
    bart = both(anna, bart, folder)
    with anna.doing("beheer") as session:
        file = apparaten.geef_beheer(session, anna.wie(), one.id)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{8}\.retbeheer", file.bestand)
    assert anna.store.local()["root_key"] not in file.inhoud
    with bart.doing("beheer") as session:
        apparaten.ontvang_beheer(session, bart.wie(), file.inhoud)
        assert apparaten.heeft_beheer(session)
    third = joins(invited(bart))
    admits(bart, third)
    folders.exchange(bart.store, folder)
    folders.exchange(anna.store, folder)
    assert both(bart, third, folder).wacht is None
    with bart.doing("intrekken") as session:
        apparaten.trek_in(session, bart.wie(), laptops(anna)[0].id)
    assert [one.ingetrokken for one in laptops(bart)] == [False, False, True]


def test_a_file_with_the_key_is_for_one_laptop_of_the_team(anna: Toegang, joins: Joins, folder: Path, tmp_path: Path) -> None:
    bart = joins(invited(anna))
    one = admits(anna, bart)
    bart = both(anna, bart, folder)
    with anna.doing("beheer") as session:
        file = apparaten.geef_beheer(session, anna.wie(), one.id).inhoud

    def takes(team: Toegang, content: bytes) -> None:
        with team.doing("beheer") as session:
            apparaten.ontvang_beheer(session, team.wie(), content)

    assert refusal(lambda: takes(anna, file)) is Bezwaar.BEHEER_ANDERE_LAPTOP
    assert refusal(lambda: takes(bart, b"")) is Bezwaar.GEEN_BEHEER
    assert refusal(lambda: takes(bart, file[:-1])) is Bezwaar.NIET_HEEL
    assert refusal(lambda: takes(bart, file[:-1] + bytes([file[-1] ^ 1]))) is Bezwaar.NIET_HEEL
    other = toegang.begin(Place(tmp_path / "ander"), PASSPHRASE, naam="Iemand Anders", now=anna.now).toegang
    with anna.store.raw_cursor() as cursor:
        ours = registry.team(cursor)
    with other.store.raw_cursor() as cursor:
        theirs = registry.team(cursor)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    wrong = Ed25519PrivateKey.from_private_bytes(other.store.local()["root_key"])
    to = registry_laptop(anna, one)
    assert refusal(lambda: takes(bart, toelating.hand_on(theirs, wrong, to, anna.now()))) is Bezwaar.ANDER_TEAM
    assert refusal(lambda: takes(bart, toelating.hand_on(ours, wrong, to, anna.now()))) is Bezwaar.ONGETEKEND
    assert "root_key" not in bart.store.local()
    takes(bart, file)
    assert bart.store.local()["root_key"] == anna.store.local()["root_key"]
    other.close()


# --- names


def test_a_laptop_is_found_by_its_name_or_its_lid_and_can_be_called_otherwise(anna: Toegang, joins: Joins) -> None:
    one = admits(anna, joins(invited(anna)))
    with anna.doing("hernoem") as session:
        assert {apparaten.zoek(session, name).id for name in ("Laptop van Bart", "laptop", "BM", "bart", one.id)} == {one.id}
        with pytest.raises(NotFound):
            apparaten.zoek(session, "zoiets")
        for naam in ("", "x" * 41, "EERSTE laptop"):
            with pytest.raises(Refused):
                apparaten.hernoem(session, anna.wie(), one.id, naam)
        apparaten.hernoem(session, anna.wie(), one.id, " de witte ")
        assert session.exec(select(models.Apparaat.naam).where(models.Apparaat.id == one.id)).one() == "de witte"
    assert laptops(anna)[1].naam == "de witte"


def test_requests_in_a_folder_are_found_the_newest_first(folder: Path) -> None:
    import os

    (folder / "sub").mkdir()
    (folder / ".weg").mkdir()
    for n, name in enumerate(("een.retverzoek", "sub/twee.RETVERZOEK", ".weg/drie.retverzoek", "vier.retpakket")):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (n, n))
    assert [path.name for path in apparaten.verzoeken(folder)] == ["twee.RETVERZOEK", "een.retverzoek"]
    assert apparaten.verzoeken(folder / "er niet") == []


# --- by commands


class Two:
    """Two computers, each with a folder of its own, and a stick between them."""

    def __init__(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._run, self._tmp_path, self._monkeypatch = run, tmp_path, monkeypatch
        self.stick = tmp_path / "stick"
        self.stick.mkdir()

    def on(self, name: str, *args: str) -> Ran:
        self._monkeypatch.setenv("RETCLI_HOME", str(self._tmp_path / name))
        return self._run(*args)

    def does(self, name: str, *args: str) -> Ran:
        done = self.on(name, *args)
        assert done.code == 0, done.err
        return done

    def file(self, ending: str) -> str:
        (found,) = self.stick.glob(f"*{ending}")
        return str(found)


@pytest.fixture
def two(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    made = Two(run, tmp_path, monkeypatch)
    made.does("anna", "begin", "--naam", "Anna Vos", "--rol", "voorzitter")
    made.does("anna", "team", "voeg-toe", "BM", "--naam", "Bart Mol", "--rol", "aanvoerder", "--team", "1")
    made.does("anna", "casus", "nieuw", "--aanmelder", "wijkteam", "--gemeente", "enschede", "--geboortejaar", "2012")
    return made


def joined(two: Two) -> None:
    stick = str(two.stick)
    two.does("anna", "apparaat", "uitnodigen", "bart", "--naar", stick)
    asked = two.does("bart", "sluit-aan", stick, "--naam", "laptop van Bart", "--naar", stick, "--json")
    words = " ".join(asked.json["woorden"])
    two.does("anna", "apparaat", "toelaten", two.file(".retverzoek"), "--woorden", words)
    two.does("anna", "sync", stick)
    two.does("bart", "sync", stick)


def test_two_people_with_a_stick_and_a_telephone_join_exchange_and_part_by_commands_alone(two: Two) -> None:
    stick = str(two.stick)
    refused = two.on("anna", "apparaat", "uitnodigen", "bart", "--naar", f"{stick}/Delen")
    assert (refused.code, refused.err.startswith("Deze map is er niet.")) == (1, True)
    assert not list(two.stick.iterdir())
    made = two.does("anna", "apparaat", "uitnodigen", "bart", "--naar", stick)
    assert "voor Bart Mol" in made.out
    asked = two.does("bart", "sluit-aan", two.file(".retuitnodiging"), "--naam", "laptop van Bart", "--naar", stick)
    assert "uitgenodigd door Anna Vos" in asked.out
    assert "AGE-SECRET-KEY-1" in asked.out
    waits = two.does("bart", "sluit-aan", "--naar", stick, "--json").json
    words = " ".join(waits["woorden"])
    assert words in asked.out
    assert (two.on("bart", "casus", "lijst").code, two.on("bart", "sync", stick).code) == (1, 0)
    assert "nog niet toegelaten" in two.on("bart", "sync", stick).err
    assert two.on("anna", "apparaat", "toelaten", two.file(".retverzoek")).err.startswith("De zes woorden zijn nodig.")
    wrong = two.on("anna", "apparaat", "toelaten", two.file(".retverzoek"), "--woorden", " ".join(WOORDEN_FOUT))
    assert (wrong.code, wrong.err.startswith("De zes woorden zijn niet gelijk")) == (1, True)
    admitted = two.does("anna", "apparaat", "toelaten", two.file(".retverzoek"), "--woorden", words)
    assert admitted.out.startswith("laptop van Bart van Bart Mol is toegelaten.")
    assert two.on("anna", "apparaat", "toelaten", two.file(".retverzoek"), "--woorden", words).code == 1
    two.does("anna", "sync", stick)
    assert "hoort nu bij het team. U werkt als Bart Mol." in two.does("bart", "sync", stick).err
    (casus,) = two.does("bart", "casus", "lijst", "--json").json
    two.does("bart", "casus", "wijzig", casus["casus"], "--veld", "gemeente=hengelo")
    there = two.does("bart", "sync", stick, "--json").json["stand"]
    assert two.does("anna", "sync", stick, "--json").json["stand"] == there
    (seen,) = two.does("anna", "casus", "lijst", "--json").json
    assert seen["gemeente"] == "GM0164"
    assert [one["naam"] for one in two.does("bart", "apparaat", "lijst", "--json").json] == ["laptop van Bart", "eerste laptop"]
    for who in ("anna", "bart"):
        two.does(who, "controle", "--diep")


def test_a_lost_laptop_is_withdrawn_and_the_key_goes_to_another_by_commands(two: Two) -> None:
    joined(two)
    stick = str(two.stick)
    assert "heeft het beheer van het team niet" in two.on("bart", "apparaat", "intrekken", "eerste laptop", "--ja").err
    two.does("anna", "apparaat", "beheer", "geef", "bart", "--naar", stick)
    assert two.on("anna", "apparaat", "beheer", "ontvang", two.file(".retbeheer")).code == 1
    two.does("bart", "apparaat", "beheer", "ontvang", two.file(".retbeheer"))
    two.does("bart", "apparaat", "hernoem", "eerste laptop", "de oude")
    unasked = two.on("bart", "apparaat", "intrekken", "de oude")
    assert (unasked.code, "Niet ingetrokken." in unasked.err) == (1, True)
    told = two.does("bart", "apparaat", "intrekken", "de oude", "--ja")
    assert "zonder het wachtwoord van die laptop is het niet te lezen" in told.err
    two.does("anna", "casus", "nieuw", "--aanmelder", "wijkteam", "--gemeente", "enschede", "--geboortejaar", "2013")
    two.does("anna", "sync", stick)
    refused = two.does("bart", "sync", stick, "--json").json
    assert "is ingetrokken" in refused["geweigerd"][0]["reden"]
    assert len(two.does("bart", "casus", "lijst", "--json").json) == 1
    assert "ingetrokken 24-11-2026" in two.does("bart", "apparaat", "lijst").out


def test_a_stick_with_one_package_is_enough(two: Two) -> None:
    stick = str(two.stick)
    two.does("anna", "apparaat", "uitnodigen", "BM", "--naar", stick, "--json")
    words = " ".join(two.does("bart", "sluit-aan", two.file(".retuitnodiging"), "--naar", stick, "--json").json["woorden"])
    done = two.does(
        "anna", "apparaat", "toelaten", two.file(".retverzoek"), "--woorden", words, "--naar", stick, "--naam", "de rode", "--json"
    )
    two.does("bart", "pakket", "lees", done.json["pakket"])
    assert [one["naam"] for one in two.does("bart", "apparaat", "lijst", "--json").json] == ["de rode", "eerste laptop"]


def test_what_waits_can_be_begun_anew_by_command_and_what_takes_part_not(two: Two) -> None:
    stick = str(two.stick)
    two.does("anna", "apparaat", "uitnodigen", "BM", "--naar", stick)
    first = two.does("bart", "sluit-aan", two.file(".retuitnodiging"), "--naar", stick, "--json").json
    assert "al een team" in two.on("bart", "sluit-aan", two.file(".retuitnodiging"), "--naar", stick).err
    Path(first["bestand"]).unlink()
    again = two.does("bart", "sluit-aan", two.file(".retuitnodiging"), "--naar", stick, "--opnieuw", "--json").json
    assert again["woorden"] != first["woorden"]
    two.does("anna", "apparaat", "toelaten", again["bestand"], "--woorden", " ".join(again["woorden"]))
    two.does("anna", "sync", stick)
    two.does("bart", "sync", stick)
    assert "hoort al bij een team" in two.on("bart", "sluit-aan", two.file(".retuitnodiging"), "--opnieuw").err
    assert "hoort er al bij" in two.on("bart", "sluit-aan").err


def test_commands_say_in_a_sentence_what_is_wrong_with_a_file(two: Two, tmp_path: Path) -> None:
    for args in (
        ("sluit-aan", str(tmp_path / "weg.retuitnodiging")),
        ("sluit-aan", str(tmp_path)),
        ("apparaat", "toelaten", str(tmp_path / "weg"), "--woorden", "x"),
        ("apparaat", "toelaten", __file__, "--woorden", "x"),
        ("apparaat", "beheer", "ontvang", __file__),
        ("apparaat", "uitnodigen", "BM", "--naar", str(tmp_path / "er niet" / "x")),
        ("apparaat", "uitnodigen", "niemand"),
        ("apparaat", "intrekken", "niemand", "--ja"),
    ):
        refused = two.on("anna", *args)
        assert (refused.code, refused.out) == (1, ""), args
        assert len(refused.err.strip().splitlines()) == 1, args


def test_a_name_of_any_length_can_be_invited_and_a_new_team_takes_none_that_is_too_long(
    team: Toegang, tmp_path: Path, clock: Clock
) -> None:
    with pytest.raises(Refused, match="er passen er 200"):
        toegang.begin(Place(tmp_path / "lang"), PASSPHRASE, naam="n" * 201, now=clock)
    with team.doing("lid") as session:
        session.connection().exec_driver_sql("UPDATE lid SET naam = ?", ("n" * 300,))
    with team.doing("uitnodigen") as session:
        made = apparaten.nodig_uit(session, team.wie(), team.lid)
    assert toegang.lees_uitnodiging(made.inhoud, clock()).voor.startswith("nnn")
