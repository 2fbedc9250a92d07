"""Text as people write it: what may not be kept, dates as they are typed, and a code that catches a slip."""

from __future__ import annotations

import contextlib
import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.clean import OMITTED, clean, passes_elfproef
from retcli import casuscode, text
from retcli.errors import Refused

BSN = "111222333"  # passes the test; not issued
NOT_BSN = "111222334"
TUESDAY = date(2026, 11, 24)


# --- numbers


def test_the_elfproef_is_that_of_the_law() -> None:
    """9a+8b+7c+6d+5e+4f+3g+2h-i divisible by 11, and not all zeros."""
    assert passes_elfproef(BSN)
    assert passes_elfproef("123456782")
    for wrong in (NOT_BSN, "123456789", "000000000", "12345678", "1234567820", ""):
        assert not passes_elfproef(wrong)


def test_every_single_slip_in_a_bsn_makes_it_fail() -> None:
    for place, digit in itertools.product(range(9), "0123456789"):
        changed = BSN[:place] + digit + BSN[place + 1 :]
        assert passes_elfproef(changed) is (changed == BSN)


@pytest.mark.parametrize(
    "written",
    [BSN, "111 222 333", "111.222.333", "111-222-333", "1112.22.333", "11 12 22 33 3", "1 1 1 2 2 2 3 3 3", "111\u00a0222\u202f333"],
)
def test_a_bsn_is_left_out_however_it_is_written_and_the_rest_is_kept(written: str) -> None:
    for before, after in (("", ""), ("BSN ", "."), ("bsn:", ", moeder belde"), ("x", "x"), ("nr.", "/2"), ("(", ")"), ("€", "-")):
        assert clean(f"{before}{written}{after}") == (f"{before}{OMITTED}{after}", 1)


@pytest.mark.parametrize(
    "kept",
    [
        NOT_BSN,
        "1112223334",
        "0111222333",
        "11122233",
        "06-12345678",
        "053 4881111",
        "2026-11-24",
        "111\n222333",
        "111  222333",
        "111/222/333",
        "000000000",
    ],
)
def test_other_numbers_are_kept(kept: str) -> None:
    """Phone numbers, dates and amounts are what meetings are about."""
    assert clean(f"bel {kept} terug") == (f"bel {kept} terug", 0)


def test_each_bsn_of_several_is_left_out_and_counted() -> None:
    assert clean(f"{BSN} en {NOT_BSN} en 123456782.") == (f"{OMITTED} en {NOT_BSN} en {OMITTED}.", 2)


def test_a_bsn_broken_up_by_invisible_signs_is_found() -> None:
    """The invisible goes first, else it would hide the number."""
    assert clean("111\x00222\u202e333") == (OMITTED, 1)
    assert clean("111\t222\t333") == (OMITTED, 1)
    assert clean("111\x1b[31m222\x1b[0m333") == (OMITTED, 1)


# --- signs


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("rood \x1b[31mrood\x1b[0m", "rood rood"),
        ("titel \x1b]0;weg\x07er", "titel er"),
        ("titel \x1b]0;weg\x1b\\er", "titel er"),
        ("link \x1b]8;;http://x\x1b\\hier", "link hier"),
        ("csi \x9b31mx", "csi x"),
        ("los \x1b teken", "los  teken"),
        ("bel\x07 nul\x00 del\x7f c1\x85", "bel nul del c1"),
        ("om\u202egekeerd\u202c", "omgekeerd"),
        ("\ufeffbegin", "begin"),
        ("een\u2028twee", "eentwee"),
        ("half \ud83d teken", "half \ufffd teken"),
        ("een\ttwee", "een twee"),
        ("een\r\ntwee\rdrie\nvier", "een\ntwee\ndrie\nvier"),
        ("gezin 👨‍👩‍👧 e\u0301 ﷺ", "gezin 👨‍👩‍👧 e\u0301 ﷺ"),
    ],
)
def test_signs_that_a_terminal_obeys_or_an_eye_can_not_see_go_and_the_others_stay(written: str, kept: str) -> None:
    assert clean(written).text == kept


def test_one_line_stays_one_line() -> None:
    assert clean("een\r\ntwee\n\ndrie", lines=False).text == "een twee  drie"


anything = st.text(st.characters(), max_size=60) | st.text("0123456789 .-\x1b[]m\x07\n\r\u202e\ud800", max_size=40)


