"""Which duo fits a casus: what the ranking holds to whatever the teams are, and what it says in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import select

from db.models import Afwezigheid, Casus, CasusPartij, Inzet, InzetLid, LidExpertise, LidGemeente, LidTaal
from retcli import duo, duosamen, gezin, heraanmelding, instellingen, inzet, inzetlog, leden, overleg, triage, uitkomst
from retcli.duo import Gewichten, Kandidaat, Paar, Vraag
from retcli.errors import NotFound, Refused
from retcli.leden import LidKaart
from retcli.toegang import Toegang

from .conftest import Run
from .test_cli import casus
from .test_overleg import TODAY, new_casus
from .test_overleg import begun as overleg_begun

WEEK = timedelta(days=7)
WEIGHTS = Gewichten(*(int(a.standaard) for a in instellingen.AFSPRAKEN if a.naam.startswith("duo_")))
ORGANISATIONS = ("De Linde", "de  linde.", "De Vlier", "De Berk", None, "")
CODES = ("TRAUMA", "ASS", "LVB", "OKR", "ANDERS")


def person(n: int, *, team: int = 1, plekken: int = 2, lopend: int = 0, **given: object) -> Kandidaat:
    """Member `L1`, `L2` ... of team 1, with two free places and nothing else unless said."""
    of_card = {key: given.pop(key, None) for key in ("organisatie", "discipline", "actief_van", "actief_tot")}
    lid = LidKaart(UUID(int=n), f"L{n}", "", None, team, plekken=plekken, **of_card)  # type: ignore[arg-type]
    return Kandidaat(lid, lopend, **given)  # type: ignore[arg-type]


def asked(**given: object) -> Vraag:
    return Vraag(UUID(int=99), "26-AAA", TODAY, **given)  # type: ignore[arg-type]


days = st.none() | st.sampled_from([TODAY + timedelta(days=n) for n in (-40, -1, 0, 1, 40)])


@st.composite
def people(draw: st.DrawFn, most: int = 6) -> list[Kandidaat]:
    return [
        person(
            n,
            team=draw(st.sampled_from((1, 2))),
            plekken=draw(st.integers(0, 3)),
            lopend=draw(st.integers(0, 3)),
            organisatie=draw(st.sampled_from(ORGANISATIONS)),
            discipline=draw(st.sampled_from((None, "pedagoog", "Pedagoog", "therapeut"))),
            actief_van=draw(days),
            actief_tot=draw(days),
            expertise=frozenset(draw(st.sets(st.sampled_from(CODES)))),
            gemeenten=frozenset(draw(st.sets(st.sampled_from(("GM0153", "ONB"))))),
            talen=draw(st.sampled_from(((), ("Turks",)))),
            afwezig=draw(st.sampled_from(((), ((TODAY, TODAY),), ((None, None),), ((TODAY + WEEK, None),)))),
        )
        for n in range(1, draw(st.integers(2, most)) + 1)
    ]


@st.composite
def able(draw: st.DrawFn) -> list[Kandidaat]:
    """People of whom most can, with few places."""
    return [
        replace(k, lid=replace(k.lid, plekken=draw(st.integers(1, 2)), actief_van=None), lopend=0, afwezig=k.afwezig[1:])
        for k in draw(people(most=9))
    ]


who = st.dictionaries(st.integers(1, 6).map(lambda n: UUID(int=n)), st.just("25-BBB"), max_size=3)
questions = st.builds(
    asked,
    problematiek=st.none() | st.sampled_from(CODES),
    bijkomend=st.lists(st.sampled_from(CODES), max_size=3).map(tuple),
    ouders=st.lists(st.sampled_from(CODES), max_size=2).map(tuple),
    gemeente=st.sampled_from((None, "GM0153", "ONB")),
    taal=st.sampled_from((None, "turks")),
    betrokken=st.sampled_from(((), (("DE LINDE", "de aanmelder"), ("De Linde", "een betrokken partij")), (("", "de aanmelder"),))),
    kind=who,
    gezin=who,
)
weights = st.lists(st.integers(0, 60), min_size=13, max_size=13).map(lambda given: Gewichten(*given))


def can(k: Kandidaat, day: date = TODAY) -> bool:
    """Whether someone can begin that day, said in another way than the rules do."""
    away = any((since or date.min) <= day <= (until or date.max) for since, until in k.afwezig)
    member = (k.lid.actief_van or date.min) <= day <= (k.lid.actief_tot or date.max)
    return k.lid.plekken > k.lopend and not away and member


# --- what holds for every team


@given(people(), questions, weights)
def test_every_two_are_ranked_once_and_the_score_is_the_sum_of_what_is_told(
    team: list[Kandidaat], vraag: Vraag, weights: Gewichten
) -> None:
    ranked = duo.rangschik(vraag, team, weights)
    assert {frozenset(p.leden) for p in ranked} == {frozenset((a.lid.id, b.lid.id)) for a, b in combinations(team, 2)}
    assert len(ranked) == len(team) * (len(team) - 1) // 2
    for pair in ranked:
        assert pair.score == sum(p.punten for p in pair.redenen) + sum(p.punten for p in pair.let_op)
        assert all(p.punten > 0 and p.woorden for p in pair.redenen)
        assert all(p.punten <= 0 and p.woorden for p in pair.let_op)


@given(people(), questions, weights, st.randoms())
def test_the_same_people_in_another_order_give_the_same_ranking(
    team: list[Kandidaat], vraag: Vraag, weights: Gewichten, random: Random
) -> None:
    shuffled = list(team)
    random.shuffle(shuffled)
    assert duo.rangschik(vraag, team, weights) == duo.rangschik(vraag, shuffled, weights)


@given(people(), questions, weights, st.data())
def test_more_load_never_raises_someones_pairs_in_score_or_in_place(
    team: list[Kandidaat], vraag: Vraag, weights: Gewichten, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(team) - 1))
    busier = list(team)
    busier[at] = replace(team[at], lopend=team[at].lopend + data.draw(st.integers(1, 3)))
    before, after = duo.rangschik(vraag, team, weights), duo.rangschik(vraag, busier, weights)
    was, now = ({p.leden: (place, p.score) for place, p in enumerate(ranked)} for ranked in (before, after))
    for pair in was:
        if team[at].lid.id in pair:
            assert now[pair][1] <= was[pair][1]
            ahead = {p for p in was if team[at].lid.id not in p and was[p][0] < was[pair][0]}
            assert ahead <= {p for p in now if now[p][0] < now[pair][0]}


@given(people(), questions, weights)
def test_nobody_who_is_full_away_or_no_member_then_is_proposed_without_a_flag_or_before_who_can(
    team: list[Kandidaat], vraag: Vraag, weights: Gewichten
) -> None:
    able = {k.lid.id: can(k) for k in team}
    code = {k.lid.id: k.lid.code for k in team}
    ranked = duo.rangschik(vraag, team, weights)
    for pair in ranked:
        assert pair.kunnen_niet == sum(not able[lid] for lid in pair.leden)
        for lid in pair.leden:
            words = [p.woorden for p in pair.let_op if p.woorden.startswith(f"{code[lid]} ") and "werkt bij" not in p.woorden]
            assert bool(words) == (not able[lid])
    assert [p.kunnen_niet for p in ranked] == sorted(p.kunnen_niet for p in ranked)


@given(people(), questions, weights)
def test_who_works_for_someone_involved_is_always_flagged_and_nobody_else(team: list[Kandidaat], vraag: Vraag, weights: Gewichten) -> None:
    involved = any(name == "DE LINDE" for name, _ in vraag.betrokken)
    for pair in duo.rangschik(vraag, team, weights):
        told = sum("werkt bij" in p.woorden for p in pair.let_op)
        of_it = sum(k.lid.id in pair.leden and (k.lid.organisatie or "").lower().startswith("de ") for k in team
                    if "linde" in (k.lid.organisatie or "").lower())  # fmt: skip
        assert told == (of_it if involved else 0)


@given(people(), questions, weights)
def test_a_language_that_matters_puts_nobody_who_speaks_it_behind_who_does_not(
    team: list[Kandidaat], vraag: Vraag, weights: Gewichten
) -> None:
    """Of two pairs that can, the one with a speaker never falls behind the one without by asking for the language."""
    without, asked_for = (duo.rangschik(replace(vraag, taal=taal), team, weights) for taal in (None, "Turks"))
    speaks = {k.lid.id for k in team if "Turks" in k.talen}
    before, after = ({p.leden: n for n, p in enumerate(ranked)} for ranked in (without, asked_for))
    for one, other in combinations(without, 2):
        if speaks & set(one.leden) and not speaks & set(other.leden):
            assert after[one.leden] < after[other.leden]
    assert before.keys() == after.keys()


# --- several together


def tried(lists: Sequence[Sequence[Paar]], free: dict[UUID, int]) -> list[tuple[Paar | None, ...]]:
    """Every way there is to give each casus a pair or none, with no pair left that still fits; best first."""

    def used(taken: Sequence[Paar | None]) -> Counter[UUID]:
        return Counter(lid for pair in taken if pair for lid in pair.leden)

    def fits(taken: Sequence[Paar | None]) -> bool:
        return all(free[lid] >= n for lid, n in used(taken).items())

    choices: list[list[Paar | None]] = [[*(p for p in pairs if not p.kunnen_niet), None] for pairs in lists]
    every = [
        taken
        for taken in product(*choices)
        if fits(taken)
        and not any(
            pair is None and more is not None and fits((*taken, more)) for pair, c in zip(taken, choices, strict=True) for more in c
        )
    ]
    return sorted(every, key=lambda taken: (taken.count(None), -sum(pair.score for pair in taken if pair)))


@st.composite
def lists(draw: st.DrawFn) -> tuple[list[list[Paar]], dict[UUID, int]]:
    """Ranked pairs of up to four people for two to four casussen, and how many places each person has."""
    free = {UUID(int=n): draw(st.integers(0, 2)) for n in range(1, draw(st.integers(2, 4)) + 1)}
    pairs = list(combinations(free, 2))
    scores = st.lists(st.integers(-30, 90), min_size=len(pairs), max_size=len(pairs))
    return [
        sorted((Paar(pair, ("", ""), score, (), (), 0) for pair, score in zip(pairs, draw(scores), strict=True)), key=lambda p: -p.score)
        for _ in range(draw(st.integers(2, 4)))
    ], free


@given(lists(), st.integers(1, 4))
def test_together_is_the_best_of_everything_on_a_small_team(given: tuple[list[list[Paar]], dict[UUID, int]], limit: int) -> None:
    pairs, free = given
    assert duo.combineer(pairs, free, limit) == tried(pairs, free)[:limit]


@given(able(), st.lists(questions, min_size=2, max_size=4), weights)
def test_together_never_spends_a_place_twice_and_leaves_no_casus_without_while_one_fits(
    team: list[Kandidaat], asked: list[Vraag], weights: Gewichten
) -> None:
    lists = [duo.rangschik(vraag, team, weights) for vraag in asked]
    free = {k.lid.id: k.vrij for k in team}
    for taken in duo.combineer(lists, free, 3):
        left = Counter(free)
        left.subtract(lid for pair in taken if pair for lid in pair.leden)
        assert all(left[k.lid.id] >= min(k.vrij, 0) for k in team)
        assert all(pair in pairs and not pair.kunnen_niet for pair, pairs in zip(taken, lists, strict=True) if pair)
        for pair, pairs in zip(taken, lists, strict=True):
            assert pair or not any(all(left[lid] > 0 for lid in p.leden) for p in pairs if not p.kunnen_niet)


def test_a_favourite_with_one_place_goes_to_one_casus_and_the_others_still_get_a_duo() -> None:
    """The best twelve pairs of every casus all have the favourite in them."""
    team = [person(1, plekken=1, expertise=frozenset({"TRAUMA"})), *(person(n, plekken=1) for n in range(2, 16))]
    lists = [duo.rangschik(asked(problematiek="TRAUMA"), team, WEIGHTS)] * 4
    assert all("L1" in pair.codes for pair in lists[0][: duo.BREADTH])
    ((*taken,),) = duo.combineer(lists, {k.lid.id: k.vrij for k in team})
    people = [code for pair in taken if pair for code in pair.codes]
    assert len(people) == len(set(people)) == 8


# --- what it says


def only(vraag: Vraag, *team: Kandidaat) -> tuple[list[str], list[str]]:
    (pair,) = duo.rangschik(vraag, team, WEIGHTS)
    return [p.regel for p in pair.redenen], [p.regel for p in pair.let_op]


def test_a_pair_tells_why_in_words_with_their_points() -> None:
    one = person(
        1, lopend=1, organisatie="De Linde", discipline="pedagoog", expertise=frozenset({"TRAUMA", "OKR"}), gemeenten=frozenset({"GM0153"}),
        talen=("Turks",),
    )  # fmt: skip
    two = person(2, plekken=1, organisatie="De Vlier", discipline="therapeut", expertise=frozenset({"TRAUMA"}))
    vraag = asked(
        problematiek="TRAUMA", bijkomend=("TRAUMA", "ASS", "ANDERS"), ouders=("OKR",), gemeente="GM0153", taal="Turks",
        kind={UUID(int=1): "25-BBB"}, gezin={UUID(int=1): "25-CCC", UUID(int=2): "25-CCC"},
    )  # fmt: skip
    assert only(vraag, one, two) == (
        [
            "Trauma: L1 en L2 (+30)",
            "Ouder-kindrelatie: L1 (+10)",
            "Turks: L1 (+20)",
            "twee disciplines: pedagoog en therapeut (+10)",
            "twee organisaties: De Linde en De Vlier (+10)",
            "L1 was ingezet op 25-BBB, zelfde kind (+25)",
            "L1 komt in Enschede (+10)",
            "L1 heeft 1 van 2 plekken vrij (+5)",
            "L2 is of was ingezet op 25-CCC, zelfde gezin (+15)",
            "L2 heeft 1 van 1 plek vrij (+10)",
            "De Linde leent nu 1 plek uit (+5)",
            "De Vlier leent nu niemand uit (+10)",
        ],
        [],
    )


def test_a_pair_tells_what_to_look_out_for() -> None:
    one = person(1, lopend=2, organisatie="De Linde", discipline="pedagoog", afwezig=((None, TODAY), (TODAY - WEEK, TODAY + WEEK)))
    two = person(2, team=2, organisatie="de linde", discipline="Pedagoog", plekken=0, actief_van=TODAY + WEEK)
    reasons, flags = only(asked(betrokken=(("DE LINDE", "de aanmelder"),)), one, two)
    assert reasons == ["De Linde leent nu 2 plekken uit (+3)"]
    assert flags == [
        "L1 is vol, 2 van 2 plekken bezet",
        "L1 is afwezig tot en met 01-12-2026",
        "L1 werkt bij De Linde, de aanmelder (-100)",
        "L2 heeft geen plekken",
        "L2 is nog geen lid, pas vanaf 01-12-2026",
        "L2 werkt bij de linde, de aanmelder (-100)",
        "beiden van De Linde, allebei pedagoog",
        "uit twee teams (-15)",
    ]
    gone = person(1, actief_tot=TODAY - WEEK, afwezig=((None, None),))
    assert only(asked(), gone, person(2))[1] == ["L1 is geen lid meer, tot en met 17-11-2026", "L1 is afwezig"]


def test_who_is_away_for_days_in_the_first_weeks_is_told_and_can_all_the_same() -> None:
    """A duo that begins and then stops is no duo; one day off is nobody's business."""
    soon = (TODAY + WEEK, TODAY + WEEK + timedelta(days=10))
    away = person(1, afwezig=(soon, (TODAY + timedelta(days=2), TODAY + timedelta(days=2)), (TODAY + 6 * WEEK, TODAY + 9 * WEEK)))
    (pair,) = duo.rangschik(asked(), [away, person(2)], WEIGHTS)
    assert [flag.regel for flag in pair.let_op] == ["L1 is weg van di 1 dec tot en met vr 11 dec"]
    assert pair.kunnen_niet == 0


