"""The list by place: in a box, near a point, inside a shape, in an area."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from tests.factories import make_person, make_property, point, square
from tests.integration.estate.test_property_list import names
from totalplace.choices import AreaLevel, Role
from totalplace.models import Area

pytestmark = pytest.mark.django_db

# County Hall stands at 387000, 254000: 52.1843 N, 2.1916 W. The next one is 1 km east of it, the last 20 km north.
HERE = "-2.19157,52.18426"


@pytest.fixture
def partner(client: Client) -> Client:
    Area.objects.create(
        code="E05009999", name="Spetchley", level=AreaLevel.WARD, boundary=square(386500, 253500, 1000),
        valid_from=datetime.date(2020, 1, 1),
    )  # fmt: skip
    for name, east, north in (("Hall", 387000, 254000), ("Next", 388000, 254000), ("Far", 387000, 274000)):
        make_property(name=name, location=point(east, north))
    make_property(name="Nowhere", location=None)
    make_property(name="Refuge", location=point(387010, 254000), is_sensitive=True)
    client.force_login(make_person("partner", [(Role.PARTNER, None)]))
    return client


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bbox=-2.2,52.18,-2.185,52.19", ["Hall"]),
        ("bbox=-2.2,52.1,-2.1,52.19", ["Hall", "Next"]),
        ("bbox=-180,-90,180,90", ["Far", "Hall", "Next"]),
        ("bbox=100,10,110,20", []),
        (f"near={HERE},500", ["Hall"]),
        (f"near={HERE},1100", ["Hall", "Next"]),
        ("near=170,-40,1100", []),
        ("within=-2.185,52.18,-2.1,52.18,-2.15,52.3", ["Next"]),
        ("area=E05009999", ["Hall"]),
        ("area=E05009999&near=-2.19157,52.18426,5000", ["Hall"]),
    ],
)
def test_the_list_holds_what_stands_there_and_the_person_may_see(partner, query: str, expected: list[str]) -> None:
    assert names(partner, f"?{query}") == expected


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("bbox=1,2,3", "bbox: There are 3 values"),
        ("near=-2,52,nan", "near: Not every value"),
        ("within=-2,52,-1,53,-1,52,-2,53", "within: The sides of this shape cross each other"),
        ("area=E99", "area: “E99” is not the code of an area in force"),
    ],
)
@pytest.mark.parametrize("address", ["/estate/", "/estate/export.csv"])
def test_what_is_no_place_is_refused_in_words(partner, address: str, query: str, why: str) -> None:
    answer = partner.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert why in answer.content.decode()


def test_the_place_stays_when_other_filters_are_applied_and_can_be_taken_off(partner) -> None:
    page = partner.get(f"/estate/?near={HERE},500&rag=red").content.decode()
    assert f'<input type="hidden" name="near" value="{HERE},500">' in page
    assert "Near: within 500 m of 52.1843, -2.1916" in page