@given(anything, st.booleans())
def test_cleaning_never_fails_and_cleaning_twice_is_cleaning_once(written: str, lines: bool) -> None:
    """Text is cleaned on the screen's way and on the database's: the second must find nothing."""
    once = clean(written, lines=lines).text
    assert clean(once, lines=lines) == (once, 0)
    once.encode()
    assert "\x1b" not in once
    assert lines or "\n" not in once


@given(
    st.integers(0, 10**8 - 1), st.sampled_from(["", " ", ".", "-"]), st.text("abc ,:()\n", max_size=5), st.text("abc ,:()\n", max_size=5)
)
def test_no_bsn_survives(eight: int, between: str, before: str, after: str) -> None:
    body = f"{eight:08d}"
    digits = next((body + d for d in "0123456789" if passes_elfproef(body + d)), None)
    if digits is not None:
        written = between.join((digits[:3], digits[3:6], digits[6:]))
        assert clean(before + written + after) == (before + OMITTED + after, 1)


# --- dates


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-27", "2026-11-27"),
        ("2026-1-2", "2026-01-02"),
        ("27-11-2025", "2025-11-27"),
        ("27/11/25", "2025-11-27"),
        ("27.11.2026", "2026-11-27"),
        ("27 11", "2026-11-27"),
        ("27-11", "2026-11-27"),
        ("1-6", "2026-06-01"),
        ("1-3", "2027-03-01"),
        ("27 nov", "2026-11-27"),
        ("27 november 2027", "2027-11-27"),
        ("27 nov.", "2026-11-27"),
        ("27 nov '25", "2025-11-27"),
        ("1 mei", "2027-05-01"),
        ("1 mrt 2026", "2026-03-01"),
        ("vandaag", "2026-11-24"),
        ("VD", "2026-11-24"),
        ("morgen", "2026-11-25"),
        ("mo", "2026-11-25"),
        ("gisteren", "2026-11-23"),
        ("+7", "2026-12-01"),
        ("+0", "2026-11-24"),
        ("vr", "2026-11-27"),
        ("vrijdag", "2026-11-27"),
        ("di", "2026-12-01"),
        ("ma", "2026-11-30"),
        ("29-2-2028", "2028-02-29"),
        (" 27-11 ", "2026-11-27"),
        ("31-11", None),
        ("0-11", None),
        ("27-13", None),
        ("2026-02-29", None),
        ("29-2", None),
        ("", None),
        ("v", None),
        ("vrij dag", None),
        ("27-11-026", None),
        ("+1000", None),
        ("-1", None),
        ("٢٧-١١", "2026-11-27"),
        ("27-11-2026 extra", None),
        ("0000-01-01", None),
        ("0026-11-27", None),
        ("27-11-0026", None),
        ("1999-12-31", None),
        ("2000-01-01", "2000-01-01"),
        ("31 dec 2100", "2100-12-31"),
        ("1-1-2101", None),
        ("27 foo", None),
    ],
)
def test_a_date_as_it_is_typed_on_24_november_2026(written: str, day: str | None) -> None:
    if day is None:
        with pytest.raises(Refused):
            text.parse_date(written, TUESDAY)
    else:
        assert text.parse_date(written, TUESDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("today", "written", "day"),
    [
        ("2026-12-30", "2-1", "2027-01-02"),
        ("2027-01-02", "30-12", "2026-12-30"),
        ("2027-01-02", "24 dec", "2026-12-24"),
        ("2026-12-31", "+1", "2027-01-01"),
        ("2026-12-31", "morgen", "2027-01-01"),
        ("2026-12-31", "vr", "2027-01-01"),
        ("2027-01-01", "gisteren", "2026-12-31"),
        ("2028-02-28", "29-2", "2028-02-29"),
        ("2028-12-01", "29-2", "2028-02-29"),
    ],
)
def test_around_new_year_the_nearest_day_is_meant(today: str, written: str, day: str) -> None:
    assert text.parse_date(written, date.fromisoformat(today)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("di", "2026-11-24"),  # today
        ("ma", "2026-11-23"),
        ("woensdag", "2026-11-18"),
        ("vandaag", "2026-11-24"),
        ("gisteren", "2026-11-23"),
        ("20-11", "2026-11-20"),
        ("14/3", "2026-03-14"),
        ("1 mrt", "2026-03-01"),
        ("24-12", "2026-12-24"),  # to come: not a year ago
        ("26-12", "2025-12-26"),
        ("26-12-2026", "2026-12-26"),
        ("2027-03-14", "2027-03-14"),
        ("morgen", "2026-11-25"),
        ("mo", "2026-11-25"),
        ("+7", "2026-12-01"),
    ],
)
def test_a_day_of_what_has_happened_looks_back(written: str, day: str) -> None:
    assert text.parse_past(written, TUESDAY) == date.fromisoformat(day)


