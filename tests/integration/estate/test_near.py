"""What stands near a property is found without reading all that does."""

from __future__ import annotations

import pytest
from django.db import connection

from estate.models import Property
from estate.selectors.near import REACH_METRES, SHOWN, near, nearest
from tests.factories import make_property, point
from tests.integration.estate.conftest import County


@pytest.mark.django_db
def test_the_nearest_that_a_person_may_see_are_found_and_none_beyond_reach(county: County) -> None:
    east, north = county.hall.location.coords
    for number in range(12):
        make_property("BDC", name=f"Shed {number}", location=point(east + 30 * (number + 1), north))
    make_property("BDC", name="Closed", location=point(east + 1, north), status="sold", closed_on="2020-01-01",
                  closed_reason="Sold")  # fmt: skip
    make_property("BDC", name="Nowhere", location=None, boundary=None)
    make_property("WCC", name="Hidden", location=point(east + 2, north), is_sensitive=True)
    found = near(county.hall, county.people["partner"])
    assert [each.property.name for each in found] == [f"Shed {number}" for number in range(SHOWN)]
    assert [round(each.metres) for each in found] == [30 * (number + 1) for number in range(SHOWN)]
    assert near(county.hall, county.people["programme"])[0].property.name == "Hidden"
    lonely = make_property("BDC", name="Lonely", location=point(east, north + REACH_METRES + 500))
    assert near(lonely, county.people["partner"]) == []


@pytest.mark.django_db
def test_the_index_gives_the_nearest_one_by_one(county: County) -> None:
    Property.objects.bulk_create(
        Property(organisation=county.hall.organisation, name=f"Shed {number}", location_source="given",
                 location=point(387000 + number % 50, 254000 + number // 50)) for number in range(2000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE estate_property")
    assert "Order By: (location <->" in nearest(county.hall, county.people["partner"]).explain()
