"""What names a person is found in a text, and an ordinary next step passes."""

from __future__ import annotations

import pytest

from neets.calc.screening import likenesses


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Ask Mrs Smith at the hostel", "a name with a title"),
        ("see Dr. O’Neill", "a name with a title"),
        ("Ring 01905 763 763 after six", "a telephone number"),
        ("Ring +44 (0)7700 900123", "a telephone number"),
        ("Write to sam@example.org", "an e-mail address"),
        ("Lives at WR5 2NP now", "a postcode"),
        ("lives at wr52np", "a postcode"),
        ("Born 3/4/2009", "a date of birth"),
        ("Born 3.4.09", "a date of birth"),
        ("Born 2009-04-03", "a date of birth"),
        ("born 3rd of April 2009", "a date of birth"),
        ("NI QQ 12 34 56 C", "a National Insurance number"),
        ("NHS 943 476 5919", "a personal number"),
        ("learner 1234567890", "a personal number"),
        ("UPN H801200001001", "a unique pupil number"),
    ],
)
def test_what_names_a_person_is_found(text: str, what: str) -> None:
    assert what in likenesses(text, this_year=2026)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Visit the college with her mother on 14/12/2026",
        "Entry level 3 in English by 1 March 2027, 16 hours a week",
        "Take the 144 bus at 10.15, fare £2.50",
        "Miss no appointment before 2026-12-24",
        "E2E course, room B12, 2 of 3 sessions",
    ],
)
def test_an_ordinary_step_passes(text: str) -> None:
    assert likenesses(text, this_year=2026) == []
