"""One clock for three guarantees, as the dated rules have them."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from neets.calc.guarantees import Offer, Outcome, Rule, clock, due_after_spell, due_in_year, months_after, outcome
from neets.choices import STRANDS_OF, Guarantee

FILE = Path(__file__).parents[3] / "fixtures/reference/neets/guarantees.csv"


def number(text: str) -> int | None:
    return int(text) if text else None


with FILE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
RULES = [
    Rule(
        key=row["key"],
        youngest=int(row["youngest"]),
        oldest=int(row["oldest"]),
        age_basis=row["age_basis"],
        since=dt.date.fromisoformat(row["since"]),
        until=dt.date.fromisoformat(row["until"]) if row["until"] else None,
        due_month=number(row["due_month"]),
        offer_after=number(row["offer_after_months"]),
        binding_after=number(row["binding_after_months"]),
    )
    for row in ROWS
]
SEPTEMBER_16, SEPTEMBER, JANUARY, YOUNG_PERSON, BINDING = RULES
ON = dt.date


def test_the_rules_are_the_guarantees_and_name_their_sources():
    for row in ROWS:
        assert row["source"]
        assert tuple(row["strands"].split()) == STRANDS_OF[Guarantee(row["key"])]


def test_september_is_owed_to_school_leavers_and_a_year_later_to_seventeen_year_olds():
    left_school_2009 = (1993, 8)  # 16 on 31 August 2009
    assert due_in_year(SEPTEMBER, left_school_2009, 2009).offer_by == ON(2009, 9, 30)
    assert due_in_year(SEPTEMBER, left_school_2009, 2010)
    assert due_in_year(SEPTEMBER, left_school_2009, 2011) is None  # 18
    assert due_in_year(SEPTEMBER, (1993, 9), 2009) is None  # a school year younger
    assert due_in_year(SEPTEMBER_16, (1990, 8), 2007) is None  # 17, before it was extended
    assert due_in_year(SEPTEMBER_16, (1991, 8), 2007)


def test_january_was_owed_once():
    assert due_in_year(JANUARY, (1993, 2), 2010).offer_by == ON(2010, 1, 31)
    assert due_in_year(JANUARY, (1993, 2), 2011) is None
    assert due_in_year(JANUARY, (1991, 12), 2010) is None  # 18


def test_the_young_persons_offer_is_owed_at_six_months_and_binds_at_ten():
    due = due_after_spell(BINDING, (1990, 5), ON(2009, 10, 15), None)
    assert (due.offer_by, due.binding_from) == (ON(2010, 4, 15), ON(2010, 8, 15))
    early = due_after_spell(YOUNG_PERSON, (1990, 5), ON(2009, 8, 31), None)
    assert (early.offer_by, early.binding_from) == (ON(2010, 2, 28), None)


def test_nothing_is_owed_to_who_found_work_or_is_not_of_age_or_before_the_rule():
    assert due_after_spell(BINDING, (1990, 5), ON(2009, 10, 15), ON(2010, 4, 14)) is None
    assert due_after_spell(BINDING, (1992, 5), ON(2009, 10, 15), None) is None  # 17 in April 2010
    assert due_after_spell(BINDING, (1985, 4), ON(2009, 10, 15), None) is None  # 25 in April 2010
    assert due_after_spell(YOUNG_PERSON, (1990, 5), ON(2009, 1, 1), None) is None
    assert due_after_spell(SEPTEMBER, (1993, 5), ON(2009, 1, 1), None) is None
    assert due_in_year(BINDING, (1990, 5), 2010) is None


DUE = due_after_spell(BINDING, (1990, 5), ON(2009, 10, 15), None)
LATER = ON(2010, 12, 1)


@pytest.mark.parametrize(
    ("offers", "today", "expected"),
    [
        ([], ON(2010, 4, 15), Outcome.NOT_DUE),
        ([], ON(2010, 4, 16), Outcome.OVERDUE),
        ([Offer(ON(2010, 4, 15), True)], LATER, Outcome.MADE),
        ([Offer(ON(2010, 4, 15))], LATER, Outcome.MADE),
        ([Offer(ON(2010, 4, 16), True)], LATER, Outcome.LATE),
        ([Offer(ON(2010, 4, 1), False)], LATER, Outcome.UNSUITABLE),
        ([Offer(ON(2010, 4, 1), False), Offer(ON(2010, 6, 1), True)], LATER, Outcome.LATE),
        ([Offer(ON(2010, 4, 1), False), Offer(ON(2010, 4, 2), True)], LATER, Outcome.MADE),
        ([Offer(ON(2009, 10, 14), True)], LATER, Outcome.OVERDUE),  # before she was out of work: another matter
        ([Offer(ON(2010, 6, 1), True)], ON(2010, 5, 1), Outcome.OVERDUE),  # not made yet on the day of asking
    ],
)
def test_what_became_of_it(offers, today, expected):
    assert outcome(DUE, offers, today) == expected


def test_the_clock_counts_what_is_due_and_what_was_kept():
    made = clock([Outcome.MADE] * 3 + [Outcome.LATE, Outcome.NOT_DUE])
    assert (made.due, made.kept) == (4, 0.75)
    assert clock([Outcome.NOT_DUE]).kept is None


def test_months_keep_to_the_end_of_short_ones():
    assert months_after(ON(2009, 8, 31), 6) == ON(2010, 2, 28)
    assert months_after(ON(2009, 12, 15), 1) == ON(2010, 1, 15)
