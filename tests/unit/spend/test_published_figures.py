"""The calculations give the figures that were worked out by hand from the documents."""

from __future__ import annotations

from decimal import Decimal

import pytest

from spend.calc.concentration import cumulative, per_cent, per_head
from spend.calc.control import Shares, by_kind, local_pounds
from spend.calc.few import Kind, costed
from spend.calc.neighbourhood import excess
from spend.calc.overlap import Paid, groups_met, meetings
from spend.calc.peers import obstacles
from spend.calc.release import released
from spend.services.reference import rows_of

TOTAL = Decimal(4_020_936_000)
PEOPLE = 556_000


def lines() -> list[tuple[str, Decimal]]:
    """(body, pounds) of the 55 lines, the largest first."""
    found = [(row["body"], Decimal(row["thousand_pounds"]) * 1000) for row in rows_of("worcestershire-2008")]
    return sorted(found, key=lambda each: -each[1])


def test_a_few_lines_are_most_of_it() -> None:
    reached = [share for _, share in cumulative((amount for _, amount in lines()), TOTAL)]
    assert [round(reached[number - 1], 1) for number in (2, 10, 55)] == [Decimal("47.6"), Decimal("80.6"), 100]
    assert round(per_head(TOTAL, PEOPLE)) == 7232


def test_nothing_is_a_share_of_nothing() -> None:
    assert per_cent(Decimal(1), Decimal(0)) is None
    assert per_cent(None, Decimal(1)) is None
    assert per_head(Decimal(1), None) is None
    assert per_head(Decimal(1), 0) is None


@pytest.mark.parametrize(
    ("rule", "share"),
    [("county", "23.7"), ("principal", "31.4"), ("all-councils", "31.5"), ("with-police-and-fire", "35.1")],
)
def test_each_rule_of_local_control_gives_its_share(rule: str, share: str) -> None:
    local = next(row["bodies"].split() for row in rows_of("control_rules") if row["key"] == rule)
    numbers = {body: number for number, body in enumerate({body for body, _ in lines()})}
    amounts: dict[tuple[int, str], Decimal] = {}
    for body, amount in lines():
        key = (numbers[body], "")
        amounts[key] = amounts.get(key, Decimal(0)) + amount
    found = local_pounds(amounts, Shares(of_body={numbers[body]: Decimal(1) for body in local}))
    assert round(per_cent(found, TOTAL), 1) == Decimal(share)


def test_what_is_said_of_a_body_goes_before_its_kind() -> None:
    amounts = {(1, "local_board"): Decimal(100), (2, "local_board"): Decimal(10), (3, "not_stated"): Decimal(1)}
    shares = Shares(of_body={1: Decimal("0.5")}, of_kind={"local_board": Decimal(1)})
    assert local_pounds(amounts, shares) == 60
    assert by_kind(amounts) == {"local_board": 110, "not_stated": 1}


def test_the_stated_excess_of_oldington_needs_a_narrower_scope() -> None:
    found = excess(Decimal(46_000_000), 5300, TOTAL, PEOPLE, Decimal(36))
    assert round(found.head) == 8679
    assert round(found.on_the_count) == 20
    assert round(found.implied_head or 0) == 6382
    assert round(found.implied_total or Decimal(0), -7) == Decimal(3_550_000_000)
    assert round(found.above or Decimal(0), -4) == Decimal(12_180_000)


def test_an_excess_that_is_not_stated_implies_nothing() -> None:
    found = excess(Decimal(46_000_000), 5300, TOTAL, PEOPLE, None)
    assert (found.implied_head, found.implied_total, found.above) == (None, None, None)
    assert excess(Decimal(1), 1, Decimal(1), 1, Decimal(-100)).implied_head is None


def test_what_the_few_cost() -> None:
    kinds = [
        Kind("George", 36, Decimal(3_600_000)),
        Kind("Lee", 81, Decimal(4_500_000)),
        Kind("Joanne", 27, Decimal(864_000)),
    ]
    found = costed(kinds)
    assert [round(one.a_case or 0) for one in found] == [100_000, 55_556, 32_000]
    assert [round(one.of_cases or 0) for one in found] == [25, 56, 19]
    assert round(found[0].of_cost or 0, 1) == Decimal("40.2")


def test_a_share_is_unknown_where_any_kind_is() -> None:
    found = costed([Kind("A", 2, Decimal(10)), Kind("B", None, None), Kind("C", 0, Decimal(5))])
    assert [one.of_cost for one in found] == [None, None, None]
    assert [one.a_case for one in found] == [5, None, None]


def test_what_a_percentage_releases() -> None:
    assert released(TOTAL, Decimal(1)) == Decimal("40209360")
    assert round(released(TOTAL * Decimal("0.25"), Decimal(2)), -5) == Decimal(20_100_000)


def test_figures_compare_only_where_scope_and_year_are_known_and_the_same() -> None:
    assert obstacles("all-public", 2008, "all-public", 2008) == []
    assert len(obstacles("not-stated", 2007, "all-public", 2008)) == 2
    assert len(obstacles("councils", None, "all-public", 2008)) == 2


def test_a_group_paid_for_twice_is_found() -> None:
    paid = [
        Paid("Fund A", "College", "Workless people", Decimal(5)),
        Paid("Fund B", "College", "Workless people", Decimal(7)),
        Paid("Fund C", "Trust", "Workless people", Decimal(1)),
        Paid("Fund D", "Trust", "", Decimal(9)),
        Paid("Fund E", "Trust", "Pupils", Decimal(9)),
    ]
    met = meetings(paid)
    assert [(each.provider, each.streams, each.amount) for each in met if each.is_double] == [
        ("College", ["Fund A", "Fund B"], 12)
    ]
    assert groups_met(paid) == {"Workless people": {"Fund A", "Fund B", "Fund C"}}