def test_the_organisation_that_lends_least_goes_first_among_equals() -> None:
    team = [person(1, organisatie="De Linde"), person(2, organisatie="De Vlier"), person(3, organisatie="De Berk")]
    busy = person(4, plekken=9, lopend=8, organisatie="De Linde")
    first, *_ = duo.rangschik(asked(), [*team, busy], WEIGHTS)
    assert first.codes == ("L2", "L3")


# --- from the store


def filled(team: Toegang) -> dict[str, UUID]:
    """Four members of team 1 and one of team 2, with what is known of them."""
    with team.doing("team") as session:
        made = {
            code: leden.add(session, code, naam=code, team=number, organisatie=organisation, discipline=discipline, plekken=1).id
            for code, number, organisation, discipline in (
                ("JB", 1, "De Linde", "pedagoog"), ("MK", 1, "De Vlier", "therapeut"), ("TD", 1, "De Linde", "therapeut"),
                ("PS", 1, "De Berk", "pedagoog"), ("RS", 2, "De Iep", "psycholoog"),
            )
        }  # fmt: skip
        session.add_all([LidExpertise(lid=made["JB"], code="TRAUMA"), LidExpertise(lid=made["MK"], code="SCHEIDING")])
        session.add_all([LidGemeente(lid=made["MK"], gemeente="GM0153"), LidTaal(lid=made["RS"], taal="Turks")])
    return made


