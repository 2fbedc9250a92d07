"""The open actions to give out: by name for the team, by role to share; what is late says so."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from db.codes import ROL
from db.models import Actie, Lid
from retcli import acties, leden
from retcli.errors import Refused
from retcli.notulen import actielijst, uitgeven
from retcli.notulen.document import Alinea, Kop, Tabel
from retcli.notulen.uitgeven import Stuk
from retcli.toegang import Toegang

from .conftest import Clock
from .screens.test_overleg import HOSTILE
from .test_overleg import TODAY, members, new_casus
from .test_vooraf import code

DAY = timedelta(days=1)


def lijst(team: Toegang, versie: str = "deelbaar", lid: str | None = None) -> Stuk:
    with team.reading() as session:
        return actielijst.compose(session, team.wie(), versie, leden.find(session, lid) if lid else None)


def groups(stuk: Stuk) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The rows below each heading, in order."""
    blocks = stuk.document.blokken
    return {head.woorden: table.rijen for head, table in itertools.pairwise(blocks) if isinstance(head, Kop) and isinstance(table, Tabel)}


def agreed(team: Toegang, clock: Clock) -> tuple[UUID, str]:
    """Actions of three people, of a role and of nobody; one of them late, one done. Gives a casus and its code."""
    jb, mk, _ = members(team)
    casus = new_casus(team)
    clock.go_on(days=-5)
    with team.doing("eerder") as session:
        wie = team.wie()
        acties.add(session, wie, "school bellen", eigenaar=jb, voor=TODAY - 3 * DAY, casus=casus)
        acties.add(session, wie, "gisteren nog", eigenaar=jb, voor=TODAY - DAY)
        acties.add(session, wie, "vandaag", eigenaar=jb, voor=TODAY)
    clock.go_on(days=5)
    with team.doing("nu") as session:
        wie = team.wie()
        acties.add(session, wie, "zonder datum", eigenaar=team.lid, voor=None)
        acties.add(session, wie, "van de rol", eigenaar=None, eigenaar_rol="EXPERT", voor=TODAY + 300 * DAY)
        acties.add(session, wie, "van niemand", eigenaar=None, voor=TODAY)
        acties.done(session, wie, acties.add(session, wie, "al gedaan", eigenaar=mk, voor=TODAY))
    return casus, code(team, casus)


def test_the_team_gets_a_part_a_person_with_what_is_late_in_words(team: Toegang, clock: Clock) -> None:
    _, casus = agreed(team, clock)
    found = lijst(team, "intern")
    assert list(groups(found).items()) == [
        ("Anna Vos (AV)", (("geen datum", "", "zonder datum"),)),
        (
            "Jan Bos (JB)",
            (
                ("za 21 nov, 3 dagen te laat", casus, "school bellen"),
                ("ma 23 nov, 1 dag te laat", "", "gisteren nog"),
                ("di 24 nov", "", "vandaag"),
            ),
        ),
        ("RET-expert", (("20-09-2027", "", "van de rol"),)),
        ("Nog niemand", (("di 24 nov", "", "van niemand"),)),
    ]
    assert dict(found.document.kop)["Acties"] == "6 open, waarvan 2 te laat"
    assert found.naam == "acties-2026-11-24-intern"


def test_what_is_shared_names_roles(team: Toegang, clock: Clock) -> None:
    agreed(team, clock)
    found = lijst(team)
    assert list(groups(found)) == ["RET-expert", "RET-voorzitter", "Team AnderS 1", "Nog niemand"]
    text = uitgeven.maak(found, "md").decode() + uitgeven.maak(found, "json").decode()
    assert not {"Anna", "Vos", "AV", "Bos", "JB"} & set(re.findall(r"\w+", text))  # as words: a casuscode can have any letters in it
    assert found.naam == "acties-2026-11-24"


def test_of_one_member_are_only_the_actions_of_that_member(team: Toegang, clock: Clock) -> None:
    agreed(team, clock)
    assert list(groups(lijst(team, "intern", "JB"))) == ["Jan Bos (JB)"]
    shared = lijst(team, "deelbaar", "JB")
    assert list(groups(shared)) == ["Team AnderS 1"]
    assert "jb" not in shared.naam.lower()
    assert lijst(team, "intern", "JB").naam == "acties-2026-11-24-jb-intern"


def test_a_name_in_an_action_stops_what_is_shared(team: Toegang, clock: Clock) -> None:
    agreed(team, clock)
    with team.doing("actie") as session:
        made = acties.add(session, team.wie(), "bel Mia Kok", eigenaar=team.lid, voor=TODAY)
    with pytest.raises(Refused, match=f"actie {acties.short_id(made)}.*Mia Kok"):
        lijst(team)
    assert "bel Mia Kok" in str(groups(lijst(team, "intern")))


def test_without_actions_it_says_so(team: Toegang) -> None:
    assert lijst(team).document.blokken == (Alinea("Er zijn geen open acties."),)
    assert lijst(team, "intern", "AV").document.blokken == (Alinea("Er zijn geen open acties."),)


def test_sixty_actions_are_all_there(team: Toegang) -> None:
    members(team)
    with team.doing("veel") as session:
        for n in range(60):
            acties.add(session, team.wie(), f"nummer {n}", eigenaar=team.lid, voor=TODAY + n * DAY)
    (rows,) = groups(lijst(team)).values()
    assert [row[2] for row in rows] == [f"nummer {n}" for n in range(60)]


@pytest.mark.parametrize("words", HOSTILE)
def test_text_of_people_stays_text(team: Toegang, clock: Clock, words: str) -> None:
    agreed(team, clock)
    with team.doing("wijzig") as session:
        for actie in session.exec(select(Actie)):
            actie.omschrijving = words
        session.get_one(Lid, team.lid).naam = words
    made = lijst(team, "intern")
    lines = uitgeven.maak(made, "md").decode().splitlines()
    assert len([line for line in lines if line.startswith("## ")]) == 4
    assert uitgeven.maak(made, "docx")[:2] == b"PK"


def test_an_unknown_version_is_refused(team: Toegang) -> None:
    with pytest.raises(Refused, match="geen versie alles"):
        lijst(team, "alles")


def test_a_short_name_that_is_also_a_role_is_the_member(team: Toegang) -> None:
    with team.doing("lid") as session:
        lid = leden.add(session, "LEZER", naam="Lea Zeger")
        acties.add(session, team.wie(), "iets doen", eigenaar=lid.id, voor=TODAY)
    assert "LEZER" in ROL
    assert list(groups(lijst(team, "intern"))) == ["Lea Zeger (LEZER)"]
