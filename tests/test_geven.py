"""Giving documents out by command: several forms at once, where they go, what is asked, and what happens when one of them fails."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlmodel import select

from db.models import Leesregel, Uitgifte
from retcli import config, toegang
from retcli.locations import home
from retcli.notulen import sjabloon, uitgeven

from .conftest import PASSPHRASE, Clock, Run
from .test_cli import casus

ALL = ("--vorm", "md", "--vorm", "docx", "--vorm", "pdf", "--vorm", "json")


def given(clock: Clock) -> list[tuple[str, str, str]]:
    """What stands in the export register: what, for whom, digest."""
    team = toegang.unlock(home(), PASSPHRASE, now=clock, writable=False)
    try:
        with team.reading() as session:
            return [(u.wat or "", u.voor_wie or "", u.sha256 or "") for u in session.exec(select(Uitgifte).order_by(Uitgifte.id))]  # type: ignore[arg-type]
    finally:
        team.close()


def test_every_form_is_made_at_once_and_registered(begun: Run, clock: Clock, folder: Path) -> None:
    code = casus(begun)
    done = begun("casus", "blad", code, *ALL, "--naar", str(folder))
    names = [f"casus-{code}.{vorm}" for vorm in ("md", "docx", "pdf", "json")]
    assert (done.code, done.err) == (0, "")
    assert done.out == "".join(f"{name} is gemaakt.\n" for name in names)
    assert sorted(p.name for p in folder.iterdir()) == sorted(names)
    assert given(clock) == [
        (
            f"casus {code} deelbaar ({vorm})",
            "wie bij deze casus betrokken is",
            hashlib.sha256((folder / f"casus-{code}.{vorm}").read_bytes()).hexdigest(),
        )
        for vorm in ("md", "docx", "pdf", "json")
    ]


def test_a_text_is_printed_without_a_file_and_is_registered_too(begun: Run, clock: Clock) -> None:
    code = casus(begun)
    assert begun("casus", "blad", code).out.startswith(f"# Casus {code}\n")
    assert begun("casus", "blad", code, "--vorm", "json").json["casus"] == code
    assert [wat for wat, _, _ in given(clock)] == [f"casus {code} deelbaar (md)", f"casus {code} deelbaar (json)"]


def test_which_casus_was_looked_at_is_in_the_read_log(begun: Run, clock: Clock) -> None:
    code = casus(begun)
    begun("casus", "blad", code)
    team = toegang.unlock(home(), PASSPHRASE, now=clock, writable=False)
    with team.reading() as session:
        seen = session.exec(select(Leesregel.wat).where(Leesregel.casus.is_not(None))).all()  # type: ignore[union-attr]
    team.close()
    assert seen == ["casus"]


def test_a_file_says_by_its_name_which_form_it_is(begun: Run, folder: Path) -> None:
    code = casus(begun)
    assert begun("casus", "blad", code, "--naar", str(folder / "blad.PDF")).out == "blad.PDF is gemaakt.\n"
    assert (folder / "blad.PDF").read_bytes().startswith(b"%PDF")
    wrong = begun("casus", "blad", code, "--vorm", "docx", "--naar", str(folder / "blad2.pdf"))
    assert (wrong.code, wrong.err) == (1, "Een bestand van de vorm docx heet niet .pdf. Noem het .docx, of geef een map.\n")
    assert begun("casus", "blad", code, "--vorm", "md", "--naar", str(folder / "notitie.txt")).code == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--vorm", "odt"), "De vorm odt is er niet. Kies uit md, docx, pdf of json."),
        (
            ("--vorm", "md", "--vorm", "pdf", "--naar", "een.md"),
            "Meer vormen passen niet in één bestand. Geef met --naar een map die bestaat.",
        ),
        (("--naar", "er/niet/zijn.md"), "Op deze plek kan geen bestand komen. Kies een bestandsnaam in een map die bestaat."),
        (("--naar", "a" * 300), "Dit kan geen bestand zijn. Kies een kortere naam, in een map waar u mag schrijven."),
        (("--versie", "geheim"), "Er is geen versie geheim. Kies deelbaar of intern."),
    ],
)
def test_what_can_not_be_is_one_sentence_before_the_passphrase_is_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], said: str
) -> None:
    monkeypatch.delenv("RETCLI_WACHTWOORD_BESTAND")
    refused = run("casus", "blad", "26-XXXXXX", *args)
    assert (refused.code, refused.out, refused.err) == (1, "", said + "\n")


def test_the_version_with_everything_is_asked_for_once(begun: Run, clock: Clock, folder: Path) -> None:
    code = casus(begun)
    refused = begun("casus", "blad", code, "--versie", "intern", *ALL, "--naar", str(folder))
    assert (refused.code, refused.err) == (1, "Niet gemaakt. De deelbare versie kan altijd: laat --versie weg.\n")
    assert given(clock) == []
    assert begun("casus", "blad", code, "--versie", "intern", *ALL, "--naar", str(folder), "--ja").code == 0
    assert given(clock)[0][:2] == (f"casus {code} intern (md)", "het team")


def test_what_is_there_is_replaced_only_when_that_was_said(begun: Run, clock: Clock, folder: Path) -> None:
    code = casus(begun)
    (folder / f"casus-{code}.md").write_text("van mij", encoding="utf-8")
    refused = begun("casus", "blad", code, *ALL, "--naar", str(folder))
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == f"casus-{code}.md is er al. Geef een andere naam met --naar, of --ja om te vervangen.\n"
    assert [p.read_text(encoding="utf-8") for p in folder.iterdir()] == ["van mij"]
    assert given(clock) == []
    assert begun("casus", "blad", code, "--naar", str(folder), "--ja").code == 0
    assert (folder / f"casus-{code}.md").read_text(encoding="utf-8").startswith("# Casus")


def test_a_form_that_fails_is_told_and_the_others_are_made(begun: Run, clock: Clock, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = casus(begun)
    monkeypatch.setattr(config, "read", lambda place: (config.Voorkeuren(sjablonen=str(folder)), []))
    (folder / "sjabloon.docx").write_bytes(b"dit is geen Word")
    done = begun("casus", "blad", code, *ALL, "--naar", str(folder))
    assert done.code == 1
    assert done.err.startswith("docx: ")
    assert done.err.count("\n") == 1
    assert done.out == "".join(f"casus-{code}.{vorm} is gemaakt.\n" for vorm in ("md", "pdf", "json"))
    assert [wat.rpartition(" ")[2] for wat, _, _ in given(clock)] == ["(md)", "(pdf)", "(json)"]


def test_the_organisations_own_template_is_used_for_word(begun: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = casus(begun)
    begun("casus", "blad", code, "--vorm", "docx", "--naar", str(folder / "zonder.docx"))
    monkeypatch.setattr(config, "read", lambda place: (config.Voorkeuren(sjablonen=str(folder)), []))
    (folder / "casus.docx").write_bytes(sjabloon.voorbeeld())
    assert begun("casus", "blad", code, "--vorm", "docx", "--naar", str(folder / "met.docx")).code == 0
    assert (folder / "met.docx").read_bytes() != (folder / "zonder.docx").read_bytes()


@pytest.mark.parametrize(("name", "lock"), [("blad.md", "~$blad.md"), ("casusblad.md", "~$susblad.md"), ("verslag.md", "~$erslag.md")])
def test_a_file_that_is_open_in_word_is_left_alone(begun: Run, clock: Clock, folder: Path, name: str, lock: str) -> None:
    code = casus(begun)
    (folder / name).write_text("open in Word", encoding="utf-8")
    (folder / lock).touch()
    refused = begun("casus", "blad", code, "--naar", str(folder / name), "--ja")
    assert refused.code == 1
    assert refused.err == f"md: {name} is nog open. Sluit het bestand in Word en probeer het opnieuw, of kies een andere naam.\n"
    assert (folder / name).read_text(encoding="utf-8") == "open in Word"
    assert given(clock) == []


def test_a_file_that_windows_will_not_replace_is_told_as_open(begun: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = casus(begun)
    (folder / "blad.md").write_text("open", encoding="utf-8")

    def taken(old: object, new: object) -> None:
        raise PermissionError(13, "in gebruik", str(old), None, str(new))

    monkeypatch.setattr(os, "replace", taken)
    refused = begun("casus", "blad", code, "--naar", str(folder / "blad.md"), "--ja")
    assert (refused.code, refused.err.startswith("md: blad.md is nog open. Sluit het bestand in Word")) == (1, True)
    assert [p.name for p in folder.iterdir()] == ["blad.md"]


def test_a_folder_that_can_not_be_written_says_so_for_each_form(
    begun: Run, clock: Clock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = casus(begun)
    real = os.open

    def no_right(path: object, *args: int, **more: int) -> int:
        if str(path).startswith(str(folder)):
            raise PermissionError(13, "mag niet", str(path))
        return real(path, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", no_right)
    refused = begun("casus", "blad", code, "--vorm", "md", "--vorm", "json", "--naar", str(folder))
    assert refused.code == 1
    told = "Dit bestand kan niet worden geschreven. Kies een map waar u mag schrijven, of een kortere naam."
    assert refused.err == f"md: {told}\njson: {told}\n"
    assert given(clock) == []


def test_a_name_with_a_slash_stays_in_the_folder(begun: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = casus(begun)
    monkeypatch.setattr(uitgeven.Stuk, "bestand", lambda stuk, vorm: f"../buiten/{stuk.naam}:{vorm}")
    assert begun("casus", "blad", code, "--vorm", "md", "--naar", str(folder)).code == 0
    assert [p.name for p in folder.iterdir()] == [f"..-buiten-casus-{code}-md"]


def test_a_refusal_of_the_text_makes_no_file(begun: Run, clock: Clock, folder: Path) -> None:
    code = casus(begun)
    assert begun("actie", "nieuw", "Mia Kok bellen", "--wie", "JB", "--voor", "vr", "--casus", code).code == 0
    refused = begun("casus", "blad", code, *ALL, "--naar", str(folder))
    assert refused.code == 1
    assert "Open acties, regel 1" in refused.err
    assert list(folder.iterdir()) == []
    assert given(clock) == []


# --- the list of actions, and the calendar


def test_the_list_of_actions_is_given_by_person_or_role(begun: Run, clock: Clock, folder: Path) -> None:
    begun("actie", "nieuw", "school bellen", "--wie", "JB", "--voor", "vr")
    begun("actie", "nieuw", "zaal regelen", "--wie", "MK", "--voor", "vr")
    assert "## Team AnderS 1" in begun("actie", "lijst", "--vorm", "md").out
    whole = begun("actie", "lijst", "--versie", "intern", "--wie", "mia", "--ja")
    assert "## Mia Kok (MK)" in whole.out
    assert "school bellen" not in whole.out
    assert begun("actie", "lijst", "--vorm", "pdf", "--naar", str(folder)).out == "acties-2026-11-24.pdf is gemaakt.\n"
    assert [wat for wat, _, _ in given(clock)] == [
        "acties 2026-11-24 deelbaar (md)", "acties 2026-11-24 intern (md)", "acties 2026-11-24 deelbaar (pdf)",
    ]  # fmt: skip


def test_the_list_on_screen_is_as_it_was_and_can_be_of_one_member(begun: Run) -> None:
    begun("actie", "nieuw", "school bellen", "--wie", "JB", "--voor", "vr")
    begun("actie", "nieuw", "zaal regelen", "--wie", "MK", "--voor", "vr")
    assert [a["omschrijving"] for a in begun("actie", "lijst", "--json").json] == ["school bellen", "zaal regelen"]
    assert [a["omschrijving"] for a in begun("actie", "lijst", "--wie", "mk", "--json").json] == ["zaal regelen"]
    assert "geen lid ZZ" in begun("actie", "lijst", "--wie", "zz").err
    for args in (("--alle", "--vorm", "md"), ("--json", "--naar", "x.md")):
        assert begun("actie", "lijst", *args).err.startswith("--alle en --json gaan niet samen")


def test_what_is_no_text_goes_to_the_folder_one_is_in(begun: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = casus(begun)
    monkeypatch.chdir(folder)
    assert begun("casus", "blad", code, *ALL).code == 0
    assert sorted(p.suffix for p in folder.iterdir()) == [".docx", ".json", ".md", ".pdf"]


def test_the_calendar_goes_to_a_file(begun: Run, clock: Clock, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert begun("kalender", "--naar", str(folder)).err.startswith("Er is niets voor in de kalender.")
    begun("overleg", "plan", "2026-12-01", "--tijd", "9:30")
    assert begun("kalender").out == "kalender.ics is gemaakt.\n"
    assert begun("kalender", "--naar", str(folder), "--wie", "JB").out == "kalender-jb.ics is gemaakt.\n"
    assert len(Calendar.from_ical((folder / "kalender.ics").read_bytes()).walk("VEVENT")) == 1
    assert [g[:2] for g in given(clock)] == [("kalender (ics)", "het team"), ("kalender (ics)", "lid JB")]
    assert "| di 1 dec, 09:30 | Overleg RET-AnderS |" in begun("kalender", "--vorm", "md").out
    assert "geen lid ZZ" in begun("kalender", "--naar", str(folder), "--wie", "zz").err
