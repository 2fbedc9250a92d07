"""The command line as people and scripts use it: JSON keys, exit codes, one Dutch sentence on stderr."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup as Group
from typer.main import get_command

from db.clean import OMITTED
from retcli import cli
from retcli.toegang import Toegang

from .conftest import PASSPHRASE, Clock, Run


def casus(run: Run, *more: str) -> str:
    """A new casus; its code."""
    made = run("casus", "nieuw", "--aanmelder", "wijkteam", "--gemeente", "enschede", "--geboortejaar", "2012", "--json", *more)
    assert made.code == 0, made.err
    return str(made.json["casus"])


def test_begin_shows_the_recovery_key_once_and_says_it_is_for_practice(run: Run) -> None:
    first = run("begin", "--naam", "Anna Vos", "--rol", "ondersteuner")
    assert first.code == 0
    assert "AGE-SECRET-KEY-1" in first.out
    assert "oefengegevens" in first.err
    again = run("begin", "--naam", "Anna Vos", "--rol", "voorzitter")
    assert (again.code, again.out) == (1, "")
    assert "staat al een team" in again.err


def test_the_list_has_the_keys_of_the_contract_with_codes(begun: Run) -> None:
    code = casus(begun, "--geslacht", "meisje", "--woonsituatie", "thuis", "--maatregel", "ots", "--problematiek", "trauma")
    (row,) = begun("casus", "lijst", "--json").json
    assert row == {
        "casus": code,
        "datum": "2026-11-24",
        "aanmelder": "LT",
        "gemeente": "GM0153",
        "geboortejaar": 2012,
        "geslacht": "MEISJE",
        "woonsituatie": "OUDERS",
        "maatregel": "OTS",
        "grondslag": "TRAUMA",
        "route": None,
        "status": "nieuw",
        "resultaat": None,
        "in_monitor": None,
    }


def test_a_whole_meeting_by_commands_ends_in_minutes(begun: Run, clock: Clock) -> None:
    first, second, outside = casus(begun), casus(begun), casus(begun)
    assert begun("casus", "besluit", outside, "CON", "--reden", "advies gegeven").code == 0
    clock.go_on(minutes=5)
    assert begun("overleg", "plan", "2026-11-24").code == 0
    assert begun("overleg", "begin").code == 0
    agenda = begun("overleg", "agenda", "--json").json
    assert {tuple(item) for item in agenda} == {("nr", "soort", "casus", "waarom", "besproken", "route")}
    assert [item["nr"] for item in agenda] == list(range(1, len(agenda) + 1))
    assert sorted(item["soort"] for item in agenda) == ["actie", "nieuw", "nieuw", "ter kennisname"]
    decided = begun(
        "overleg",
        "besluit",
        first,
        "team anders",
        "--reden",
        "naar huis",
        "--duo",
        "JB",
        "MK",
        "--actie",
        "belt moeder",
        "--wie",
        "MK",
        "--voor",
        "vr",
    )
    assert (decided.code, decided.err) == (0, "")
    assert begun("overleg", "besluit", second[:6], "1", "--eigenaar", "jb", "--datum", "+3").code == 1
    assert begun("overleg", "besluit", second, "consultatie", "--eigenaar", "jb", "--datum", "+3").code == 0
    room = {r["lid"]: r for r in begun("team", "capaciteit", "--json").json}
    assert room["JB"] == {"lid": "JB", "team": 1, "plekken": 2, "lopend": 1, "vrij": 1}
    closed = begun("overleg", "sluit")
    assert closed.code == 0
    assert f"{second}: geen reden" in closed.err
    minutes = json.loads(begun("notulen", "2026-W48", "--vorm", "json").out)
    assert {b["casus"]: b["route"] for b in minutes["besluiten"]} == {first: "TA", second: "CON"}
    assert minutes["besluiten"][0]["reden"] is None
    assert [b["casus"] for b in minutes["ter_kennisname"]] == [outside]
    assert minutes["volgend_overleg"] == "2026-12-01"
    text = begun("notulen").out
    assert "# Notulen RET-AnderS, dinsdag 24 november 2026" in text
    assert f"| {first} | Team AnderS 1, start " in text
    assert "Team AnderS 1: JB en MK" in begun("notulen", "--versie", "intern", "--ja").out
    assert "belt moeder" in text
    assert "naar huis" not in text


def test_the_internal_minutes_ask_once_and_stand_in_the_export_register(
    begun: Run, tmp_path: Path, team_reader: Callable[[], Toegang]
) -> None:
    one = casus(begun)
    begun("overleg", "begin")
    begun("overleg", "besluit", one, "CON", "--reden", "moeder wil zelf bellen")
    target = tmp_path / "intern.md"
    assert begun("notulen", "--versie", "intern", "--naar", str(target)).code == 1
    assert not target.exists()
    assert begun("notulen", "--versie", "intern", "--ja", "--naar", str(target)).code == 0
    assert "moeder wil zelf bellen" in target.read_text(encoding="utf-8")
    from sqlmodel import select

    from db.models import Uitgifte

    opened = team_reader()
    with opened.reading() as session:
        (row,) = session.exec(select(Uitgifte)).all()
        assert row.wat == "notulen 2026-W48 intern (md)"
    opened.close()


def test_minutes_can_be_sealed_to_the_laptops_of_the_team_and_the_same_file_is_made_twice_without_a_question(
    begun: Run, tmp_path: Path
) -> None:
    one = casus(begun)
    begun("overleg", "begin")
    begun("overleg", "besluit", one, "CON", "--reden", "moeder wil zelf bellen")
    begun("overleg", "sluit")
    sealed = begun("notulen", "--versie", "intern", "--ja", "--vorm", "md", "--versleuteld", "--naar", str(tmp_path))
    assert (sealed.code, sealed.err) == (0, "")
    (file,) = tmp_path.glob("*.md.age")
    assert b"moeder" not in file.read_bytes()
    named = tmp_path / "met een naam.json"
    assert begun("notulen", "--versie", "intern", "--ja", "--versleuteld", "--naar", str(named)).code == 0
    assert begun("notulen", "--versie", "intern", "--ja", "--versleuteld", "--naar", f"{named}.age").code == 0
    assert not named.exists()
    assert begun("open", f"{named}.age", "--naar", str(named)).code == 0
    assert json.loads(named.read_text(encoding="utf-8"))["versie"] == "intern"
    assert begun("open", str(file), "--naar", str(tmp_path / "open.md")).code == 0
    assert "moeder wil zelf bellen" in (tmp_path / "open.md").read_text(encoding="utf-8")
    target = tmp_path / "deelbaar.md"
    assert begun("notulen", "--naar", str(target)).code == 0
    assert begun("notulen", "--naar", str(target)).code == 0
    target.write_text("van mij", encoding="utf-8")
    assert begun("notulen", "--naar", str(target)).code == 1
    assert target.read_text(encoding="utf-8") == "van mij"


def test_a_later_meeting_fixes_the_minutes_by_command(begun: Run, clock: Clock) -> None:
    casus(begun)
    begun("overleg", "begin")
    assert begun("overleg", "mededeling", "Kerst: geen overleg.").code == 0
    begun("overleg", "sluit")
    assert begun("overleg", "stel-vast").code == 1
    clock.go_on(days=7)
    begun("overleg", "begin")
    fixed = begun("overleg", "stel-vast")
    assert (fixed.code, fixed.out) == (0, "De notulen van dinsdag 24 november 2026 zijn vastgesteld.\n")
    assert begun("overleg", "mededeling", "Toch wel.", "--week", "2026-W48").code == 1
    assert begun("overleg", "vul-aan", "Het was een RET-tafel.", "--week", "2026-W48").code == 0
    shown = begun("notulen", "2026-W48").out
    assert "vastgesteld op 01-12-2026" in shown
    assert "Kerst: geen overleg." in shown
    assert "- **01-12-2026**: Het was een RET-tafel." in shown


@pytest.fixture
def team_reader(place: Any, clock: Clock) -> Callable[[], Toegang]:
    from retcli import toegang

    return lambda: toegang.unlock(place, PASSPHRASE, now=clock, writable=False)


def test_closing_and_reopening_a_casus(begun: Run) -> None:
    one = casus(begun)
    begun("casus", "besluit", one, "CON")
    (actie,) = begun("actie", "lijst", "--json").json
    assert (actie["soort"], actie["voor"]) == ("TERUGKOP", "2026-12-01")
    assert begun("actie", "klaar", actie["nummer"]).code == 0
    proposal = begun("overleg", "plan", "morgen").code, begun("overleg", "agenda", "--json").json
    assert [p["soort"] for p in proposal[1]] == ["ter kennisname"]
    assert begun("casus", "sluit", one, "--resultaat", "overged").code == 0
    assert begun("casus", "lijst", "--json").json[0]["status"] == "afgesloten"
    refused = begun("casus", "sluit", one)
    assert refused.code == 1
    assert "al afgesloten" in refused.err
    assert begun("casus", "heropen", one, "--reden", "opnieuw vastgelopen").code == 0
    assert begun("casus", "lijst", "--json").json[0]["status"] == "heropend"


def test_history_says_who_changed_what_when(begun: Run) -> None:
    one = casus(begun)
    begun("casus", "wijzig", one, "--veld", "gemeente=Hengelo", "--veld", "knelpunt=AANBOD,VISIE")
    changes = begun("casus", "toon", one, "--historie", "--json").json
    moved = next(c for c in changes if c["veld"] == "gemeente" and c["oud"])
    assert (moved["wie"], moved["oud"], moved["nieuw"], moved["doel"]) == ("AV", ["GM0153"], "GM0164", "wijzig")
    text = begun("casus", "toon", one, "--historie").out
    assert "Enschede → Hengelo" in text
    assert "24-11-2026 10:00  AV" in text


def test_a_number_that_can_be_a_bsn_is_left_out_and_the_user_is_told(begun: Run) -> None:
    made = begun("casus", "nieuw", "--vraag", "belt over 111.222.333 en school")
    assert (made.code, "weggelaten" in made.err) == (0, True)
    shown = begun("casus", "toon", made.out.strip(), "--json").json
    assert shown["vraag"] == f"belt over {OMITTED} en school"


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("casus", "toon", "99-XXXX"), 1, "Er is geen casus"),
        (("casus", "besluit", "26", "ZZZ"), 1, "Er is geen casus"),
        (("casus", "nieuw", "--gemeente", "Enschde"), 1, "Bedoelt u GM0153 (Enschede)?"),
        (("casus", "nieuw", "--geboortejaar", "1911"), 1, "kan niet"),
        (("casus", "nieuw", "--datum", "31-02-2026"), 1, "bestaat niet"),
        (("casus", "nieuw", "--datum", "2030-01-01"), 1, "toekomst"),
        (("casus", "nieuw", "--datum", "0026-11-24"), 1, "Het jaar 26 klopt niet"),
        (("casus", "nieuw", "--veld", "bsn=1"), 1, "geen veld bsn"),
        (("casus", "nieuw", "--veld", "geboortejaar=²"), 1, "geen jaartal"),
        (("casus", "nieuw", "--veld", f"geboortejaar={'1' * 5000}"), 1, "geen jaartal"),
        (("notulen", "--naar", "n" * 300), 1, "geen bestand"),
        (("notulen", "--naar", "n" * 253), 1, "geen bestand"),
        (("notulen", "--naar", "~zomaar/x.md"), 1, "geen bestand"),
        (("notulen", "--naar", "map-die-er-niet-is/x.md"), 1, "geen bestand"),
        (("overleg", "besluit", "26-X", "CON"), 1, "Er loopt geen overleg"),
        (("overleg", "sluit"), 1, "Er loopt geen overleg"),
        (("notulen",), 1, "nog geen overleg gehouden"),
        (("notulen", "2020-W01"), 1, "geen overleg"),
        (("actie", "klaar", "abcdef"), 1, "geen actie"),
        (("team", "voeg-toe", "JB", "--naam", "Jo"), 1, "al de korte naam"),
        (("team", "voeg-toe", "QQ", "--naam", "Jo", "--team", "3"), 1, "twee teams"),
        (("inzet", "lijst", "--team", "3"), 1, "Er zijn twee teams: 1 en 2."),
        (("team", "wijzig", "JB"), 1, "Wat verandert er?"),
        (("importeer", "bestaat-niet.xlsx"), 1, "bestand"),
        (("casus", "dans"), 2, "--help"),
        (("casus", "toon"), 2, "--help"),
        (("casus", "lijst", "--jsn"), 2, "--help"),
        (("--wachtwoord-bestand",), 2, "bestand"),
    ],
)
def test_what_can_not_be_done_is_one_dutch_sentence_with_its_exit_code(begun: Run, args: tuple[str, ...], code: int, said: str) -> None:
    ran = begun(*args)
    assert ran.code == code
    assert said in ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err


def test_a_wrong_passphrase_and_an_empty_folder_are_refused(begun: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "fout"
    wrong.write_text("iets anders dan dat", encoding="utf-8")
    ran = begun("casus", "lijst", "--wachtwoord-bestand", str(wrong))
    assert (ran.code, ran.out) == (1, "")
    assert "Dit wachtwoord opent de gegevens niet" in ran.err
    monkeypatch.setenv("RETCLI_HOME", str(tmp_path / "leeg"))
    assert "nog geen team begonnen" in begun("casus", "lijst").err


def test_reading_goes_on_beside_the_open_program_and_writing_says_why_not(begun: Run, place: Any, clock: Clock) -> None:
    from retcli import toegang

    open_program = toegang.unlock(place, PASSPHRASE, now=clock)
    assert begun("casus", "lijst", "--json").json == []
    refused = begun("casus", "nieuw")
    assert refused.code == 1
    assert "staat al open" in refused.err
    open_program.close()


def test_another_recovery_key_opens_and_the_old_one_does_not(run: Run, tmp_path: Path) -> None:
    old = run("begin", "--naam", "Anna Vos", "--rol", "voorzitter").out.splitlines()[-1]
    new = run("herstelsleutel").out.splitlines()[-2]
    (tmp_path / "nieuw").write_text("een heel ander wachtwoord")
    for secret, code in ((old, 1), (new, 0)):
        (tmp_path / "sleutel").write_text(secret)
        done = run("wachtwoord", "--herstel-bestand", str(tmp_path / "sleutel"), "--nieuw-bestand", str(tmp_path / "nieuw"))
        assert done.code == code


def test_another_passphrase_opens_and_the_old_one_does_not(begun: Run, tmp_path: Path) -> None:
    new = tmp_path / "nieuw"
    new.write_text("nog een langer wachtwoord", encoding="utf-8")
    assert begun("wachtwoord", "--nieuw-bestand", str(new)).code == 0
    assert begun("casus", "lijst").code == 1
    assert begun("casus", "lijst", "--wachtwoord-bestand", str(new)).code == 0


def test_each_day_has_its_copy(begun: Run, clock: Clock) -> None:
    for _ in range(2):
        clock.go_on(days=1)
        casus(begun)
        casus(begun)
    assert len(begun("backup", "lijst", "--json").json) == 3
    assert begun("controle").code == 0


def test_what_nobody_foresaw_is_one_sentence_and_its_place_in_the_log(begun: Run, place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "moeder drinkt"

    def broken(*_: object) -> None:
        raise ValueError(secret)

    monkeypatch.setattr("retcli.casussen.listed", broken)
    ran = begun("casus", "lijst")
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("Er ging iets mis")
    logged = place.log.read_text(encoding="utf-8")
    assert "ValueError" in logged
    assert "broken" in logged
    assert secret not in ran.err + logged


@pytest.mark.parametrize("search", [("lijst",), ("zoek", "moeder"), ("toon", "26")])
def test_what_was_read_stays_written_down_when_it_can_not_be_printed(
    begun: Run, team_reader: Callable[[], Toegang], monkeypatch: pytest.MonkeyPatch, search: tuple[str, ...]
) -> None:
    casus(begun, "--vraag", "moeder wil rust")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("retcli.cli._leave_output", lambda: None)
    monkeypatch.setattr("retcli.opdrachten.casus.table", full)
    monkeypatch.setattr("retcli.opdrachten.casus.out", full)
    ran = begun("casus", *search)
    assert ran.code == 1
    assert "geen plaats" in ran.err
    from sqlmodel import col, select

    from db.models import Leesregel

    opened = team_reader()
    with opened.reading() as session:
        assert session.exec(select(Leesregel).where(col(Leesregel.wat) == SEEN_AS[search[0]])).all()
    opened.close()


SEEN_AS = {"lijst": "lijst", "zoek": "zoek", "toon": "casus"}


def outside(place: Any, stdout: int, *args: str) -> tuple[int, str]:
    """A command in a process of its own; its exit code and what it said on standard error."""
    env = {**os.environ, "RETCLI_HOME": str(place.folder), "PYTHONWARNINGS": "ignore"}
    ran = subprocess.run([sys.executable, "-m", "retcli", *args], stdout=stdout, stderr=subprocess.PIPE, text=True, env=env, check=False)
    return ran.returncode, ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe breaks otherwise there")
def test_a_reader_that_has_gone_ends_it_quietly(begun: Run, place: Any) -> None:
    casus(begun)
    reads, writes = os.pipe()
    os.close(reads)
    code, said = outside(place, writes, "casus", "lijst")
    os.close(writes)
    assert code in (0, 1)
    assert said == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_standard_output_is_one_sentence(begun: Run, place: Any) -> None:
    casus(begun)
    with open("/dev/full", "wb") as full:
        code, said = outside(place, full.fileno(), "casus", "lijst")
    assert code == 1
    assert said == "De uitvoer kan niet worden geschreven: er is geen plaats meer.\n"


def test_a_casus_of_a_clock_that_ran_ahead_can_still_be_changed(begun: Run, clock: Clock) -> None:
    one = casus(begun, "--datum", "2026-11-24")
    clock.go_on(days=-2)
    assert begun("casus", "wijzig", one, "--veld", "gemeente=Hengelo").code == 0
    assert begun("casus", "wijzig", one, "--veld", "datum_aanmelding=2026-11-24").code == 1


def test_minutes_can_not_go_where_nobody_may_look(begun: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_: Path) -> bool:
        raise PermissionError

    begun("overleg", "begin")
    monkeypatch.setattr("retcli.bestand.Path.is_dir", forbidden)
    refused = begun("notulen", "--naar", str(tmp_path / "x.md"))
    assert refused.code == 1
    assert "waar u mag schrijven" in refused.err


def test_the_handbook_names_every_command_and_no_other() -> None:
    """One that is not in the table is not found; one that is gone can't be run."""
    root = get_command(cli.app)
    assert isinstance(root, Group)
    page = (Path(__file__).parents[1] / "docs/handleiding.md").read_text(encoding="utf-8")
    table = [line.split("|")[1] for line in page.partition("| opdracht | wat het doet |")[2].splitlines()[2:] if line.startswith("|")]
    told = {
        (name, sub) for row in table for name in re.findall(r"`retcli ([\w-]+)`", row) for sub in re.findall(r"`([\w-]+)`", row) or ("",)
    }
    there = {
        (name, sub) for name, command in root.commands.items() for sub in (command.commands if isinstance(command, Group) else [""])
    } | {("demo", "")}
    assert told == there
