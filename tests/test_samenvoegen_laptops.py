"""Joining and taking apart on several laptops at once: all say the same, nothing is lost, and what comes late is told."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from db import queries
from db.columns import new_id
from db.models import Actie, Besluit, Casus, Lid, Samenvoeging
from db.sync import differences
from db.sync.audit import verify
from retcli import acties, casussen, intake, overleg, samenvoegen, triage
from retcli.errors import Refused
from retcli.notulen import inhoud
from retcli.wie import Wie

from .conftest import Clock
from .db.laptops import Laptop, exchange, fast_disk, state

DAY = date(2026, 11, 24)


class Post:
    """A laptop with someone at it."""

    def __init__(self, laptop: Laptop, clock: Clock, lid: UUID) -> None:
        self.laptop, self.clock, self.lid = laptop, clock, lid

    @contextmanager
    def doing(self, doel: str) -> Iterator[tuple[Session, Wie]]:
        self.clock.go_on(seconds=1)
        with self.laptop.store.transaction(doel, lid=self.lid) as session:
            yield session, Wie(self.lid, self.clock())

    @contextmanager
    def look(self) -> Iterator[Session]:
        with self.laptop.store.reading() as session:
            yield session

    def register(self) -> UUID:
        with self.doing("nieuw") as (session, wie):
            return intake.register(session, wie, {"datum_aanmelding": DAY, "gemeente": "GM0153", "geboortejaar": 2012})[0]

    def action(self, casus: UUID, words: str = "bellen") -> UUID:
        with self.doing("actie") as (session, wie):
            return acties.add(session, wie, words, eigenaar=self.lid, voor=None, casus=casus)

    def change(self, casus: UUID, **given: object) -> None:
        with self.doing("wijzig") as (session, wie):
            intake.change(session, wie, casus, given)

    def join(self, dubbel: UUID, casus: UUID, **keuzes: str) -> None:
        with self.doing("samenvoegen") as (session, wie):
            samenvoegen.samen(session, wie, dubbel, casus, keuzes)

    def apart(self, dubbel: UUID) -> None:
        with self.doing("losmaken") as (session, wie):
            samenvoegen.los(session, wie, dubbel)

    def seen(self) -> set[UUID]:
        """The casussen of the list."""
        with self.look() as session:
            return {r.id for r in casussen.listed(session)}

    def whose(self) -> dict[UUID, UUID | None]:
        """Of each action its casus."""
        with self.look() as session:
            return dict(session.exec(select(col(Actie.id), col(Actie.casus))).all())

    def later(self) -> list[samenvoegen.Later]:
        with self.look() as session:
            return samenvoegen.later(session)

    def joined(self) -> set[UUID]:
        with self.look() as session:
            return {d for d in session.exec(select(Samenvoeging.dubbel)) if d}

    def differing(self) -> list[str]:
        with self.laptop.store.raw_cursor() as cursor:
            return [f"{d.table}.{d.cell}" for d in differences.differences(cursor)]


@contextmanager
def posts(many: int) -> Iterator[list[Post]]:
    """Laptops of one team that hold the same."""
    with fast_disk(), tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        first = Laptop.begin(Path(folder) / "0", clock)
        laptops = [first, *(first.join(Path(folder) / f"{n}") for n in range(1, many))]
        lid = new_id()
        with first.store.transaction("lid", lid=lid) as session:
            session.add(Lid(id=lid, code="AV", naam="Anna Vos", rol="VOORZ"))
        found = [Post(laptop, clock, lid) for laptop in laptops]
        exchange(*laptops)
        try:
            yield found
        finally:
            for laptop in laptops:
                laptop.close()


def together(*at: Post) -> None:
    """They exchange, and then all hold and show the same."""
    exchange(*(post.laptop for post in at))
    first, *others = at
    for other in others:
        assert state(other.laptop) == state(first.laptop)
        assert other.seen() == first.seen()
        assert other.later() == first.later()


def sound(post: Post) -> None:
    assert [f for f in verify(post.laptop.store) if not f.ok] == []


def test_what_another_laptop_adds_to_the_double_meanwhile_is_told_and_moves_with_one_call() -> None:
    with posts(2) as (anna, bart):
        dubbel, casus = anna.register(), anna.register()
        early = anna.action(dubbel)
        together(anna, bart)
        anna.join(dubbel, casus)
        late = bart.action(dubbel)
        bart.change(dubbel, urgentie="HOOG")
        together(anna, bart)
        assert anna.whose() == {early: casus, late: dubbel}
        (waits,) = anna.later()
        assert waits.wat == ("1 actie", "urgentie")
        bart.join(dubbel, casus)
        together(anna, bart)
        assert anna.later() == []
        assert anna.whose() == {early: casus, late: casus}
        anna.apart(dubbel)
        together(anna, bart)
        assert bart.whose() == {early: dubbel, late: dubbel}
        assert bart.seen() == {dubbel, casus}


def test_a_change_of_what_moved_goes_along_and_is_no_difference() -> None:
    with posts(2) as (anna, bart):
        dubbel, casus = anna.register(), anna.register()
        actie = anna.action(dubbel)
        together(anna, bart)
        anna.join(dubbel, casus)
        with bart.doing("actie") as (session, _):
            session.get_one(Actie, actie).omschrijving = "school bellen"
        together(anna, bart)
        assert bart.whose() == {actie: casus}
        assert bart.differing() == []
        assert bart.later() == []


def test_the_same_joining_on_two_laptops_is_one_joining() -> None:
    with posts(2) as (anna, bart):
        dubbel, casus = anna.register(), anna.register()
        anna.change(dubbel, urgentie="HOOG", knelpunt=["AANBOD"])
        actie = anna.action(dubbel)
        together(anna, bart)
        anna.join(dubbel, casus)
        bart.join(dubbel, casus)
        together(anna, bart)
        assert (anna.differing(), anna.later(), anna.seen()) == ([], [], {casus})
        bart.apart(dubbel)
        together(anna, bart)
        assert anna.whose() == {actie: dubbel}
        with anna.look() as session:
            assert session.get_one(Casus, casus).urgentie is None
            assert casussen.card(session, casus).knelpunten == ()


def test_joined_each_into_the_other_the_smaller_key_stays_and_it_is_told() -> None:
    with posts(2) as (anna, bart):
        one, other = sorted((anna.register(), anna.register()))
        of_one, of_other = anna.action(one), anna.action(other)
        together(anna, bart)
        anna.join(one, other)
        bart.join(other, one)
        together(anna, bart)
        assert anna.seen() == {one}
        (waits,) = anna.later()
        assert (waits.dubbel, waits.casus, waits.kring) == (other, one, True)
        anna.join(other, one)
        together(anna, bart)
        assert bart.whose() == {of_one: one, of_other: one}
        assert (bart.later(), bart.joined()) == ([], {other})
        bart.apart(other)
        together(anna, bart)
        assert anna.whose() == {of_one: one, of_other: other}


def test_of_a_circle_left_as_it_is_each_can_be_taken_apart() -> None:
    with posts(3) as team:
        a, b, c = sorted(team[0].register() for _ in range(3))
        whose = {team[0].action(casus): casus for casus in (a, b, c)}
        together(*team)
        for post, (dubbel, casus) in zip(team, ((a, b), (b, c), (c, a)), strict=True):
            post.join(dubbel, casus)
        together(*team)
        assert team[0].seen() == {a}
        for casus in (b, a, c):
            team[0].apart(casus)
        together(*team)
        assert team[1].seen() == {a, b, c}
        assert team[1].whose() == whose


def test_one_double_joined_into_two_casussen_is_a_difference_and_counts_once() -> None:
    with posts(2) as (anna, bart):
        dubbel, one, other = (anna.register() for _ in range(3))
        actie = anna.action(dubbel)
        together(anna, bart)
        anna.join(dubbel, one)
        bart.join(dubbel, other)
        together(anna, bart)
        assert anna.seen() == {one, other}
        assert set(anna.differing()) == {"samenvoeging.casus", "actie.casus"}
        assert anna.whose()[actie] in (one, other)


def test_a_decision_elsewhere_after_the_joining_counts_for_the_casus_once_it_is_moved() -> None:
    with posts(2) as (anna, bart):
        dubbel, casus = anna.register(), anna.register()
        together(anna, bart)
        anna.join(dubbel, casus)
        with bart.doing("besluit") as (session, wie):
            triage.decide(session, wie, dubbel, "RONDE")
        together(anna, bart)
        anna.join(dubbel, casus)
        together(anna, bart)
        with bart.look() as session:
            assert set(session.exec(select(Besluit.casus))) == {casus}
            assert casussen.card(session, casus).status == "tafel"


def test_minutes_stay_word_for_word_when_another_laptop_joins_what_they_decided_on() -> None:
    with posts(2) as (anna, bart):
        dubbel, casus = anna.register(), anna.register()
        with anna.doing("begin") as (session, wie):
            meeting = overleg.begin(session, wie)
        with anna.doing("besluit") as (session, wie):
            triage.decide(session, wie, dubbel, "CON", overleg=meeting, reden="advies")
            acties.add(session, wie, "bellen", eigenaar=anna.lid, voor=DAY, casus=dubbel, overleg=meeting)
        with anna.doing("sluit") as (session, wie):
            overleg.close(session, wie, meeting)
        together(anna, bart)
        with anna.look() as session:
            before = inhoud.compose(session, meeting)
        bart.join(dubbel, casus)
        together(anna, bart)
        for post in (anna, bart):
            with post.look() as session:
                assert inhoud.compose(session, meeting) == before
                assert casussen.card(session, casus).status == "consultatie"


def test_where_the_log_begins_after_the_joining_it_is_taken_apart_elsewhere() -> None:
    """A snapshot brings what shows, not where it came from: to guess would empty fields."""
    with posts(1) as (anna,):
        dubbel, casus = anna.register(), anna.register()
        anna.join(dubbel, casus)
        with anna.laptop.store.raw_cursor() as cursor:
            cursor.execute("UPDATE sync_stream SET floor = tip_seq")
        with pytest.raises(Refused, match="niet in te zien"):
            anna.apart(dubbel)


CASUSSEN = 4
_at, _which = st.integers(0, 2), st.integers(0, CASUSSEN - 1)
_STEPS = st.one_of(
    st.tuples(st.just("samen"), _at, _which, _which),
    st.tuples(st.just("samen"), _at, _which, _which),
    st.tuples(st.just("los"), _at, _which, _which),
    st.tuples(st.just("actie"), _at, _which, _which),
    st.tuples(st.just("veld"), _at, _which, _which),
    st.tuples(st.just("wissel"), _at, _at, _which),
)


def _step(team: list[Post], ids: list[UUID], whose: dict[UUID, UUID], step: tuple[str, int, int, int]) -> None:
    kind, at, one, other = step
    post = team[at]
    try:
        if kind == "samen":
            post.join(ids[one], ids[other])
        elif kind == "los":
            post.apart(ids[one])
        elif kind == "actie":
            whose[post.action(ids[one])] = ids[one]
        elif kind == "veld":
            post.change(ids[one], urgentie=("HOOG", "GEWOON")[other % 2], soort="AMB")
        else:
            post.laptop.takes_from(team[one].laptop)
    except Refused:
        pass


@settings(max_examples=int(os.environ.get("N", 12)))
@given(st.lists(_STEPS, max_size=int(os.environ.get("STEPS", 14))))
def test_whatever_is_joined_and_taken_apart_nothing_is_lost_and_all_can_be_apart_again(
    steps: list[tuple[str, int, int, int]],
) -> None:
    with posts(3) as team:
        ids = [team[0].register() for _ in range(CASUSSEN)]
        whose = {team[0].action(casus): casus for casus in ids}
        together(*team)
        for step in steps:
            _step(team, ids, whose, step)
        together(*team)
        first = team[0]
        assert first.whose().keys() == whose.keys()
        with first.look() as session:
            ends = queries.stands_for(session)
        assert first.seen() == {i for i in ids if i.bytes not in ends}
        assert {UUID(bytes=end) for end in ends.values()} <= first.seen()
        _drain(first)
        together(*team)
        assert set(first.whose().values()) <= first.seen() or first.differing()
        for casus in sorted(first.joined()):
            first.apart(casus)
        together(*team)
        assert team[1].seen() == set(ids)
        sound(first)


def _drain(post: Post) -> None:
    """What waits is moved; each call ends one thing."""
    for _ in range(2 * CASUSSEN):
        for waits in post.later()[:1]:
            post.join(waits.dubbel, waits.casus)
    assert post.later() == []
