"""What spend says on a body's page and in the profile of a place: the same sums as its own pages, with their source."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from spend.models import Body, Count, Line, NeighbourhoodEstimate
from spend.panels import of_body, of_place
from spend.services.lines import eliminate
from tests.factories import make_organisation
from tests.integration.spend.claim_steps import analyst, programme, small_count
from totalplace.models import Area, Organisation
from totalplace.selectors.places import Place

pytestmark = pytest.mark.django_db
SINCE = {"valid_from": "2000-01-01"}


def square(size: int) -> MultiPolygon:
    """A square whose middle is in Worcester, `size` metres a side."""
    half = size // 2
    return MultiPolygon(Polygon.from_bbox((385000 - half, 255000 - half, 385000 + half, 255000 + half)), srid=27700)


@pytest.fixture
def county(db: None) -> Area:
    return Area.objects.create(code="E10000034", name="The county", level="county", boundary=square(40_000), **SINCE)


@pytest.fixture
def count(county: Area) -> Count:
    """A count of the county: £1,200 of One, which is WCC here, and £50 of Two, for 100 people."""
    made = small_count(area=county)
    Body.objects.filter(code="ONE").update(organisation=make_organisation("WCC"))
    return made


def told_of_place(user: Any, area: Area) -> str:
    return _words("place", of_place(user, place=Place(area, hectares=1.0, people=None)))


def _words(name: str, panel: dict[str, Any]) -> str:
    return " ".join(render_to_string(f"spend/panels/{name}.html", {"panel": panel}).split())


def test_a_bodys_page_says_what_it_spends_in_each_count_and_by_which_document(count: Count) -> None:
    client = Client()
    client.force_login(analyst())
    page = " ".join(client.get(reverse("organisation", args=["WCC"])).content.decode().split())
    for words in ("What it spends", "£1,200", "96.0%", "A report, Appendix"):
        assert words in page


def test_a_bodys_panel_counts_no_pound_twice(count: Count) -> None:
    big, small = Line.objects.get(label="One, schools"), Line.objects.get(label="Two")
    pru = programme()
    eliminate(user=pru, counted_in=small, removed_from=big, amount=Decimal(200), reason="Passed on",
              source=count.source, place="Page 2")  # fmt: skip
    (found,) = of_body(pru, organisation=Organisation.objects.get(code="WCC"))["counts"]
    assert (found.lines, found.amount, found.whole) == (2, 1000, 1050)


def test_a_count_that_is_not_published_is_in_no_panel_of_the_publics(count: Count, county: Area) -> None:
    Count.objects.update(published_on=None)
    anybody, body = AnonymousUser(), Organisation.objects.get(code="WCC")
    assert of_body(anybody, organisation=body)["counts"] == []
    assert "No count of spending that you may see" in _words("body", of_body(anybody, organisation=body))
    assert "£1,250" not in told_of_place(anybody, county)
    assert of_body(analyst(), organisation=body)["counts"] != []


def test_the_profile_of_a_counted_place_says_the_whole_and_a_head(count: Count, county: Area) -> None:
    assert "Small</a>: £1,250, £12.50 a head." in told_of_place(AnonymousUser(), county)


def test_a_place_within_is_told_that_the_average_is_not_its_own(count: Count) -> None:
    ward = Area.objects.create(code="E05000001", name="A ward", level="ward", boundary=square(1_000), **SINCE)
    told = told_of_place(AnonymousUser(), ward)
    assert "No spending is published for A ward itself. It lies in the count" in told
    assert "£12.50 a head was spent on average: that is no figure of this place" in told


def test_what_is_published_of_a_neighbourhood_stands_beside_its_county(count: Count) -> None:
    ward = Area.objects.create(code="E05000001", name="A ward", level="ward", boundary=square(1_000), **SINCE)
    NeighbourhoodEstimate.objects.create(
        county=count, area=ward, name="A ward", year=2008, low=46_000_000, population=5300, source=count.source,
        place="Page 3",
    )  # fmt: skip
    told = told_of_place(AnonymousUser(), ward)
    assert "A ward beside Small</a>: £46.0m" in told
    assert "A report, Page 3" in told
