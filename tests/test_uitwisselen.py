"""Exchanging in words: what would come in, what came in, what is missing and what was left as it is."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db.models import Casus
from db.sync import map as folders
from db.sync.pakket import INC, PakketError, Reden
from retcli import acties, apparaten, pakketten, uitwisselen, verschillen
from retcli.errors import Refused
from retcli.toegang import Toegang
from retcli.uitwisselen import FASEN, Afgebroken, Voortgang, voorbeeld, wissel_uit

from .conftest import Clock, Run
from .db.laptops import Laptop, dump
from .db.pakketten import key_of, written
from .wisselhulp import naast, nieuw, verander


def as_laptop(team: Toegang) -> Laptop:
    return Laptop(team.place.folder, team.now, team.store)


def packages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.retpakket"))


def test_two_laptops_have_the_same_letters_after_they_exchanged(team: Toegang, bart: Toegang, folder: Path) -> None:
    casus, code = nieuw(team)
    wissel_uit(team, folder)
    report = wissel_uit(bart, folder)
    assert [(one.code, one.hoe) for one in report.casussen] == [(code, "nieuw")]
    verander(bart, casus, vraag="Bij wie kan dit kind wonen?")
    here, there = wissel_uit(bart, folder), wissel_uit(team, folder)
    assert here.stand == there.stand
    assert [(one.code, one.hoe, one.wat) for one in there.casussen] == [(code, "gewijzigd", "vraag")]
    assert (there.nieuw, there.verschillen) == (1, 0)


def test_a_preview_tells_what_the_exchange_then_does_and_writes_nothing(team: Toegang, bart: Toegang, folder: Path) -> None:
    nieuw(team)
    nieuw(team, "GM0141")
    wissel_uit(team, folder)
    before, files = dump(as_laptop(bart)), packages(folder)
    seen = voorbeeld(bart, folder)
    assert dump(as_laptop(bart)) == before
    assert packages(folder) == files
    done = wissel_uit(bart, folder)
    assert (seen.gelezen, seen.aantallen, seen.casussen, seen.stand) == (done.gelezen, done.aantallen, done.casussen, done.stand)
    assert seen.casussen != ()


def test_what_hangs_on_a_casus_is_told_with_it(team: Toegang, bart: Toegang, folder: Path) -> None:
    casus, code = nieuw(team)
    wissel_uit(team, folder)
    wissel_uit(bart, folder)
    with bart.doing("actie") as session:
        for what in ("belt moeder", "vraagt het verslag op"):
            acties.add(session, bart.wie(), what, eigenaar=None, voor=None, casus=casus)
    wissel_uit(bart, folder)
    report = wissel_uit(team, folder)
    assert [(one.code, one.wat) for one in report.casussen] == [(code, "2 acties")]
    assert [one.woorden for one in report.aantallen] == ["2 acties nieuw"]


def test_a_casus_that_another_deleted_is_told_by_its_code(team: Toegang, bart: Toegang, folder: Path) -> None:
    casus, code = nieuw(team)
    wissel_uit(team, folder)
    wissel_uit(bart, folder)
    as_laptop(bart).sql("weg", ("DELETE FROM casus WHERE id = ?", casus.bytes))
    wissel_uit(bart, folder)
    report = wissel_uit(team, folder)
    assert [(one.code, one.hoe) for one in report.casussen] == [(code, "verwijderd")]


def test_a_clash_is_counted_once_and_stays_to_be_settled(team: Toegang, bart: Toegang, folder: Path) -> None:
    casus, _ = nieuw(team)
    wissel_uit(team, folder)
    wissel_uit(bart, folder)
    verander(team, casus, vraag="Wat is er nodig?")
    verander(bart, casus, vraag="Wie kan helpen?")
    wissel_uit(bart, folder)
    assert voorbeeld(team, folder).verschillen == 1
    assert wissel_uit(team, folder).verschillen == 1
    assert wissel_uit(team, folder).verschillen == 0
    stand = last(team)
    assert stand is not None
    assert stand.verschillen == 1


def test_who_wrote_the_same_did_not_clash(team: Toegang, bart: Toegang, folder: Path) -> None:
    """Two heads with one value are marked, and are nothing to settle."""
    casus, _ = nieuw(team)
    wissel_uit(team, folder)
    wissel_uit(bart, folder)
    verander(team, casus, vraag="Hetzelfde.")
    verander(bart, casus, vraag="Hetzelfde.")
    wissel_uit(bart, folder)
    assert wissel_uit(team, folder).verschillen == 0


def last(team: Toegang) -> uitwisselen.Stand | None:
    with team.reading() as session:
        return uitwisselen.laatste(session)


def test_before_the_first_exchange_there_is_no_last_one(team: Toegang, bart: Toegang, folder: Path, clock: Clock) -> None:
    assert last(team) is None
    voorbeeld(team, folder)
    assert last(team) is None
    report = wissel_uit(team, folder)
    found = last(team)
    assert found is not None
    assert (found.op, found.stand, found.verschillen) == (clock(), report.stand, 0)
    with team.reading() as session:
        assert uitwisselen.laatste_map(session) == str(folder)


def test_what_is_missing_is_told_with_who_has_it(team: Toegang, bart: Toegang, folder: Path, tmp_path: Path, clock: Clock) -> None:
    cees = naast(team, tmp_path / "cees", clock, naam="Cees Bos", laptop="laptop boven")
    for laptop in (team, bart, cees) * 2:
        wissel_uit(laptop, folder)
    nieuw(team)
    first = tip(team)
    nieuw(team)
    wissel_uit(team, folder)
    wissel_uit(cees, folder)
    stick = tmp_path / "stick"
    last = written(team.store, stick, INC, wanted={as_laptop(team).stream: [(first + 1, first + 1)]})
    report = uitwisselen.lees(bart, [last.path])
    assert [one.woorden for one in report.mist] == [f"Mist: eerste laptop van Anna Vos {first}. Die laptop zelf heeft die."]
    report = uitwisselen.lees(bart, [written(cees.store, stick, INC, wanted={}).path])
    assert [(one.van, one.tot) for one in report.mist] == [(first, first)]
    assert report.mist[0].woorden.endswith("Laptop boven van Cees Bos en die laptop zelf hebben die.")
    assert report.mist[0].bij == ("eerste laptop van Anna Vos", "laptop boven van Cees Bos")
    assert wissel_uit(bart, folder).mist == ()
    cees.close()


def tip(team: Toegang) -> int:
    """How many changes were made on this laptop."""
    return as_laptop(team).have()[as_laptop(team).stream]


def test_a_file_that_is_no_package_is_left_and_holds_up_no_other(team: Toegang, bart: Toegang, folder: Path) -> None:
    nieuw(team)
    wissel_uit(team, folder)
    (folder / "leeg.retpakket").touch()
    (folder / "brief.retpakket").write_text("Beste Bart,")
    report = wissel_uit(bart, folder)
    assert [(one.bestand, one.later) for one in report.geweigerd] == [("brief.retpakket", False), ("leeg.retpakket", True)]
    assert report.geweigerd[0].reden.startswith("Dit is geen pakket van retcli.")
    assert len(report.casussen) == 1
    assert (folder / "brief.retpakket").read_text() == "Beste Bart,"


def test_a_folder_that_is_not_there_is_said_and_nothing_is_written(team: Toegang, bart: Toegang, folder: Path) -> None:
    with pytest.raises(PakketError, match="Deze map is er niet"):
        wissel_uit(team, folder / "weg")
    with pytest.raises(PakketError, match="Deze map is er niet"):
        voorbeeld(team, folder / "weg")
    assert (last(team), packages(folder)) == (None, [])


def test_a_folder_that_is_of_this_laptop_alone_is_refused(team: Toegang, bart: Toegang, folder: Path) -> None:
    nieuw(team)
    wissel_uit(team, folder)
    (own,) = {path.parent for path in packages(folder)}
    for wrong in (own, team.place.folder, team.place.folder / "kopieen"):
        for rule in (voorbeeld, wissel_uit):
            with pytest.raises(Refused, match=r"^Dit is de (sub)?map "):
                rule(team, wrong)


def test_what_a_preview_could_not_take_in_leaves_nothing_in_what_it_tells(
    team: Toegang, bart: Toegang, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = wissel_uit(bart, folder).stand
    nieuw(team)
    wissel_uit(team, folder)
    real = folders.take_package

    def refused(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise PakketError(Reden.INHOUD)

    monkeypatch.setattr(folders, "take_package", refused)
    seen = voorbeeld(bart, folder)
    assert (seen.stand, seen.casussen, len(seen.geweigerd)) == (before, (), 1)


def stops_at(phase: str, nth: int = 0) -> Voortgang:
    told = []

    def progress(wat: str, gedaan: int, totaal: int) -> None:
        told.append(wat)
        if told.count(phase) > nth:
            assert 0 <= gedaan <= totaal
            raise Afgebroken

    return progress


@pytest.mark.parametrize("phase", FASEN.values())
def test_broken_off_anywhere_there_is_nothing_half_and_the_next_exchange_finishes(
    team: Toegang, bart: Toegang, folder: Path, phase: str
) -> None:
    nieuw(team)
    wissel_uit(team, folder)
    nieuw(bart)
    report = wissel_uit(bart, folder, stops_at(phase))
    assert (report.afgebroken, report.geschreven) == (True, ())
    assert len(report.casussen) == (phase == FASEN[folders.WRITING])
    assert [path for path in folder.rglob("*") if path.is_file()] == packages(folder)
    assert last(bart) is None
    wissel_uit(bart, folder)
    assert wissel_uit(team, folder).stand == wissel_uit(bart, folder).stand


def test_broken_off_halfway_what_came_in_whole_is_told_and_stays(team: Toegang, bart: Toegang, folder: Path, clock: Clock) -> None:
    for _ in range(2):
        nieuw(team)
        wissel_uit(team, folder)
        clock.go_on(minutes=5)
    report = wissel_uit(bart, folder, stops_at(FASEN[folders.READING], 1))
    assert (report.afgebroken, len(report.casussen), len(report.gelezen)) == (True, 1, 1)
    assert len(wissel_uit(bart, folder).casussen) == 1


def test_a_preview_that_is_broken_off_leaves_no_trace(team: Toegang, bart: Toegang, folder: Path) -> None:
    nieuw(team)
    wissel_uit(team, folder)
    before = dump(as_laptop(bart))
    with pytest.raises(Afgebroken):
        voorbeeld(bart, folder, stops_at(FASEN[folders.READING]))
    assert dump(as_laptop(bart)) == before


def test_a_laptop_whose_time_is_far_ahead_is_told_by_name(team: Toegang, tmp_path: Path, folder: Path) -> None:
    ahead = Clock()
    bart = naast(team, tmp_path / "bart", ahead)
    ahead.go_on(days=4000)
    nieuw(bart)
    wissel_uit(bart, folder)
    report = wissel_uit(team, folder)
    assert report.waarschuwingen == ("De tijd van laptop Bart staat 4000 dagen voor. Zet die daar goed; er gaat niets verloren.",)
    assert known(team)[1].gehoord == team.now()
    bart.close()


def test_work_of_a_newer_version_waits_and_says_so(team: Toegang, bart: Toegang, folder: Path) -> None:
    here = as_laptop(bart)
    nieuw(bart)
    found = here.since(as_laptop(team).have())[-1]
    meta = json.dumps({**json.loads(found.meta), "vereist": ["later"]}).encode()
    changed = here.remade(found, meta=meta)
    changed = changed._replace(sig=key_of(bart.store).sign(changed.hash))
    as_laptop(team).takes([changed])
    report = wissel_uit(team, folder)
    assert report.waarschuwingen == (
        "1 wijziging van laptop Bart wacht op een nieuwere versie van retcli. Werk het programma bij; er gaat niets verloren.",
    )


def test_a_copied_laptop_is_told_once_with_what_to_do(team: Toegang, bart: Toegang, folder: Path) -> None:
    here = as_laptop(bart)
    nieuw(bart)
    found = here.since(as_laptop(team).have())[-1]
    changed = here.remade(found, salt=bytes(16))
    as_laptop(team).takes([found])
    as_laptop(team).takes([changed._replace(sig=key_of(bart.store).sign(changed.hash))])
    (warning,) = wissel_uit(team, folder).waarschuwingen
    assert "`retcli apparaat herstel`" in warning
    assert "aptop Bart" in warning


def known(team: Toegang) -> tuple[uitwisselen.Laptop, ...]:
    with team.reading() as session:
        return uitwisselen.laptops(session)


def test_who_holds_the_same_is_known_until_someone_goes_on(team: Toegang, bart: Toegang, folder: Path, clock: Clock) -> None:
    assert [(one.naam, one.deze, one.gehoord) for one in known(team)] == [
        ("eerste laptop van Anna Vos", True, None),
        ("laptop Bart", False, None),
    ]
    for laptop in (team, bart):
        wissel_uit(laptop, folder)
    clock.go_on(days=2)
    wissel_uit(team, folder)
    assert [(one.gehoord, one.gelijk) for one in known(team)[1:]] == [(clock() - timedelta(days=2), True)]
    nieuw(team)
    assert [one.gelijk for one in known(team)[1:]] == [False]


def test_what_came_in_settled_is_nothing_to_settle_and_one_code_for_two_is(team: Toegang, bart: Toegang, folder: Path) -> None:
    casus, code = nieuw(team)
    wissel_uit(team, folder)
    wissel_uit(bart, folder)
    verander(team, casus, vraag="een")
    verander(bart, casus, vraag="twee")
    wissel_uit(bart, folder)
    assert wissel_uit(team, folder).verschillen == 1
    with team.reading() as session:
        found = verschillen.lijst(session)
    with team.doing(verschillen.DOEL, verschillen.gezien(found)) as session:
        verschillen.kies(session, team.wie(), found[0], "A")
    wissel_uit(team, folder)
    assert (voorbeeld(bart, folder).verschillen, wissel_uit(bart, folder).verschillen) == (0, 0)
    other, _ = nieuw(bart)
    with bart.doing("wijzig") as session:
        session.get_one(Casus, other).casuscode = code
    wissel_uit(bart, folder)
    assert (voorbeeld(team, folder).verschillen, wissel_uit(team, folder).verschillen) == (1, 1)


def test_names_from_elsewhere_stay_within_their_line(team: Toegang, bart: Toegang, folder: Path) -> None:
    """Nor does one of blanks end the exchange."""
    for laptop, lid in (("x\nStand: AAAAAA", "Bart\nMol"), ("laptop", "   ")):
        as_laptop(bart).sql("naam", ("UPDATE apparaat SET naam = ? WHERE lid = ?", laptop, bart.lid.bytes))
        as_laptop(bart).sql("naam", ("UPDATE lid SET naam = ? WHERE id = ?", lid, bart.lid.bytes))
        wissel_uit(bart, folder)
        (read,) = wissel_uit(team, folder).gelezen
        assert read.laptop.startswith(" ".join(laptop.split()))
        assert "\n" not in read.laptop


def test_files_of_a_laptop_that_was_withdrawn_are_told_once(team: Toegang, bart: Toegang, folder: Path) -> None:
    nieuw(bart)
    wissel_uit(bart, folder)
    with team.doing("intrekken") as session:
        apparaten.trek_in(session, team.wie(), apparaten.zoek(session, "laptop Bart").id)
    assert [len(voorbeeld(team, folder).geweigerd), len(wissel_uit(team, folder).geweigerd)] == [1, 1]
    assert [len(voorbeeld(team, folder).geweigerd), len(wissel_uit(team, folder).geweigerd)] == [0, 0]
    nieuw(bart)
    wissel_uit(bart, folder)
    assert len(wissel_uit(team, folder).geweigerd) == 1


def test_sync_that_is_broken_off_by_a_key_says_what_stays(team: Toegang, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    team.close()
    monkeypatch.setattr(uitwisselen, "_report", broken)
    done = run("sync", str(folder))
    assert (done.code, done.err.startswith("Afgebroken. Wat al heel binnen was blijft")) == (130, True)


def test_the_same_work_with_other_letters_is_an_alarm(team: Toegang, bart: Toegang, folder: Path) -> None:
    """It may never be; if a fault makes it so, people must not go on."""
    wissel_uit(team, folder)
    wissel_uit(bart, folder)
    assert wissel_uit(team, folder).waarschuwingen == ()
    with team.store.raw_cursor() as cursor:
        cursor.execute("UPDATE sync_local SET v = ? WHERE k = 'heads'", (bytes(32),))
    (warning,) = wissel_uit(team, folder).waarschuwingen
    assert warning.startswith("Laptop Bart las hetzelfde als deze laptop en heeft toch andere letters.")


# --- by command


def test_sync_gives_the_keys_that_are_promised(run: Run, team: Toegang, bart: Toegang, folder: Path) -> None:
    casus, _ = nieuw(team)
    wissel_uit(team, folder)
    wissel_uit(bart, folder)
    verander(team, casus, vraag="Wat is er nodig?")
    verander(bart, casus, vraag="Wie kan helpen?")
    there = wissel_uit(bart, folder)
    team.close()
    trial = run("sync", str(folder), "--proef", "--json").json
    assert trial["geschreven"] == []
    assert trial["voorbeeld"] == {"casus": {"nieuw": 0, "gewijzigd": 1, "verwijderd": 0}}
    done = run("sync", str(folder), "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json.keys() == {"geschreven", "gelezen", "stand", "geweigerd", "mist"}
    assert done.json["gelezen"] == [{"bestand": there.geschreven[0], "nieuw": 1, "verschillen": 1}]
    assert [(folder / path).is_file() for path in done.json["geschreven"]] == [True]
    assert wissel_uit(bart, folder).stand == done.json["stand"]


def test_sync_without_a_folder_takes_that_of_the_last_time(run: Run, team: Toegang, folder: Path) -> None:
    team.close()
    refused = run("sync")
    assert (refused.code, refused.err) == (1, "Er is nog geen map waarmee is uitgewisseld. Noem de map: `retcli sync MAP`.\n")
    assert run("sync", str(folder)).code == 0
    again = run("sync")
    assert (again.code, again.out.splitlines()[:2]) == (0, ["Er is niets nieuws van de anderen.", "Er was niets nieuws om te schrijven."])


def test_sync_says_which_files_it_left_and_goes_on(run: Run, team: Toegang, folder: Path) -> None:
    (folder / "brief.retpakket").write_text("Beste Bart,")
    team.close()
    done = run("sync", str(folder), "--json")
    assert done.code == 0
    assert done.err.startswith("brief.retpakket: Dit is geen pakket van retcli.")
    assert [one["bestand"] for one in done.json["geweigerd"]] == ["brief.retpakket"]
    assert run("sync", str(folder / "weg")) == (
        1,
        "",
        "Deze map is er niet, of kan niet worden gelezen. Kijk of de stick erin zit en of de map nog wordt gedeeld.\n",
    )


def test_a_package_by_hand_goes_there_and_is_read(run: Run, team: Toegang, bart: Toegang, tmp_path: Path) -> None:
    _, code = nieuw(bart)
    made = pakketten.maak(bart, "nieuw", tmp_path / "van-bart.retpakket")
    assert (made.voor, made.wijzigingen) == (("eerste laptop van Anna Vos",), 1)
    team.close()
    shown = run("pakket", "toon", str(made.bestand), "--json").json
    assert (shown["soort"], shown["laptop"], shown["wijzigingen"], shown["nieuw"], shown["gelezen"]) == (
        "nieuw",
        "laptop Bart",
        1,
        1,
        False,
    )
    read = run("pakket", "lees", str(made.bestand), "--json")
    assert read.json["gelezen"] == [{"bestand": "van-bart.retpakket", "nieuw": 1, "verschillen": 0}]
    assert code in run("casus", "lijst").out
    assert run("pakket", "toon", str(made.bestand), "--json").json["nieuw"] == 0
    assert "Gelezen   ja" in run("pakket", "toon", str(made.bestand)).out


def test_making_a_package_says_what_cannot_be(run: Run, team: Toegang, tmp_path: Path) -> None:
    team.close()
    assert run("pakket", "maak", "--naar", str(tmp_path)).err.startswith("Er is nog geen andere laptop in het team.")
    assert run("pakket", "maak", "--soort", "half").err.startswith("Deze soort pakket is er niet.")
    assert run("pakket", "maak", "--naar", str(tmp_path / "x.doc")).err.startswith("Een pakket heet op zijn eind .retpakket.")


def test_nothing_new_makes_no_package_and_everything_does(team: Toegang, bart: Toegang, tmp_path: Path, folder: Path) -> None:
    for laptop in (team, bart, team):
        wissel_uit(laptop, folder)
    with pytest.raises(Refused, match="Er is niets nieuws"):
        pakketten.maak(team, "nieuw", tmp_path)
    made = pakketten.maak(team, "alles", tmp_path)
    assert made.bestand.parent == tmp_path
    with pytest.raises(Refused, match="is er al"):
        pakketten.maak(team, "alles", made.bestand)


def test_reading_what_is_no_package_is_refused(run: Run, team: Toegang, tmp_path: Path) -> None:
    team.close()
    done = run("pakket", "lees", str(tmp_path / "weg.retpakket"))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("weg.retpakket: Dit bestand kan nu niet worden gelezen.")
