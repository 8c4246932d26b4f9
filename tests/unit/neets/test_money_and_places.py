"""What strands cost for what they reach, and places beside need."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from neets.calc.provision import balances, fit
from neets.calc.strand_cost import StrandSpend, implied_population, per_head, share, strand_costs, total


def test_a_sum_says_what_it_leaves_out():
    found = total([D(8_000_000), None, D(9_500_000)])
    assert (found.known, found.parts_not_known, found.complete) == (17_500_000, 1, False)


def test_pounds_a_head_of_nobody_are_not_known():
    assert per_head(D(8_000_000), 5000) == 1600
    assert per_head(D(1), 0) is None
    assert per_head(None, 5000) is None
    assert share(D(1), D(0)) is None


def test_strands_by_hand():
    training, advice, unknown = strand_costs(
        [
            StrandSpend("training", D(3_000_000), people=1000, outputs=800, sustained=200),
            StrandSpend("advice", D(1_000_000), people=4000),
            StrandSpend("support", None, people=50),
        ]
    )
    assert (training.share, training.per_person, training.per_sustained) == (D("0.75"), 3000, 15_000)
    assert training.sustained_per_output == D("0.25")
    assert (advice.share, advice.per_sustained) == (D("0.25"), None)
    assert (unknown.spend, unknown.share, unknown.per_person) == (None, None, None)


@pytest.mark.parametrize("wrong", ["0", "1.5", "-0.1"])
def test_a_share_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="A share is"):
        implied_population(D(5000), D(wrong))


def test_a_surplus_of_one_strand_fills_no_gap_of_another():
    rows = balances(
        {"level 1": 300, "level 2": 80, "e2e": None}, {"level 1": 200, "level 2": 140, "e2e": 90, "job": 40}
    )
    assert {row.cell: row.balance for row in rows} == {"level 1": 100, "level 2": -60, "e2e": None, "job": -40}
    assert {row.cell: row.places_per_person for row in rows}["level 1"] == 1.5
    found = fit(rows)
    assert (found.short, found.over, found.cells_not_known) == (100, 100, 1)
