"""The search box finds a property by whatever part of it somebody remembers, and by nothing that she may not see."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from estate.models import Property, SearchWord
from tests.factories import make_property
from tests.integration.estate.conftest import County, signed_in

pytestmark = pytest.mark.django_db


def found(client: Client, words: str) -> list[str]:
    """The names that the list shows for these words."""
    page = client.get("/estate/", {"q": words})
    assert page.status_code == 200
    assert "No property contains" not in page.content.decode(), "only what comes close"
    return re.findall(r'<a class="govuk-link" href="/estate/[A-Z]+-\d+/">([^<]+)</a><br>', page.content.decode())


@pytest.fixture
def place(county: County) -> Property:
    return make_property(
        "WCC",
        name="St. John’s Café (Whitchurch)",
        street_number="12-14",
        street="King's Row",
        locality="Upton-upon-Severn",
        post_town="Worcester",
        postcode="WR8 0HG",
        local_reference="EST/0012 A",
        uprn="100120699321",
    )


@pytest.mark.parametrize(
    "words",
    [
        "St. John's",
        "st johns",
        "ST JOHN",
        "cafe",
        "Café",
        "whitchurch",
        "church",
        "(Whitchurch)",
        "kings row",
        "king's",
        "upton-upon-severn",
        "upton upon severn",
        "upton severn",
        "14 kings",
        "12-14 king",
        "WR8 0HG",
        "wr80hg",
        "wr8",
        "wr8 0hg severn",
        "est/0012",
        "EST/0012 A",
        "100120699321",
        "10012069",
        "caf row",
    ],
)
def test_it_is_found_by_any_part_of_its_name_address_or_codes(partner: Client, place: Property, words: str) -> None:
    assert found(partner, words) == ["St. John’s Café (Whitchurch)"]


def test_it_is_found_by_its_reference_however_that_is_typed(partner: Client, place: Property) -> None:
    for words in (place.reference, f"wp{place.pk}", str(place.pk), f"{place.reference} church", f"wp-{place.pk:06}"):
        assert found(partner, words) == ["St. John’s Café (Whitchurch)"], words


def test_the_beginning_of_a_reference_finds_those_that_begin_so(partner: Client, county: County) -> None:
    Property.objects.filter(pk=county.hall.pk).delete()
    near = make_property("WCC", name="Near", id=4321)
    make_property("WCC", name="Far", id=5321)
    assert near.reference == "WP-004321"
    assert found(partner, "wp-0043") == ["Near"]
    assert found(partner, "wp-004321") == ["Near"]


@pytest.mark.parametrize("words", ["st johns hall", "severn depot", "XX-000001", "999999999999"])
def test_every_word_must_be_there(partner: Client, place: Property, words: str) -> None:
    page = partner.get("/estate/", {"q": words}).content.decode()
    assert "No property contains" in page or "No property matches" in page


@pytest.mark.parametrize("words", ["whitchurhc", "severm", "jonhs upton"])
def test_a_slip_of_the_finger_finds_it_and_the_page_says_so(partner: Client, place: Property, words: str) -> None:
    page = partner.get("/estate/", {"q": words}).content.decode()
    assert "No property contains" in page
    assert "St. John’s Café (Whitchurch)" in page
    assert "Did you mean" in page


def test_a_postcode_nobody_has_offers_its_sector(partner: Client, place: Property) -> None:
    page = partner.get("/estate/", {"q": "wr8 0zz"}).content.decode()
    assert "No property contains" in page
    assert "St. John’s Café (Whitchurch)" in page


def test_a_new_name_is_found_at_once_and_the_old_one_no_more(partner: Client, place: Property) -> None:
    Property.objects.filter(pk=place.pk).update(name="Zebra House")
    assert found(partner, "ebra") == ["Zebra House"]
    assert "No property" in partner.get("/estate/?q=whitchurch").content.decode()


def test_words_are_kept_once_and_numbers_not_at_all(place: Property) -> None:
    before = SearchWord.objects.count()
    make_property("WCC", name="st. john’s 17, 2041", street="Zoar")
    assert set(SearchWord.objects.values_list("written", flat=True)) >= {"st.", "john’s", "(whitchurch)", "12-14"}
    assert SearchWord.objects.count() == before + 1
    assert not SearchWord.objects.filter(written__in=["17,", "2041", "est/0012"]).exists()


def test_collecting_the_words_again_leaves_out_those_that_nobody_has(place: Property) -> None:
    place.delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT estate_words_again()")
    assert not SearchWord.objects.filter(written__contains="whitchurch").exists()
    assert SearchWord.objects.filter(written="library").exists()


@pytest.mark.parametrize("asked", ["/estate/", "/estate/suggest/", "/estate/export.csv"])
@pytest.mark.parametrize("words", ["lavendar", "lavender", "avende", "laverder hous", "levander"])
def test_a_word_that_only_a_hidden_site_has_changes_no_answer(county: County, asked: str, words: str) -> None:
    client = signed_in(county.people["partner"])
    make_property("BDC", name="Levander House")

    def answer() -> Any:
        said = client.get(asked, {"q": words})
        text = b"".join(said.streaming_content) if said.streaming else said.content  # type: ignore[attr-defined]
        return re.sub(r'nonce="[^"]*"|value="[\w-]{64}"|[0-9a-f]{32}|[0-9a-f-]{36}', "", text.decode())

    with_it = answer()
    county.refuge.delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT estate_words_again()")
    assert not SearchWord.objects.filter(written__contains="lavender").exists()
    assert answer() == with_it
