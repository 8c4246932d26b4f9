"""The drafted county, before any database: the same every time, each building where its town is."""

import datetime
from collections import Counter
from pathlib import Path

import pytest
from shapely import unary_union

from estate.demo.draft import draft_estate
from estate.demo.facts import read_facts
from estate.demo.money import last_full_year

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
TODAY = datetime.date(2026, 11, 21)


@pytest.fixture(scope="module")
def facts():
    return read_facts(FIXTURES)


@pytest.fixture(scope="module")
def draft(facts):
    return draft_estate(facts, "1", TODAY)


def test_the_bodies_are_the_fifty_of_the_submission(facts):
    assert len(facts.bodies) == 50
    assert sum(body.is_partner for body in facts.bodies.values()) == 20
    assert [body for body in facts.bodies if body in {"WCC", "BDC", "MHDC", "RBC", "WCITY", "WDC", "WFDC"}] == [
        "WCC", "BDC", "MHDC", "RBC", "WCITY", "WDC", "WFDC",
    ]  # fmt: skip


def test_every_town_lies_in_its_own_district_and_the_districts_fill_the_county(facts, draft):
    for town in facts.towns.values():
        district = draft.county.districts[town.district]
        assert district.contains(draft.county.cells[town.name].buffer(-1)), town.name
    together = unary_union(list(draft.county.districts.values()))
    assert together.area == pytest.approx(draft.county.outline.area, rel=1e-9)
    # The county has 174,051 ha; a hand-drawn outline comes to within a twentieth of it.
    assert draft.county.outline.area / 10_000 == pytest.approx(174_051, rel=0.05)


def test_every_boundary_is_valid_and_wholly_inside_its_towns_district(draft):
    for building in draft.buildings:
        if building.boundary is not None:
            assert building.boundary.is_valid, building.name
            assert draft.county.districts[building.town.district].contains(building.boundary), building.name


def test_one_seed_is_one_county_and_another_seed_another(facts, draft):
    again = draft_estate(facts, "1", TODAY)
    other = draft_estate(facts, "2", TODAY)
    assert again.buildings == draft.buildings
    assert [each.name for each in other.buildings] != [each.name for each in draft.buildings]


@pytest.mark.parametrize("seed", ["2", "Malvern", "97"])
@pytest.mark.parametrize("today", [datetime.date(2026, 2, 28), datetime.date(2028, 2, 29)])
def test_any_seed_on_any_day_makes_a_county_that_keeps_the_table(facts, seed, today):
    buildings = draft_estate(facts, seed, today).buildings
    for total in facts.totals:
        group = [each for each in buildings if (each.body.code, each.group) == (total.body, total.group)]
        assert len(group) == total.count
        assert sum(each.gross_internal_area_m2 or 0 for each in group) == total.area_m2
        year = last_full_year(today)
        assert sum(amount for each in group for of, _, amount in each.costs if of == year) == total.cost


def test_names_and_references_are_given_once(draft):
    assert max(Counter(each.name for each in draft.buildings).values()) == 1
    assert max(Counter((each.body.code, each.local_reference) for each in draft.buildings).values()) == 1


def test_made_up_numbers_lie_where_no_real_ones_are(draft):
    uprns = {each.uprn for each in draft.buildings if each.uprn}
    assert all(uprn.startswith("999") and len(uprn) == 12 for uprn in uprns)
    titles = {number for each in draft.buildings for number, _, _ in each.titles}
    assert all(int(number[2:]) > 90_000_000 for number in titles)


def test_leases_end_on_both_sides_of_today(draft):
    ends = [lease.expires_on for each in draft.buildings for lease in each.leases]
    months = [(end.year - TODAY.year) * 12 + end.month - TODAY.month for end in ends]
    for low, high in ((-24, -1), (0, 6), (7, 12), (13, 24), (25, 800)):
        assert sum(low <= month <= high for month in months) >= 10, (low, high)
    assert any(lease.breaks for each in draft.buildings for lease in each.leases)
    assert any(lease.reviews for each in draft.buildings for lease in each.leases)


def test_the_financial_year_turns_in_april():
    assert last_full_year(datetime.date(2026, 3, 31)) == 2024
    assert last_full_year(datetime.date(2026, 4, 1)) == 2025