def test_a_leap_day_to_come_is_not_taken_for_a_year_without_one() -> None:
    assert text.parse_past("29-2", date(2027, 12, 1)) == date(2028, 2, 29)


def test_a_year_that_is_a_slip_is_named() -> None:
    with pytest.raises(Refused) as refused:
        text.parse_date("0026-11-27", TUESDAY)
    assert refused.value.sentence().startswith("Het jaar 26 klopt niet.")


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(-150, 150))
def test_a_date_as_the_program_shows_it_is_read_back(today: date, away: int) -> None:
    day = date.fromordinal(today.toordinal() + away)
    assert text.parse_date(text.day_short(day), today) == day
    assert text.parse_date(day.isoformat(), today) == day
    if (day.month, day.day) != (2, 29):
        assert text.parse_date(f"{day.day}-{day.month}", today) == day
        assert text.parse_date(f"{day.day} {text.MONTHS[day.month - 1]}", today) == day


@given(st.text(max_size=15) | st.text("0123456789-/. +'manovrdit", max_size=12), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_whatever_is_typed_is_a_date_or_refused(written: str, today: date) -> None:
    with contextlib.suppress(Refused):
        assert isinstance(text.parse_date(written, today), date)


# --- casuscode


def a_code() -> str:
    return casuscode.draw(TUESDAY, lambda _: False)


def test_a_code_has_the_year_and_nothing_else_that_could_tell_of_a_child() -> None:
    code = a_code()
    assert code[:3] == "26-"
    assert len(code) == 9
    assert casuscode.is_whole(code)
    assert casuscode.is_valid(code)


def test_a_code_that_is_known_here_is_drawn_again() -> None:
    letters = iter("AAAAAAAAAABBBBB")
    assert casuscode.draw(TUESDAY, lambda code: code.startswith("26-AAAAA"), lambda _: next(letters)).startswith("26-BBBBB")


SAMPLES = ["26-00000", "26-AAAAA", "26-7K3QF", "99-YYYYY", "26-0Y0Y0", "05-12345"]


@pytest.mark.parametrize("start", SAMPLES)
def test_the_check_letter_catches_every_single_wrong_letter(start: str) -> None:
    code = start + casuscode.check_letter(start.replace("-", ""))
    assert casuscode.is_valid(code)
    for place, letter in itertools.product([0, 1, *range(3, 9)], casuscode.LETTERS):
        wrong = code[:place] + letter + code[place + 1 :]
        assert casuscode.is_valid(wrong) is (wrong == code), wrong


@pytest.mark.parametrize("start", SAMPLES)
def test_the_check_letter_catches_every_swap_of_neighbours(start: str) -> None:
    body = start.replace("-", "")
    body += casuscode.check_letter(body)
    for place in range(7):
        swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
        assert casuscode.is_valid(f"{swapped[:2]}-{swapped[2:]}") is (swapped == body), swapped


@given(st.text(casuscode.LETTERS, min_size=5, max_size=5), st.integers(0, 99))
def test_a_code_is_read_back_from_sloppy_typing(letters: str, year: int) -> None:
    """Small letters, blanks, no hyphen, and the letters that look like digits."""
    body = f"{year:02d}{letters}"
    code = f"{body[:2]}-{body[2:]}{casuscode.check_letter(body)}"
    for sloppy in (
        code.lower(),
        code.replace("-", ""),
        f" {code} ",
        code.replace("-", " "),
        code.replace("0", "O").replace("1", "l"),
        code.replace("1", "I"),
    ):
        assert casuscode.normal(sloppy) == code
    assert casuscode.normal(code[:5]) == code[:5]


def test_the_beginning_of_a_code_is_made_to_match_what_is_stored() -> None:
    assert [casuscode.normal(typed) for typed in ("", "2", "26", "26-", "267", "26 7k", "26-7k3")] == [
        "",
        "2",
        "26",
        "26",
        "26-7",
        "26-7K",
        "26-7K3",
    ]


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_valid_code_or_not_and_no_error(typed: str) -> None:
    assert casuscode.is_valid(casuscode.normal(typed)) in (True, False)
    assert casuscode.normal(casuscode.normal(typed)) == casuscode.normal(typed)