def proposed(team: Toegang, casus: UUID, **given: object) -> dict[tuple[str, str], Paar]:
    with team.reading() as session:
        return {pair.codes: pair for pair in duo.voorstellen(session, casus, TODAY, **given)}  # type: ignore[arg-type]


def said(pair: Paar) -> str:
    return "; ".join(p.regel for p in (*pair.redenen, *pair.let_op))


def deploy(team: Toegang, casus: UUID, *duo: UUID, start: date | None = None) -> UUID:
    with team.doing("besluit") as session:
        besluit = triage.decide(session, team.wie(), casus, "TA")
        return triage.assign(session, team.wie(), besluit, duo, start=start)


def test_what_is_known_of_the_casus_and_the_members_comes_out_of_the_store(team: Toegang) -> None:
    made = filled(team)
    asks = new_casus(team, problematiek="TRAUMA", problematiek_ouders=("SCHEIDING",), aanmelder_organisatie="De berk")
    with team.doing("wijzig") as session:
        session.add_all([CasusPartij(casus=asks, organisatie="DE IEP"), Afwezigheid(lid=made["TD"], van=TODAY, tot=TODAY + WEEK)])
    found = proposed(team, asks)
    assert next(iter(found)) == ("JB", "MK")
    for words in ("Trauma: JB (+30)", "(Complexe) scheiding: MK (+10)", "MK komt in Enschede (+10)"):
        assert words in said(found["JB", "MK"])
    assert "TD is afwezig tot en met 01-12-2026" in said(found["MK", "TD"])
    assert "PS werkt bij De Berk, de aanmelder (-100)" in said(found["MK", "PS"])
    assert "RS werkt bij De Iep, een betrokken partij (-100); uit twee teams (-15)" in said(found["MK", "RS"])
    assert len(found) == 10
    assert len(proposed(team, asks, limit=3)) == 3


