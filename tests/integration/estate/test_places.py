"""The profile of a place: its people, and what a person may see of the estate there."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.test import Client

from estate.models import Lease, Occupation
from estate.selectors.places import estate_in, totals_of
from estate.selectors.totals import Totals
from tests.factories import make_organisation, make_property, point
from tests.integration.estate.conftest import REFUGE, County, _area, signed_in
from totalplace.choices import AreaLevel
from totalplace.models import Area, Population
from totalplace.selectors import places

TODAY = datetime.date(2026, 11, 21)
# Around the hall, the library and the refuge; the same ground as a ward, as an LSOA and as a neighbourhood.
GROUND = (386000, 253000, 389000, 256000)


@pytest.fixture
def areas(county: County) -> dict[str, Area]:
    """One piece of Worcester at every level, and the county, of which the two districts are parts."""
    worcester = Area.objects.get(code="E07000237")
    found = {
        level: _area(code, f"Spetchley {level}", *GROUND, level=level)
        for level, code in (
            (AreaLevel.WARD, "E05000001"), (AreaLevel.MSOA, "E02000001"), (AreaLevel.LSOA, "E01000001"),
            (AreaLevel.NEIGHBOURHOOD, "N1"),
        )
    }  # fmt: skip
    whole = _area("E10000034", "Worcestershire", 370000, 240000, 410000, 280000, level=AreaLevel.COUNTY)
    Area.objects.filter(level=AreaLevel.DISTRICT).update(parent=whole)
    Area.objects.filter(pk__in=[area.pk for area in found.values()]).update(parent=worcester)
    found |= {AreaLevel.DISTRICT: worcester, AreaLevel.COUNTY: whole}
    return {level: Area.objects.get(pk=area.pk) for level, area in found.items()}


def names_of(groups: dict, found: object) -> dict[str, int]:
    return {found.bodies[key].code: group.totals.properties for key, group in groups.items()}


@pytest.mark.parametrize("level", [*AreaLevel])
def test_every_level_counts_what_stands_there_and_the_person_may_see(county, areas, level) -> None:
    """The tally answers for the large ones, the properties themselves for the small: both say the same."""
    partner, officer = county.people["partner"], county.people["officer-wcc"]
    found = estate_in(partner, areas[level], TODAY)
    everywhere = level == AreaLevel.COUNTY
    assert names_of(found.by_body, found) == ({"WCC": 2, "BDC": 1} if everywhere else {"WCC": 2})
    assert found.everything.totals.gross_internal_area_m2 == Decimal("10400.50")
    assert dict(found.everything.by_rag) == ({"amber": 1, "": 1, "green": 1} if everywhere else {"amber": 1, "": 1})
    assert {use: group.totals.running_cost for use, group in found.by_use.items() if use != "depot"} == {
        "office": Decimal(250000), "library": Decimal(10000),
    }  # fmt: skip
    # Its own officers see the refuge, and only they.
    assert estate_in(officer, areas[level], TODAY).by_use["refuge"].totals.properties == 1
    assert estate_in(county.people["officer-bdc"], areas[level], TODAY).by_use.get("refuge") is None


@pytest.mark.parametrize("level", [*AreaLevel])
def test_the_sums_beside_others_are_those_of_the_profile(county, areas, level) -> None:
    partner = county.people["partner"]
    assert totals_of(partner, [areas[level]]) == {
        areas[level].pk: estate_in(partner, areas[level], TODAY).everything.totals
    }
    assert totals_of(county.people["neet-lead"], [areas[level]]).get(areas[level].pk, Totals(0)) == Totals(0)


def test_leases_that_end_within_a_year_and_buildings_that_are_shared_are_named(county, areas) -> None:
    partner, ward = county.people["partner"], areas[AreaLevel.WARD]
    for prop, rent in ((county.library, 5_000), (county.refuge, 9_999)):
        Lease.objects.create(
            property=prop, starts_on=datetime.date(2020, 1, 1), expires_on=datetime.date(2027, 3, 31), annual_rent=rent
        )
        Occupation.objects.create(property=prop, organisation=make_organisation("BDC"), use="back_office")
    # The accountable body's own use shares nothing.
    Occupation.objects.create(property=county.hall, organisation=county.hall.organisation, use="back_office")
    found = estate_in(partner, ward, TODAY)
    assert (found.ending.leases, found.ending.annual_rent) == (1, Decimal(5_000))
    assert found.ending.until == datetime.date(2027, 11, 21)
    assert (found.shared.count, [str(prop) for prop in found.shared.first]) == (1, ["Warndon Library"])
    assert estate_in(county.people["programme"], ward, TODAY).ending.annual_rent == Decimal(14_999)


def test_the_page_tells_the_estate_to_those_who_read_it_and_never_the_refuge(county, areas) -> None:
    page = signed_in(county.people["partner"]).get("/places/E05000001/").content.decode()
    assert "Worcestershire County Council" in page
    assert "List the 2 properties" in page
    assert REFUGE not in page
    assert "/estate/?area=E05000001" in page
    lead = signed_in(county.people["neet-lead"]).get("/places/E05000001/").content.decode()
    assert "Spetchley ward" in lead
    assert "County Council" not in lead


def test_a_place_stands_between_what_it_lies_in_what_touches_it_and_its_parts(county, areas) -> None:
    next_to_it = _area("E05000002", "Whittington", 389000, 253000, 391000, 256000, level=AreaLevel.WARD)
    _area("E05000003", "Far away", 395000, 270000, 396000, 271000, level=AreaLevel.WARD)
    ward = areas[AreaLevel.WARD]
    assert [area.name for area in places.trail(ward)] == ["Worcestershire", "Worcester"]
    assert [each.area for each in places.neighbours(ward)] == [next_to_it]
    assert {each.area.level for each in places.children(areas[AreaLevel.DISTRICT])} == {
        "ward", "msoa", "lsoa", "neighbourhood",
    }  # fmt: skip
    assert places.place("E05000001").hectares == pytest.approx(900)


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        ([("all", None, 500)], 500),
        ([("all", 3, 100), ("all", 40, 250)], 350),
        ([("females", None, 260), ("males", None, 240)], 500),
        ([("females", 3, 60), ("males", 3, 40)], 100),
        ([("females", None, 260)], None),
        ([("all", None, 500), ("females", None, 260), ("males", None, 240), ("all", 3, 100)], 500),
    ],
)
def test_people_are_counted_once_whatever_detail_the_file_had(areas, rows, people) -> None:
    Population.objects.bulk_create(
        Population(area_code="E05000001", year=2024, sex=sex, age=age, people=count) for sex, age, count in rows
    )
    Population.objects.create(area_code="E05000001", year=2011, people=1)
    found = places.place("E05000001").people
    assert (found.people, found.year) == ((people, 2024) if people else (1, 2011))


def test_a_former_outline_and_a_code_that_nobody_knows_have_no_page(county, areas) -> None:
    Area.objects.filter(code="E05000001").update(valid_to=datetime.date(2023, 1, 1))
    client: Client = signed_in(county.people["partner"])
    assert client.get("/places/E05000001/").status_code == 404
    assert client.get("/places/NOWHERE/").status_code == 404


def test_places_are_found_by_a_part_of_the_name_or_the_beginning_of_the_code(county, areas) -> None:
    client = signed_in(county.people["partner"])
    assert "1 place found" in client.get("/places/?q=worcestersh").content.decode()
    assert "2 places found" in client.get("/places/?q=e0700").content.decode()
    assert "No place has this name or code" in client.get("/places/?q=zzz").content.decode()
    assert client.get("/places/?q=" + "%25" * 3000).status_code == 200


def test_a_property_on_the_edge_of_a_small_area_stands_in_one_of_them(county, areas) -> None:
    """Two LSOAs side by side never both count it."""
    _area("E01000002", "Next LSOA", 389000, 253000, 392000, 256000, level=AreaLevel.LSOA)
    make_property("BDC", name="On the line", location=point(389000, 254000))
    both = Area.objects.filter(level=AreaLevel.LSOA)
    assert sum(totals.properties for totals in totals_of(county.people["partner"], both).values()) == 3
