"""The preferences of a laptop and the settings of a team: kept, refused, and never in the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from retcli import cli, config, instellingen, toegang
from retcli.config import Voorkeuren
from retcli.errors import NotFound, Refused
from retcli.locations import Place
from retcli.notulen import sjabloon
from retcli.toegang import Toegang

from .conftest import PASSPHRASE, Clock


def test_what_was_chosen_is_read_again(place: Place) -> None:
    chosen = Voorkeuren(thema="mono", tekens="eenvoudig", animatie=False, map="/tmp/uit").with_key("overleg.duo", "u")
    config.write(place, chosen)
    assert config.read(place) == (chosen, [])
    assert not list(place.folder.glob("*.tmp"))


def test_without_a_file_all_is_as_the_program_has_it(place: Place) -> None:
    assert config.read(place) == (Voorkeuren(), [])
    assert not place.folder.exists()


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"thema": 1}', b'{"versie": "een"}', b'{"versie": 0}', b"[" * 100_000, b'{"versie": NaN}'],
)
def test_a_file_that_can_not_be_read_gives_the_defaults_and_one_sentence_and_is_kept_aside(place: Place, broken: bytes) -> None:
    place.ensure()
    place.voorkeuren.write_bytes(broken)
    assert config.read(place) == (Voorkeuren(), [config.ONLEESBAAR])
    config.write(place, Voorkeuren(thema="mono"))
    assert config.read(place) == (Voorkeuren(thema="mono"), [])
    assert place.voorkeuren.with_suffix(".onleesbaar").read_bytes() == broken


def test_a_folder_in_its_place_stops_nothing(place: Place) -> None:
    place.voorkeuren.mkdir(parents=True)
    assert config.read(place) == (Voorkeuren(), [config.ONLEESBAAR])


def test_a_newer_file_is_left_as_it_is(place: Place) -> None:
    place.ensure()
    newer = json.dumps({"versie": config.VERSIE + 1, "thema": "hologram"})
    place.voorkeuren.write_text(newer, encoding="utf-8")
    assert config.read(place) == (Voorkeuren(), [config.NIEUWER])
    with pytest.raises(Refused):
        config.write(place, Voorkeuren(thema="mono"))
    assert place.voorkeuren.read_text(encoding="utf-8") == newer


@pytest.mark.parametrize(
    "values",
    [
        {"thema": 5},
        {"tekens": "krullen"},
        {"tekens": []},
        {"animatie": "ja"},
        {"map": 1},
        {"sjablonen": ["map"]},
        {"toetsen": ["u"]},
        {"toetsen": {"overleg.duo": 1}},
    ],
)
def test_a_value_that_can_not_be_falls_back_alone(place: Place, values: dict[str, object]) -> None:
    place.ensure()
    kept = {"versie": config.VERSIE, "thema": "mono", "tekens": "eenvoudig", "animatie": False, "toetsen": {"overleg.actie": "u"}}
    place.voorkeuren.write_text(json.dumps(kept | values), encoding="utf-8")
    found, said = config.read(place)
    assert len(said) == 1
    assert next(iter(values)) in said[0]
    expected = Voorkeuren("mono", "eenvoudig", False, {"overleg.actie": "u"}).standaard(next(iter(values)))
    assert found == expected


def test_preferences_need_neither_a_screen_nor_a_database() -> None:
    code = "import sys, retcli.config; print(' '.join({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]).stdout
    assert not set(loaded.split()) & {"textual", "rich", "sqlmodel", "sqlalchemy"}


def test_a_setting_of_the_team_is_kept_checked_and_put_back(team: Toegang) -> None:
    with team.doing("instelling") as session:
        assert instellingen.put(session, "stil_na_weken", " 4 ").woorden == "4 weken"
        assert instellingen.put(session, "termijn_eerste_contact", "48").eigen
        assert instellingen.put(session, "termijn_eerste_contact", "Uit").woorden == "uit"
    with team.reading() as session:
        now = {i.afspraak.naam: i for i in instellingen.listed(session)}
    assert now["stil_na_weken"].waarde == "4"
    assert not now["termijn_eerste_contact"].eigen
    with team.doing("instelling") as session:
        instellingen.reset(session, "stil_na_weken")
        instellingen.reset(session, "minuten_per_punt")
    with team.reading() as session:
        assert not any(i.eigen for i in instellingen.listed(session))


@pytest.mark.parametrize(
    ("naam", "waarde"),
    [("stil_na_weken", w) for w in ("", "0", "53", "-1", "3,5", "drie", "²", "٣", "9" * 400, "uit")]
    + [("regio", "mars"), ("minuten_per_punt", "61"), ("termijn_eerste_contact", "x")],
)
def test_a_value_that_a_setting_can_not_have_is_refused_and_nothing_changes(team: Toegang, naam: str, waarde: str) -> None:
    with pytest.raises(Refused), team.doing("instelling") as session:
        instellingen.put(session, naam, waarde)
    with team.reading() as session:
        assert not any(i.eigen for i in instellingen.listed(session))


def test_a_setting_that_is_not_there_is_said(team: Toegang) -> None:
    with pytest.raises(NotFound), team.doing("instelling") as session:
        instellingen.put(session, "kleur", "rood")


def test_every_default_is_a_value_that_may_be_given() -> None:
    assert all(a.check(a.standaard) == a.standaard for a in instellingen.AFSPRAKEN)


def test_commands_show_and_change_what_the_screen_does(
    place: Place, clock: Clock, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    secret = tmp_path / "w"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    general = ["--wachtwoord-bestand", str(secret)]

    def run(*args: str) -> tuple[int, str, str]:
        code = cli.main([*general, *args])
        said = capsys.readouterr()
        return code, said.out, said.err

    assert run("instelling", "zet", "thema", "mono")[0] == 0
    assert run("instelling", "zet", "stil_na_weken", "5")[0] == 0
    assert run("instelling", "zet", "toets.overleg.duo", "f7")[0] == 0
    rows = {r["naam"]: r for r in json.loads(run("instelling", "lijst", "--json")[1])}
    assert {"naam", "waarde", "standaard", "van"} == set(rows["thema"])
    assert (rows["thema"]["waarde"], rows["stil_na_weken"]["waarde"], rows["toets.overleg.duo"]["waarde"]) == ("mono", "5", "f7")
    keys = {r["id"]: r for r in json.loads(run("toetsen", "--json")[1])}
    assert {"id", "deel", "toetsen", "label", "uitleg"} == set(keys["overleg.duo"])
    assert keys["overleg.duo"]["toetsen"] == ["F7"]
    for refused in (("thema", "roze"), ("animatie", "soms"), ("toets.overleg.reden", "f7"), ("toets.geen.actie", "f8"), ("kleur", "rood")):
        code, out, err = run("instelling", "zet", *refused)
        assert (code, out, bool(err)) == (1, "", True), refused
    assert run("instelling", "zet", "toets.overleg.reden", "d")[0] == 0
    assert "Reden" in run("instelling", "wis", "toets.overleg.duo")[2]
    assert run("instelling", "wis", "toets.overleg.reden")[0] == 0
    assert run("instelling", "wis", "toets.overleg.duo")[0] == 0
    assert run("instelling", "wis", "thema")[0] == 0
    assert config.read(place) == (Voorkeuren(), [])


def test_the_folder_of_templates_is_a_folder_that_is_there(place: Place, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "huisstijl"
    folder.mkdir()
    assert cli.main(["instelling", "sjabloon", str(folder)]) == 0
    assert "zet sjablonen" in capsys.readouterr().out
    assert cli.main(["instelling", "sjabloon", str(folder)]) == 1
    assert "Er staat al een bestand" in capsys.readouterr().err
    assert (folder / "sjabloon.docx").read_bytes() == sjabloon.voorbeeld()
    assert cli.main(["instelling", "zet", "sjablonen", str(folder)]) == 0
    assert config.read(place) == (Voorkeuren(sjablonen=str(folder)), [])
    assert cli.main(["instelling", "zet", "sjablonen", str(tmp_path / "weg")]) == 1
    assert "Deze map is er niet." in capsys.readouterr().err
    assert cli.main(["instelling", "wis", "sjablonen"]) == 0
    assert config.read(place) == (Voorkeuren(), [])