def test_the_load_counts_but_for_the_inzet_that_is_planned_on_this_casus(team: Toegang) -> None:
    made = filled(team)
    asks, other = new_casus(team), new_casus(team)
    deploy(team, asks, made["JB"], made["MK"])
    deploy(team, other, made["PS"], made["RS"])
    found = proposed(team, asks)
    assert "vol" not in said(found["JB", "MK"])
    assert "PS is vol, 1 van 1 plek bezet" in said(found["MK", "PS"])
    assert "JB is vol" in said(proposed(team, other)["JB", "TD"])


def test_absence_and_membership_count_on_the_day_it_is_planned_to_begin(team: Toegang) -> None:
    made = filled(team)
    asks = new_casus(team)
    with team.doing("wijzig") as session:
        session.add(Afwezigheid(lid=made["JB"], van=TODAY + 2 * WEEK, tot=None))
        leden.change(session, "MK", actief_tot=TODAY + WEEK)
        leden.change(session, "TD", actief_tot=TODAY - WEEK)
    assert not any("afwezig" in said(p) or "geen lid" in said(p) for p in proposed(team, asks).values())
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), asks, "TA", datum=TODAY + 3 * WEEK)
    found = proposed(team, asks)
    assert "JB is afwezig" in said(found["JB", "PS"])
    assert "MK is geen lid meer" in said(found["MK", "PS"])
    assert all("TD" not in codes for codes in found)
    deploy(team, asks, made["PS"], made["RS"], start=TODAY)
    assert not any("afwezig" in said(p) for p in proposed(team, asks).values())


