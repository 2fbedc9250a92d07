"""An organisation gets the casussen that it has a part in, and no others."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlmodel import select

from db.models import CasusPartij, InzetLid
from retcli import acties, intake, triage
from retcli.errors import Refused
from retcli.notulen.ontvanger import eigen_casussen, organisaties
from retcli.toegang import Toegang

from .test_overleg import TODAY, members, new_casus


def own(team: Toegang, organisatie: str) -> set[UUID]:
    with team.reading() as session:
        return eigen_casussen(session, organisatie)


def test_who_brought_it_is_involved_decides_acts_or_is_in_the_duo_has_a_part(team: Toegang) -> None:
    jan, mia, ties = members(team)
    brought, involved, carried, acted, deployed, other = (new_casus(team) for _ in range(6))
    with team.doing("wijzig") as session:
        wie = team.wie()
        intake.change(session, wie, brought, {"aanmelder_organisatie": "Aanbieder A"})
        session.add(CasusPartij(casus=involved, organisatie="aanbieder  a."))
        triage.decide(session, wie, carried, "CON", eigenaar=jan, datum=TODAY)
        acties.add(session, wie, "belt school", eigenaar=ties, voor=TODAY, casus=acted)
        acties.add(session, wie, "ruimt op", eigenaar=ties, voor=TODAY)
        triage.decide(session, wie, deployed, "TA", duo=(jan, mia))
    assert own(team, "AANBIEDER-A") == {brought, involved, carried, acted, deployed}
    assert own(team, "aanbieder c") == {deployed}
    assert other not in own(team, "Aanbieder A")


def test_who_left_the_duo_keeps_its_part(team: Toegang) -> None:
    jan, mia, _ = members(team)
    casus = new_casus(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "TA", duo=(jan, mia))
        session.exec(select(InzetLid).where(InzetLid.lid == mia)).one().tot = TODAY
    assert own(team, "Aanbieder C") == {casus}


def test_the_known_ones_are_listed_once_and_an_unknown_one_is_refused_with_the_nearest(team: Toegang) -> None:
    members(team)
    new_casus(team, aanmelder_organisatie="Jeugdbescherming Overijssel")
    new_casus(team, aanmelder_organisatie="aanbieder a")
    with team.reading() as session:
        assert organisaties(session) == ["Aanbieder A", "Aanbieder C", "Jeugdbescherming Overijssel"]
    for named, hint in (("Jeugdbeschermng Overijsel", "Bedoelt u Jeugdbescherming Overijssel?"), ("", "Schrijf de naam"), ("…", "Schrijf")):
        with pytest.raises(Refused, match="niet bekend") as refused:
            own(team, named)
        assert refused.value.hint.startswith(hint)
    with pytest.raises(Refused):
        own(team, "Aanbieder")
