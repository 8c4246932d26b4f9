"""A property's page says everything that is known of it, says what is not, and what happened to it, in words."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

import pghistory
import pytest
from django.test import Client

from estate.models import Lease, LeaseBreak, LeaseReview, Occupation, Property, Site, Valuation
from tests.factories import make_organisation, make_property, point, square
from tests.integration.estate.conftest import County

pytestmark = pytest.mark.django_db


def words(client: Client, prop: Property) -> str:
    """The page as somebody reads it."""
    page = client.get(f"/estate/{prop.reference}/")
    assert page.status_code == 200
    return " ".join(
        re.sub(r"<[^>]+>", " ", page.content.decode().split("<main", 1)[1]).replace("\N{NO-BREAK SPACE}", " ").split()
    )


def test_it_says_whose_it_is_how_it_is_rated_and_its_key_figures(partner: Client, county: County) -> None:
    page = words(partner, county.hall)
    assert f"{county.hall.reference} · Worcestershire County Council County Hall" in page
    assert "Amber – possible change" in page
    for figure in ("10,000 m²", "2.50 ha", "£250,000", "£12,000,000", "2025/26", "WR12345", "100120600001"):
        assert figure in page


def test_what_nobody_knows_is_said_to_be_not_known_and_never_nought(partner: Client, county: County) -> None:
    page = words(partner, make_property("BDC", name="Bare Field", location=None))
    assert "Floor area not known" in re.sub(r"not known Floor area", "Floor area not known", page)
    assert "£0" not in page
    assert "0 m²" not in page
    assert "Nobody has told where it is." in page


def test_a_property_without_a_name_is_known_by_its_reference(partner: Client, county: County) -> None:
    nameless = make_property("BDC", name="")
    assert f"Bromsgrove District Council {nameless.reference}" in words(partner, nameless)


def test_a_lease_tells_its_next_date_that_somebody_must_not_miss(partner: Client, county: County) -> None:
    today = datetime.date.today()
    lease = Lease.objects.create(
        property=county.depot,
        counterparty="Harbour Land Ltd",
        starts_on=today.replace(year=today.year - 5, day=1),
        expires_on=today.replace(year=today.year + 9, day=1),
        annual_rent=Decimal("31000"),
    )
    LeaseBreak.objects.create(lease=lease, on=today.replace(year=today.year + 2, day=1), notice_months=6)
    LeaseReview.objects.create(lease=lease, on=today.replace(year=today.year + 5, day=1))
    page = words(partner, county.depot)
    assert "Tenant, with Harbour Land Ltd" in page
    assert "£31,000 a year" in page
    assert "Next: last day for notice to break on" in page
    assert page.count("rent review") == 1


def test_it_shows_who_uses_it_what_it_costs_and_what_it_was_worth(partner: Client, county: County) -> None:
    Occupation.objects.create(
        property=county.library, organisation=make_organisation("BDC"), use="front_office", area_m2=Decimal("55.5")
    )
    Valuation.objects.create(
        property=county.library, valued_on=datetime.date(2024, 3, 31), basis="euv", amount=Decimal("310000")
    )
    page = words(partner, county.library)
    assert "Bromsgrove District Council Front office 56 m²" in page
    assert "2024/25 £1,000 £9,000 £10,000" in page
    assert "31 March 2024 Existing use value not known £310,000" in page


def test_near_this_names_the_nearest_public_properties_and_how_far_they_are(partner: Client, county: County) -> None:
    make_property("BDC", name="Far Barn", location=point(396000, 250000))
    make_property("BDC", name="Next Door", location=point(387100, 254030))
    page = words(partner, county.hall).split("Near this")[1].split("History")[0]
    assert "Next Door" in page
    assert "Warndon Library" in page
    assert page.index("Next Door") < page.index("Warndon Library")
    assert "Far Barn" not in page
    assert "540 m" in page  # 470 m east and 270 m north of the middle of County Hall.


def test_what_stands_on_the_same_site_is_linked(partner: Client, county: County) -> None:
    site = Site.objects.create(name="County Hall campus")
    Property.objects.filter(pk__in=[county.hall.pk, county.library.pk, county.refuge.pk]).update(site=site)
    page = words(partner, county.hall)
    assert "Also on this site County Hall campus Warndon Library , County" in page
    assert "Lavender" not in page


def test_history_tells_before_and_after_in_words_under_one_change_each(partner: Client, county: County) -> None:
    with pghistory.context(username="rosa", reason="Year-end valuation"):
        Property.objects.filter(pk=county.hall.pk).update(
            book_value=Decimal("11500000"), tenure="leasehold", boundary=square(387000, 254000, 70)
        )
    page = words(partner, county.hall).split("History")[1]
    assert "Changed by rosa – Year-end valuation" in page
    assert "Tenure Freehold Leasehold" in page
    assert "Book value £12,000,000 £11,500,000" in page
    assert "3,600 m² 4,900 m², moved by 7 m" in page


def test_the_page_marks_what_is_made_up(partner: Client, county: County) -> None:
    Property.objects.filter(pk=county.hall.pk).update(is_synthetic=True)
    assert "Synthetic" in words(partner, county.hall)
    assert "Synthetic" not in words(partner, county.depot)


@pytest.mark.parametrize("reference", ["WP-000000", "XX-123456", "WP-99999999999999999999"])
def test_an_address_of_nothing_is_not_found(partner: Client, county: County, reference: str) -> None:
    assert partner.get(f"/estate/{reference}/").status_code == 404