def test_who_was_there_for_the_child_or_the_family_before_is_told(team: Toegang) -> None:
    made = filled(team)
    first, again, sister = new_casus(team), new_casus(team), new_casus(team, geboortejaar=2014)
    of = deploy(team, first, made["JB"], made["TD"])
    deploy(team, sister, made["PS"], made["MK"])
    with team.doing("sluit") as session:
        wie = team.wie()
        inzet.start(session, wie, of, datum=TODAY)
        uitkomst.close(session, wie, of, resultaat="THUIS")
        triage.close(session, wie, first)
        heraanmelding.link(session, again, first)
        gezin.link(session, again, sister)
        known = {casus: session.get_one(Casus, casus).casuscode for casus in (first, sister)}
    found = proposed(team, again)
    assert f"JB was ingezet op {known[first]}, zelfde kind (+25)" in said(found["JB", "TD"])
    assert f"MK is of was ingezet op {known[sister]}, zelfde gezin (+15)" in said(found["JB", "MK"])
    assert "zelfde" not in said(found["PS", "RS"]).replace("PS is of was ingezet", "").replace(f" op {known[sister]}, zelfde gezin", "")


def test_who_was_in_no_inzet_that_began_was_not_there_for_the_child(team: Toegang) -> None:
    made = filled(team)
    first, again = new_casus(team), new_casus(team)
    never = deploy(team, first, made["PS"], made["RS"])
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), never, reden="niet doorgegaan")
    of = deploy(team, first, made["JB"], made["TD"])
    with team.doing("sluit") as session:
        wie = team.wie()
        inzet.replace_member(session, wie, of, made["TD"], made["MK"], reden="ziek")
        inzet.start(session, wie, of)
        uitkomst.close(session, wie, of, resultaat="THUIS")
        triage.close(session, wie, first)
        heraanmelding.link(session, again, first)
    told = said(proposed(team, again)["JB", "MK"]) + said(proposed(team, again)["PS", "RS"]) + said(proposed(team, again)["JB", "TD"])
    assert {code for code in made if f"{code} was ingezet" in told} == {"JB", "MK"}


def test_whether_someone_is_a_member_counts_on_the_day_that_it_begins_also_when_they_are_chosen(team: Toegang) -> None:
    made = filled(team)
    with team.doing("wijzig") as session:
        soon = leden.add(session, "ZZ", naam="Zoë Zorg", team=1, actief_van=TODAY + timedelta(days=3)).id
        leden.change(session, "MK", actief_tot=TODAY + timedelta(days=3))
    late, now = new_casus(team), new_casus(team)
    deploy(team, late, made["JB"], soon, start=TODAY + WEEK)
    with pytest.raises(Refused, match="ZZ is pas lid vanaf 27-11-2026"):
        deploy(team, now, made["PS"], soon, start=TODAY)
    with pytest.raises(Refused, match="MK is geen lid meer, tot en met 27-11-2026"):
        deploy(team, now, made["PS"], made["MK"], start=TODAY + WEEK)
    deploy(team, now, made["PS"], made["MK"], start=TODAY)


def test_a_language_counts_when_someone_says_that_it_matters(team: Toegang) -> None:
    filled(team)
    asks = new_casus(team)
    assert "Turks" not in said(proposed(team, asks)["MK", "RS"])
    assert "Turks: RS (+20)" in said(proposed(team, asks, taal="turks")["MK", "RS"])
    with pytest.raises(Refused, match="Niemand van de teams spreekt Fins"), team.reading() as session:
        duo.voorstellen(session, asks, TODAY, taal="Fins")


