"""The list shows what was asked for, adds it up, refuses what it does not know, and finds what was misspelt."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from estate.models import Property
from estate.selectors.paging import SORTS, page_of
from tests.factories import make_property
from tests.integration.estate.conftest import County
from totalplace.selectors.keyset import PAGE_SIZE, Order, Position

pytestmark = pytest.mark.django_db


def names(client: Client, query: str = "") -> list[str]:
    """The names on the first page of a list, top to bottom."""
    page = client.get(f"/estate/{query}")
    assert page.status_code == 200, page.content.decode()
    return re.findall(r'<a class="govuk-link" href="/estate/[A-Z]+-\d+/">([^<]+)</a><br>', page.content.decode())


def test_it_lists_the_estate_by_name_and_adds_up_exactly_what_is_listed(partner: Client, county: County) -> None:
    page = partner.get("/estate/").content.decode()
    assert "3 properties: 10,401\N{NO-BREAK SPACE}m² of floor" in page
    assert "book value £12.3m, running cost £260k a year" in page
    assert "Floor area is known for 2, land for 1, book value for 2, running cost for 2 of them" in page
    assert names(partner) == ["Burcot Lane Depot", "County Hall", "Warndon Library"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?organisation=BDC", ["Burcot Lane Depot"]),
        ("?organisation=BDC&organisation=WCC&rag=green", ["Burcot Lane Depot"]),
        ("?organisation=BDC,WCC", ["Burcot Lane Depot", "County Hall", "Warndon Library"]),
        ("?category=office", ["County Hall"]),
        ("?use=library&use=depot", ["Burcot Lane Depot", "Warndon Library"]),
        ("?tenure=leasehold", ["Warndon Library"]),
        ("?rag=amber", ["County Hall"]),
        ("?district=E07000234", ["Burcot Lane Depot"]),
        ("?energy_rating=C", ["County Hall"]),
        ("?missing=boundary&missing=book_value", ["Burcot Lane Depot"]),
        ("?missing=rag", ["Warndon Library"]),
        ("?min_book_value=1000000", ["County Hall"]),
        ("?max_book_value=300000", ["Warndon Library"]),
        ("?lease_expires_after=2029-01-01&lease_expires_before=2030-12-31", ["Warndon Library"]),
        ("?lease_expires_before=31/12/2029", []),
    ],
)
def test_each_filter_keeps_exactly_what_it_says(
    partner: Client, county: County, query: str, expected: list[str]
) -> None:
    assert names(partner, query) == expected


@pytest.mark.parametrize(
    "words",
    [
        "county hall",
        "HALL county",
        "Spetchley",
        "WR5 2NP",
        "wr52np",
        "100120600001",
        "C1 county",
        "spetchley, worcester",
    ],
)
def test_a_search_finds_names_addresses_postcodes_and_references_as_people_type_them(
    partner: Client, county: County, words: str
) -> None:
    assert names(partner, f"?q={words}") == ["County Hall"]


def test_a_search_finds_the_registers_own_reference(partner: Client, county: County) -> None:
    assert names(partner, f"?q={county.library.reference.lower()}") == ["Warndon Library"]


@pytest.mark.parametrize("words", ["warndan libary", "Warndon librery", "werndon"])
def test_a_misspelt_search_says_so_and_offers_what_comes_close(partner: Client, county: County, words: str) -> None:
    page = partner.get("/estate/", {"q": words}).content.decode()
    assert "No property contains" in page
    assert "Did you mean" in page
    assert names(partner, f"?q={words}") == ["Warndon Library"]


def test_a_search_that_nothing_comes_close_to_finds_nothing_and_says_so(partner: Client, county: County) -> None:
    page = partner.get("/estate/?q=xyzzyqwk")
    assert "No property matches" in page.content.decode()


@pytest.mark.parametrize("words", ["100%", "_", "\\", "'; drop table", "%00", "a" * 200, "☃", "&amp;", "(", "''"])
def test_no_search_breaks_the_page(partner: Client, county: County, words: str) -> None:
    assert partner.get("/estate/", {"q": words}).status_code == 200


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("?colour=red", "colour"),
        ("?use=castle", "use: “castle” is not one of: school"),
        ("?organisation=XXX", "organisation: “XXX” is not one of: BDC, WCC"),
        ("?district=nowhere", "district"),
        ("?min_book_value=lots", "min_book_value"),
        ("?min_book_value=-1", "min_book_value"),
        ("?min_book_value=1e400", "min_book_value"),
        ("?lease_expires_before=soon", "lease_expires_before"),
        ("?missing=everything", "missing"),
        ("?ordering=colour", "ordering"),
        ("?ordering=--name", "ordering"),
        ("?columns=secret", "columns"),
        ("?page=0", "page"),
        ("?page=201", "page"),
        ("?page=-1", "page"),
        ("?page=x", "page"),
        ("?page=W10", "page"),
        ("?page=999999999999999999999", "page"),
        ("?count=all", "count"),
        (f"?q={'a' * 201}", "q"),
    ],
)
@pytest.mark.parametrize("address", ["/estate/", "/estate/export.csv", "/estate/export.xlsx"])
def test_a_wrong_parameter_is_refused_by_name_and_never_ignored(
    partner: Client, county: County, address: str, query: str, named: str
) -> None:
    answer = partner.get(address + query)
    assert answer.status_code == 400
    assert f"{named}" in answer.content.decode()
    assert "This list cannot be shown" in answer.content.decode()


def test_closed_properties_are_left_out_until_their_status_is_asked_for(partner: Client, county: County) -> None:
    make_property("BDC", name="Old Baths", status="sold", closed_on="2024-05-01", closed_reason="Sold at auction")
    assert "Old Baths" not in names(partner)
    assert "Sold and closed properties are left out" in partner.get("/estate/").content.decode()
    assert names(partner, "?status=sold") == ["Old Baths"]
    assert len(names(partner, "?status=all")) == 4


@pytest.fixture
def many(county: County) -> list[Property]:
    """Enough properties for four pages, with equal names and equal, missing values among them."""
    Property.objects.bulk_create(
        Property(
            organisation=county.depot.organisation,
            name=f"Garage {number % 40}",
            book_value=None if number % 3 == 0 else Decimal(number % 11 * 1000),
            gross_internal_area_m2=None if number % 2 else Decimal(number % 5),
        )
        for number in range(3 * PAGE_SIZE + 7)
    )
    return list(Property.objects.in_register().filter(is_sensitive=False))


@pytest.mark.parametrize("sort", ["name", "reference", "book_value", "gross_internal_area_m2", "running_cost"])
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("few", [False, True])
def test_turning_the_pages_forward_and_back_shows_every_property_once_in_order(
    many: list[Property], few: bool, sign: str, sort: str
) -> None:
    order = Order.named(sign + sort, SORTS)
    properties = Property.objects.filter(pk__in=[prop.pk for prop in many])

    def key(prop: Property) -> tuple[bool, Any, int]:
        return getattr(prop, order.sort.field) is None, getattr(prop, order.sort.field) or 0, prop.pk

    known = [prop for prop in many if getattr(prop, order.sort.field) is not None]
    unknown = [prop for prop in many if getattr(prop, order.sort.field) is None]
    expected = sorted(known, key=key, reverse=bool(sign)) + sorted(unknown, key=key, reverse=bool(sign))
    there: list[Property] = []
    page = page_of(properties, order, Position(), few=few)
    while True:
        there += page.rows
        if page.next is None:
            break
        page = page_of(properties, order, Position.from_token(page.next.token(), order.sort), few=few)
    assert [prop.pk for prop in there] == [prop.pk for prop in expected]
    back = list(page.rows)
    while page.previous:
        page = page_of(properties, order, Position.from_token(page.previous.token(), order.sort), few=few)
        back = page.rows + back
    assert [prop.pk for prop in back] == [prop.pk for prop in expected]


@pytest.mark.parametrize("sort", ["name", "-book_value"])
def test_a_page_asked_for_by_number_is_the_page_that_next_leads_to(
    partner: Client, many: list[Property], sort: str
) -> None:
    by_number = [names(partner, f"?ordering={sort}&page={number}") for number in (1, 2, 3, 4)]
    assert [len(page) for page in by_number] == [50, 50, 50, 10]
    followed, query = [], f"?ordering={sort}"
    while query:
        page = partner.get(f"/estate/{query}").content.decode()
        followed.append(names(partner, query))
        following = re.search(r'href="(\?[^"]+)" rel="next"', page)
        query = following[1].replace("&amp;", "&") if following else ""
    assert followed == by_number


def test_the_last_page_is_found_from_the_end_and_leads_back(partner: Client, many: list[Property]) -> None:
    first = partner.get("/estate/").content.decode()
    last = re.search(r'href="(\?[^"]+)" aria-label="Page 4"', first)
    assert last is not None
    page = partner.get("/estate/" + last[1].replace("&amp;", "&")).content.decode()
    assert "151 to 160 of 160" in page
    assert 'rel="next"' not in page
    assert 'rel="prev"' in page


def test_a_heading_says_how_the_list_is_sorted_and_turns_it_round(partner: Client, county: County) -> None:
    assert names(partner, "?ordering=-book_value") == ["County Hall", "Warndon Library", "Burcot Lane Depot"]
    assert names(partner, "?ordering=book_value") == ["Warndon Library", "County Hall", "Burcot Lane Depot"]
    assert 'aria-sort="descending"' in partner.get("/estate/?ordering=-book_value").content.decode()


def test_chosen_columns_are_shown_and_remembered_for_the_next_visit(partner: Client, county: County) -> None:
    chosen = partner.get("/estate/?columns=uprn&columns=tenure").content.decode()
    assert "100120600001" in chosen
    assert ">Book value</a>" not in chosen
    assert "100120600001" in partner.get("/estate/").content.decode()


def test_a_list_too_long_to_count_says_so_and_counts_when_asked(
    partner: Client, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("estate.views.listing.COUNTED_AT_MOST", 1)
    page = partner.get("/estate/?missing=uprn").content.decode()
    assert "More than 1 property." in page
    assert "Count and add up all of them" in page
    assert "2 properties" in partner.get("/estate/?missing=uprn&count=exact").content.decode()
