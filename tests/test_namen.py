"""What leads to a person is found in the texts of a document that is shared, and nothing else is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from db.models import Aanwezigheid, Casus, Identiteit
from retcli import casussen, intake, leden, toegang
from retcli.casuscode import check_letter
from retcli.errors import Refused
from retcli.locations import Place
from retcli.notulen.namen import Tekst, Vondst, weiger, zoek
from retcli.toegang import Toegang

from .conftest import CHEAP, PASSPHRASE

CHILDREN = (
    "Sanne", "Anne-Fleur", "D'Angelo", "José", "Jan", "Roos", "K.", "J.B.", "Bo", "Søren", "Şeyma", "Anne Marie", "Sem/Noa", "Ben",
    "onbekend", "kind 2", "Zoë B.", "Maximiliaan van Dam", "TA",
)  # fmt: skip
ADULTS = (
    ("Piet de Groot", "p.degroot@wijkteam-oost.nl", "053-4871234"),
    ("mevr. E. Jansen-Krul (wijkteam)", "e.jansen@school.example", "+31 6 1234 5678"),
    ("wijkteam Enschede Noord", None, None),
    ("huisarts Fatima El Amrani", None, "06 - 87 65 43 21"),
    ("moeder", None, None),
    ("Bakker", None, None),
)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, UUID, Path]]:
    """A team that knows these people; the casus is that of K., born in 2012, of Rijssen-Holten, registered in 2026."""
    folder = tmp_path_factory.mktemp("namen")
    team = toegang.begin(Place(folder), PASSPHRASE, naam="Anna Vos", cost=CHEAP).toegang
    with team.doing("nieuw") as session:
        leden.add(session, "TA", naam="Tineke van Aalst")
        session.add(Aanwezigheid(gast="Eva Smit, wijkteam", aanwezig="JA"))
        for n, roepnaam in enumerate(CHILDREN):
            naam, mail, phone = ADULTS[n % len(ADULTS)]
            row = Casus(casuscode=f"26-{n}", gemeente="GM1742", geboortejaar=2012, datum_aanmelding=date(2026, 1, 6))
            session.add(row)
            session.flush()
            session.add(Identiteit(casus=row.id, roepnaam=roepnaam, aanmelder_naam=naam, aanmelder_mail=mail, aanmelder_telefoon=phone))
    with team.reading() as session:
        own = session.exec(select(Identiteit.casus).where(Identiteit.roepnaam == "K.")).one()
        assert own is not None
        yield session, own, folder
    team.close()


def found(known: tuple[Session, UUID, Path], words: str, *, own: bool = False) -> list[tuple[str, str]]:
    return [(v.wat, v.woord) for v in zoek(known[0], [Tekst("hier", words, known[1] if own else None)])]


@pytest.mark.parametrize(
    ("words", "what", "word"),
    [
        ("Bel Sanne over school", "roepnaam", "Sanne"),
        ("bel sanne", "roepnaam", "sanne"),
        ("SANNE's moeder", "roepnaam", "SANNE"),
        ("Sannes moeder", "roepnaam", "Sannes"),
        ("de *Sanne*-groep", "roepnaam", "Sanne"),
        ("S\u200ban\u00adne", "roepnaam", "S\u200ban\u00adne"),
        ("\u202eSanne\u202c", "roepnaam", "Sanne"),
        ("Ｓａｎｎｅ", "roepnaam", "Ｓａｎｎｅ"),
        ("anne fleur gaat mee", "roepnaam", "anne fleur"),
        ("AnneFleur gaat mee", "roepnaam", "AnneFleur"),
        ("Anne‑Fleur", "roepnaam", "Anne‑Fleur"),
        ("d’angelo", "roepnaam", "d’angelo"),
        ("DAngelo", "roepnaam", "DAngelo"),
        ("AnneMarie", "roepnaam", "AnneMarie"),
        ("Jose komt", "roepnaam", "Jose"),
        ("Jose\u0301 komt", "roepnaam", "Jose\u0301"),
        ("JOSÉ", "roepnaam", "JOSÉ"),
        ("sóren", "roepnaam", "sóren"),
        ("soren", "roepnaam", "soren"),
        ("seyma", "roepnaam", "seyma"),
        ("met Jan mee", "roepnaam", "Jan"),
        ("Roos belt", "roepnaam", "Roos"),
        ("Ben belt", "roepnaam", "Ben"),
        ("over K. gesproken", "roepnaam", "K."),
        ("over J. B. gesproken", "roepnaam", "J. B."),
        ("voor Bo een plek", "roepnaam", "Bo"),
        ("noa blijft", "roepnaam", "noa"),
        ("zoe blijft", "roepnaam", "zoe"),
        ("maximiliaan blijft", "roepnaam", "maximiliaan"),
        ("familie Dam", "roepnaam", "Dam"),
        ("piet de groot belt", "aanmelder", "piet de groot"),
        ("meneer Groot belt", "aanmelder", "Groot"),
        ("mevrouw Jansen", "aanmelder", "Jansen"),
        ("mevrouw Jansen-Krul", "aanmelder", "Jansen-Krul"),
        ("vraag Amrani", "aanmelder", "Amrani"),
        ("naar Bakker", "aanmelder", "Bakker"),
        ("tineke van aalst belt", "lid", "tineke van aalst"),
        ("Eva Smit", "gast", "Eva Smit"),
        ("mail iemand@voorbeeld.nl", "mailadres", "iemand@voorbeeld.nl"),
        ("mail e.jansen at school punt example nu", "mailadres", "e.jansen at school punt example"),
        ("mail p.degroot(at)wijkteam-oost.nl", "mailadres", "p.degroot(at)wijkteam-oost.nl"),
        ("p degroot wijkteam oost nl", "mailadres", "p degroot wijkteam oost nl"),
        ("bel 06-11223344", "telefoonnummer", "06-11223344"),
        ("bel +31 (0)6 11 22 33 44", "telefoonnummer", "+31 (0)6 11 22 33 44"),
        ("bel (074) 123 45 67", "telefoonnummer", "(074) 123 45 67"),
        ("bel 487 12 34", "telefoonnummer", "487 12 34"),
        ("bel 6 12 34 56 78", "telefoonnummer", "6 12 34 56 78"),
    ],
)  # fmt: skip
def test_what_leads_to_someone_is_found_as_it_was_written(known: tuple[Session, UUID, Path], words: str, what: str, word: str) -> None:
    assert found(known, words) == [(what, word)]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "sannetje en marsanne en Sanneke",
        "in jan en feb, en 12 mei",
        "een roos in de tuin en ik ben er",
        "een bo van niets, plan k, jb",
        "26-K7QX2M en 26-JANXY",
        "JB belt, HBO-K, K-3, bij BO",
        "TA belt de school",
        "Groot overleg op dinsdag; in groot overleg",
        "een bakker om de hoek",
        "Enschede en Noord en moeder en onbekend en 2",
        "hij at soep. Daarna ging hij",
        "op 24-11-2026 om 10.30-12.00 12 keer, € 1.250.000",
        "zaak 20260012",
        "op 01-12-2026 14 kinderen, 09.00-10.30 12 keer",
        "naar Bakkers",
        "14 jaar in 2012 te Rijssen",
        "wit verf Witte Anne-bel",
    ],
)
def test_other_words_stay(known: tuple[Session, UUID, Path], words: str) -> None:
    assert [f for f in found(known, words) if f[1] != "Anne"] == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("is 14 jaar", "leeftijd"),
        ("een 14-jarige", "leeftijd"),
        ("een veertienjarig kind", "leeftijd"),
        ("veertien jaar", "leeftijd"),
        ("14j", "leeftijd"),
        ("8 maanden oud", "leeftijd"),
        ("leeftijd: 9", "leeftijd"),
        ("18e verjaardag", "leeftijd"),
        ("geboren in 2012", "geboortejaar"),
        ("uit '12", "geboortejaar"),
        ("woont in rijssen-holten", "gemeente"),
        ("woont in Rijssen holten", "gemeente"),
        ("woont in Holten", "gemeente"),
        ("K komt", "roepnaam"),
    ],
)
def test_of_its_own_casus_also_town_age_and_loose_initials_are_found(known: tuple[Session, UUID, Path], words: str, what: str) -> None:
    assert [w for w, _ in found(known, words, own=True)] == [what]
    assert found(known, words) == []


@pytest.mark.parametrize("words", ["verlenging met 1 jaar", "over twee jaar", "een jaar wachten", "40 jaar", "in 2026", "in Enschede", "k"])
def test_a_term_is_no_age_and_another_town_is_not_its_own(known: tuple[Session, UUID, Path], words: str) -> None:
    assert found(known, words, own=True) == []


def test_a_small_childs_age_counts_where_it_fits(team: Toegang) -> None:
    with team.doing("nieuw") as session:
        row = Casus(geboortejaar=2024, datum_aanmelding=date(2026, 1, 6))
        session.add(row)
        session.flush()
        assert zoek(session, [Tekst("hier", "is 2 jaar", row.id)]) == [Vondst("hier", "leeftijd", "2 jaar")]


@pytest.mark.parametrize("words", ["een meisje van 14", "de jongen (14)", "wordt 15, dus haast", "leeftijd van 14"])
def test_a_bare_number_is_an_age_where_it_fits_the_child(known: tuple[Session, UUID, Path], words: str) -> None:
    assert [what for what, _ in found(known, words, own=True)] == ["leeftijd"]
    assert found(known, words.replace("14", "44").replace("15", "45").replace("leeftijd", "kamer"), own=True) == []


def test_a_casuscode_in_a_text_makes_it_a_text_about_that_casus(team: Toegang) -> None:
    with team.doing("nieuw") as session:
        casus, _ = intake.register(session, team.wie(), {"gemeente": "GM0153", "geboortejaar": 2012, "datum_aanmelding": date(2026, 1, 6)})
        code = casussen.card(session, casus).casus
        texts = [Tekst("hier", f"belt over {code.lower()}, 14 jaar, Enschede"), Tekst("daar", "14 jaar aan de bak in Enschede")]
        assert [(v.waar, v.wat) for v in zoek(session, texts)] == [("hier", "leeftijd"), ("hier", "gemeente")]


def test_the_letters_of_a_casuscode_spell_no_name(team: Toegang) -> None:
    name = f"Sanne{check_letter('26SANNE')}"
    with team.doing("nieuw") as session:
        row = Casus(casuscode="26-0")
        session.add(row)
        session.flush()
        session.add(Identiteit(casus=row.id, roepnaam=name))
        session.flush()
        assert zoek(session, [Tekst("hier", f"zie 26-{name.upper()}", row.id)]) == []
        assert len(zoek(session, [Tekst("hier", f"zie {name.upper()}", row.id)])) == 1


def test_a_members_short_name_is_not_the_initials_of_the_child(team: Toegang) -> None:
    with team.doing("nieuw") as session:
        leden.add(session, "JB", naam="Jan Bos")
        row = Casus(casuscode="26-0")
        session.add(row)
        session.flush()
        session.add(Identiteit(casus=row.id, roepnaam="J.B."))
        session.flush()
        found = zoek(session, [Tekst("hier", "JB belt over J.B., ook J. B.", row.id)])
    assert [v.woord for v in found] == ["J.B.", "J. B."]


def test_without_texts_or_people_there_is_nothing(team: Toegang) -> None:
    with team.reading() as session:
        assert zoek(session, []) == []
        assert zoek(session, [Tekst("hier", "Sanne belt", None)]) == []


def test_the_refusal_says_what_stands_where_and_what_to_do() -> None:
    weiger([])
    many = [Vondst(f"Acties, regel {n}", "roepnaam", "Sanne") for n in range(1, 6)]
    with pytest.raises(Refused) as refused:
        weiger([Vondst("Acties, regel 1", "mailadres", "a@b.nl"), *many])
    assert refused.value.message == (
        "Hierin staat wat naar een mens leidt. Acties, regel 1: “a@b.nl” (mailadres) en “Sanne” (roepnaam); "
        "Acties, regel 2: “Sanne” (roepnaam); Acties, regel 3: “Sanne” (roepnaam); en op nog 2 plaatsen."
    )
    assert "retcli actie wijzig" in refused.value.hint


NOBODY = ("bel", "de", "school", "over", "een", "plek", "voor", "dagbesteding", "en", "vraag", "wie", "dat", "é", "3x", "26-K7QX2M")
AROUND = st.sampled_from(
    ["", " ", "(", ")", "“", "”", ",", ".", "!", "?", ":", ";", "…", "\n", " - ", "/", "_", "**", "€", "«", "\u200b", "🙂"]
)
FORMS = (str, str.upper, str.title, lambda s: unicodedata.normalize("NFD", s), lambda s: unicodedata.normalize("NFKC", s))


@given(
    st.sampled_from(["Sanne", "Anne-Fleur", "D'Angelo", "José", "Jan", "Roos", "Søren", "Şeyma", "Anne Marie", "Ben"]),
    st.sampled_from(FORMS), AROUND, AROUND,
    st.sampled_from(["", "bel", "12", "de school en"]), st.sampled_from(["", "belt", "é", "3 keer"]),
)  # fmt: skip
def test_a_name_is_found_whatever_stands_around_it(
    known: tuple[Session, UUID, Path], name: str, form: object, left: str, right: str, before: str, after: str
) -> None:
    written = form(name)  # type: ignore[operator]
    assert "roepnaam" in [w for w, _ in found(known, f"{before} {left}{written}{right} {after}")]


@given(st.lists(st.sampled_from(NOBODY), max_size=40))
def test_words_that_name_nobody_give_nothing(known: tuple[Session, UUID, Path], words: list[str]) -> None:
    assert found(known, " ".join(words)) == []


@given(st.text(max_size=60))
def test_any_text_is_read(known: tuple[Session, UUID, Path], words: str) -> None:
    for vondst in zoek(known[0], [Tekst("hier", words, known[1])]):
        assert vondst.woord in words