def test_the_team_says_what_counts(team: Toegang) -> None:
    filled(team)
    asks = new_casus(team, problematiek="TRAUMA")
    with team.doing("instelling") as session:
        instellingen.put(session, "duo_expertise", "77")
        instellingen.put(session, "duo_ruimte", "uit")
    words = said(proposed(team, asks)["JB", "MK"])
    assert "Trauma: JB (+77)" in words
    assert "vrij" not in words


def test_every_weight_is_a_setting_and_the_other_way_round() -> None:
    assert {f"duo_{name}" for name in Gewichten.__slots__} == {a.naam for a in instellingen.AFSPRAKEN if a.naam.startswith("duo_")}


def test_a_casus_that_can_have_no_duo_says_why(team: Toegang) -> None:
    asks = new_casus(team)
    with pytest.raises(Refused, match="Er zit nog niemand in de Teams AnderS; een duo is twee leden"), team.reading() as session:
        duo.voorstellen(session, asks, TODAY)
    made = filled(team)
    of = deploy(team, asks, made["JB"], made["MK"])
    with team.doing("log") as session:
        inzetlog.log(session, team.wie(), of, "kennisgemaakt")
    with pytest.raises(Refused, match="loopt al een inzet"), team.reading() as session:
        duo.voorstellen(session, asks, TODAY)
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), of, resultaat="THUIS")
        triage.close(session, team.wie(), asks)
    with pytest.raises(Refused, match="is afgesloten"), team.reading() as session:
        duo.voorstellen(session, asks, TODAY)
    with pytest.raises(NotFound), team.reading() as session:
        duo.voorstellen(session, UUID(int=1), TODAY)


def test_several_casussen_share_the_places_that_there_are(team: Toegang) -> None:
    made = filled(team)
    asks = [new_casus(team, problematiek="TRAUMA") for _ in range(4)]
    deploy(team, asks[0], made["JB"], made["MK"])
    with team.reading() as session:
        first, second = duo.samen(session, asks[:3], TODAY, limit=2)
        with pytest.raises(Refused, match="hoogstens 4"):
            duo.samen(session, [*asks, UUID(int=1)], TODAY)
        with pytest.raises(Refused, match="staat er twee keer"):
            duo.samen(session, [asks[0], asks[0]], TODAY)
    assert first.score >= second.score
    assert [deel.casus for deel in first.delen] == asks[:3]
    people = [code for deel in first.delen if deel.paar for code in deel.paar.codes]
    assert len(people) == len(set(people)) == 4
    assert sum(deel.paar is None for deel in first.delen) == 1


def test_reading_costs_as_many_statements_for_many_members_as_for_few(team: Toegang) -> None:
    filled(team)
    asks = new_casus(team)

    def statements() -> int:
        counted = []
        with team.reading() as session:
            bind = session.get_bind()
            event.listen(bind, "before_cursor_execute", lambda *given: counted.append(given[2]))
            duo.voorstellen(session, asks, TODAY)
        return len(counted)

    few = statements()
    with team.doing("team") as session:
        for n in range(20):
            leden.add(session, f"X{n}", naam=f"X{n}", team=2)
    assert statements() // 2 <= few  # the first listener counts along
    assert few <= 20


# --- what was chosen


def chosen(team: Toegang, inzet: UUID) -> tuple[int | None, str | None, str | None]:
    with team.reading() as session:
        row = session.get_one(Inzet, inzet)
        return row.duo_keuze_plaats, row.duo_keuze_voorstel, row.duo_keuze_reden


def test_which_place_the_duo_had_is_kept_and_another_than_the_first_with_its_reason(team: Toegang) -> None:
    made = filled(team)
    asks = new_casus(team, problematiek="TRAUMA", problematiek_ouders=("SCHEIDING",))
    places = list(proposed(team, asks))
    assert places[0] == ("JB", "MK")
    of = deploy(team, asks, made["MK"], made["JB"])
    assert chosen(team, of) == (1, None, None)
    with team.doing("duo") as session:
        wie = team.wie()
        besluit = session.get_one(Inzet, of).besluit
        assert besluit is not None
        triage.assign(session, wie, besluit, (made["TD"], made["JB"]), keuze_reden="kennen elkaar goed")
    assert chosen(team, of) == (places.index(("JB", "TD")) + 1, "JB en MK", "kennen elkaar goed")
    with team.doing("duo") as session:
        triage.assign(session, team.wie(), besluit, (made["JB"], made["TD"]))
    assert chosen(team, of)[2] == "kennen elkaar goed"
    with team.doing("duo") as session:
        triage.set_duo_reason(session, team.wie(), besluit, "  wens van\x1b moeder\n")
    assert chosen(team, of)[2] == "wens van moeder"
    with team.doing("duo") as session:
        triage.assign(session, team.wie(), besluit, (made["PS"], made["MK"]))
    assert chosen(team, of)[1:] == ("JB en MK", None)
    with team.doing("duo") as session:
        triage.assign(session, team.wie(), besluit, (made["JB"], made["MK"]), keuze_reden="de eerste")
    assert chosen(team, of) == (1, None, None)
    with team.doing("duo") as session, pytest.raises(Refused, match="was het eerste voorstel"):
        triage.set_duo_reason(session, team.wie(), besluit, "toch")


