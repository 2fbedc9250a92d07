"""The line at the bottom where something is asked."""

from __future__ import annotations

from screens.vraagregel import choices_in_lines

CHOICES = ("kennen het gezin al", "kunnen eerder beginnen", "wens van kind of ouders")


def test_a_digit_stands_on_the_line_of_its_words() -> None:
    assert choices_in_lines(CHOICES, 80).plain.splitlines() == [
        "1 kennen het gezin al   2 kunnen eerder beginnen   3 wens van kind of ouders",
    ]
    assert choices_in_lines(CHOICES, 60).plain.splitlines() == [
        "1 kennen het gezin al   2 kunnen eerder beginnen",
        "3 wens van kind of ouders",
    ]
    assert len(choices_in_lines(CHOICES, 5).plain.splitlines()) == 3


def test_choices_of_people_are_text_and_no_markup() -> None:
    assert choices_in_lines(("[b]vet[/b]",), 80).plain == "1 [b]vet[/b]"


def test_without_choices_there_is_no_line() -> None:
    assert choices_in_lines((), 80).plain == ""