def test_a_reason_without_a_duo_or_in_a_closed_meeting_is_refused(team: Toegang) -> None:
    made = filled(team)
    asks, meeting = new_casus(team), overleg_begun(team)
    with team.doing("besluit") as session:
        besluit = triage.decide(session, team.wie(), asks, "TA", overleg=meeting)
    with team.doing("duo") as session, pytest.raises(Refused, match="nog geen duo gekozen"):
        triage.set_duo_reason(session, team.wie(), besluit, "x")
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), asks, "TA", overleg=meeting, duo=(made["TD"], made["RS"]), keuze_reden="y")
        overleg.close(session, team.wie(), meeting)
    with team.doing("duo") as session, pytest.raises(Refused):
        triage.set_duo_reason(session, team.wie(), besluit, "x")


def test_what_a_proposal_flags_of_the_duo_is_told_when_it_is_chosen(team: Toegang) -> None:
    made = filled(team)
    asks = new_casus(team, aanmelder_organisatie="De Iep")
    with team.doing("wijzig") as session:
        session.add(Afwezigheid(lid=made["JB"], van=TODAY, tot=TODAY + WEEK))
    wie = team.wie()
    with team.doing("besluit") as session:
        triage.decide(session, wie, asks, "TA", duo=(made["JB"], made["RS"]))
    assert wie.notes == [
        "Let op: JB is afwezig tot en met 01-12-2026.",
        "Let op: RS werkt bij De Iep, de aanmelder.",
        "Let op: uit twee teams.",
    ]


def test_a_brother_or_sister_gets_the_same_duo_with_a_place_of_its_own(team: Toegang) -> None:
    made = filled(team)
    one, two, meeting = new_casus(team), new_casus(team), overleg_begun(team)
    with team.doing("besluit") as session:
        besluit = triage.decide(
            session, team.wie(), one, "TA", overleg=meeting, duo=(made["TD"], made["RS"]), keuze_reden="past bij beiden"
        )
        triage.decide_alike(session, team.wie(), besluit, two)
        (other,) = session.exec(select(Inzet.id).where(Inzet.casus == two))
    place, first, why = chosen(team, other)
    assert place is not None
    assert place > 1
    assert (first is None, why) == (False, "past bij beiden")


def test_a_joint_proposal_is_taken_in_one_act_or_not_at_all(team: Toegang) -> None:
    made = filled(team)
    meeting = overleg_begun(team)
    asks = [new_casus(team, problematiek="TRAUMA") for _ in range(2)]
    with team.doing("besluit") as session:
        decided = [triage.decide(session, team.wie(), casus, "TA", overleg=meeting) for casus in asks]
    with team.reading() as session:
        pairs = [deel.paar.leden for deel in duo.samen(session, asks, TODAY)[0].delen if deel.paar]
    with pytest.raises(Refused, match="twee verschillende"), team.doing("duo") as session:
        triage.assign_all(session, team.wie(), [(decided[0], pairs[0]), (decided[1], (made["JB"], made["JB"]))])
    with team.reading() as session:
        assert session.exec(select(Inzet)).all() == []
    with team.doing("duo") as session:
        triage.assign_all(session, team.wie(), zip(decided, pairs, strict=True))
    with team.reading() as session:
        given = {
            i.besluit: {link.lid for link in session.exec(select(InzetLid).where(InzetLid.inzet == i.id))}
            for i in session.exec(select(Inzet))
        }
    assert given == {of: set(pair) for of, pair in zip(decided, pairs, strict=True)}


@pytest.mark.parametrize("limit", [1, 3])
def test_what_a_meeting_takes_together_fills_nobody_too_much_and_follows_its_agenda(team: Toegang, limit: int) -> None:
    filled(team)
    asks = [new_casus(team, problematiek="TRAUMA") for _ in range(5)]
    meeting = overleg_begun(team)
    with team.doing("besluit") as session:
        for casus in asks:
            triage.decide(session, team.wie(), casus, "TA", overleg=meeting)
    with team.reading() as session:
        order = [p.casus_id for p in overleg.agenda(session, meeting, TODAY)]
        found = duosamen.divide(session, meeting, TODAY, limit=limit)
        assert [w.casus for w in duosamen.waiting(session, meeting, TODAY)] == order
    assert [deel.casus for deel in found.voorstellen[-1].delen] == order[:4]
    assert len(found.later) == 1
    with team.doing("duo") as session:
        assert duosamen.take(session, team.wie(), meeting, found.voorstellen[-1]) == 2
    with team.reading() as session:
        assert min(room.vrij for room in leden.capacity(session, TODAY)) == 0
    with pytest.raises(Refused, match="wacht niet meer op een duo"), team.doing("duo") as session:
        duosamen.take(session, team.wie(), meeting, found.voorstellen[-1])


# --- the command


def test_the_command_gives_every_pair_with_its_reasons(begun: Run) -> None:
    code = casus(begun)
    (pair,) = begun("duo", code, "--json").json
    assert list(pair) == ["leden", "score", "redenen", "let_op"]
    assert pair["leden"] == ["JB", "MK"]
    assert "JB heeft 2 van 2 plekken vrij (+10)" in pair["redenen"]
    shown = begun("duo", code).out
    assert shown.startswith(f"1. JB en MK, {pair['score']} punten\n   waarom: ")
    assert begun("team", "voeg-toe", "TD", "--naam", "Ties Dam", "--team", "1").code == 0
    assert begun("duo", code, "--aantal", "1").out.endswith("Nog 2 duo's; --aantal 3 laat alle zien.\n")


def test_the_command_divides_several_casussen_and_says_which_gets_none(begun: Run) -> None:
    assert begun("team", "wijzig", "MK", "--plekken", "1").code == 0
    one, two = casus(begun), casus(begun)
    (best, *_) = begun("duo", one, two, "--json").json
    assert [list(part) for part in best["casussen"]] == [["casus", "leden", "score", "redenen", "let_op"]] * 2
    assert [part["casus"] for part in best["casussen"]] == [one, two]
    assert [part["leden"] for part in best["casussen"]] == [["JB", "MK"], []]
    assert best["casussen"][1]["let_op"] == ["Er is geen duo met plek over."]
    shown = begun("duo", one, two).out
    assert shown.startswith("Voorstel 1, samen ")
    assert f"{two}: Er is geen duo met plek over." in shown


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("26-ZZZ",), "Er is geen casus 26-ZZZ."),
        (("{}", "{}"), "Een casus staat er twee keer."),
        (("{}", "{}", "{}", "{}", "{}"), "hoogstens 4"),
        (("{}", "{}", "--taal", "Turks"), "Een taal hoort bij één casus."),
        (("{}", "--taal", "Turks"), "Niemand van de teams spreekt Turks."),
    ],
)
def test_what_can_not_be_is_one_sentence(begun: Run, args: tuple[str, ...], sentence: str) -> None:
    code = casus(begun)
    ran = begun("duo", *(arg.format(code) for arg in args))
    assert (ran.code, ran.out) == (1, "")
    assert sentence in ran.err
    assert ran.err.count("\n") == 1


def test_a_decision_by_command_says_why_another_duo_and_that_can_change(begun: Run) -> None:
    code = casus(begun)
    assert begun("team", "voeg-toe", "TD", "--naam", "Ties Dam", "--team", "2").code == 0
    assert "--duo-reden hoort bij --duo." in begun("casus", "besluit", code, "TA", "--duo-reden", "x").err
    assert begun("overleg", "plan", "+0").code == begun("overleg", "begin").code == 0
    given = ("--duo", "JB", "TD", "--duo-reden", "kennen het gezin al")
    assert begun("overleg", "besluit", code, "TA", *given).code == 0
    (row,) = [i for i in begun("inzet", "lijst", "--json").json if i["casus"] == code]
    assert row["duo"] == ["JB", "TD"]
    assert begun("casus", "duo-reden", code, "wens van moeder").out == f"Reden bij het duo van {code} bewaard.\n"
    assert "wens van moeder" in begun("casus", "toon", code, "--historie").out
    assert begun("overleg", "besluit", code, "TA", "--duo", "JB", "MK").code == 0
    ran = begun("casus", "duo-reden", code, "toch")
    assert (ran.code, "was het eerste voorstel" in ran.err) == (1, True)
    assert "nog niets besloten" in begun("casus", "duo-reden", casus(begun), "x").err


def test_the_duos_of_a_meeting_are_shown_and_taken_by_command(begun: Run) -> None:
    assert begun("team", "wijzig", "MK", "--plekken", "1").code == 0
    one, two = casus(begun), casus(begun)
    assert begun("overleg", "duos").code == 1
    assert begun("overleg", "plan", "+0").code == begun("overleg", "begin").code == 0
    assert "wacht geen casus op een duo" in begun("overleg", "duos").err
    for code in (one, two):
        assert begun("overleg", "besluit", code, "TA").code == 0
    (best, *_) = begun("overleg", "duos", "--json").json
    assert sorted(part["casus"] for part in best["casussen"]) == sorted((one, two))
    assert begun("overleg", "duos").out.startswith("Voorstel 1, samen ")
    ran = begun("overleg", "duos", "--neem", "9")
    assert (ran.code, "Er is geen voorstel 9" in ran.err) == (1, True)
    assert "--json gaat niet samen met --neem." in begun("overleg", "duos", "--neem", "1", "--json").err
    ran = begun("overleg", "duos", "--neem", "1")
    assert ran.code == 0
    assert sorted(line.partition(": ")[2] for line in ran.out.splitlines()) == ["Er is geen duo met plek over.", "JB en MK"]
    assert len(begun("inzet", "lijst", "--json").json) == 1
    ran = begun("overleg", "duos", "--neem", "1")
    assert (ran.code, "Er is geen duo met plek over." in ran.err) == (1, True)
