"""For each rule a record that breaks it and one that only nearly does, both told as changes of a sound record."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from tests.factories import point, square

TODAY = datetime.date.today()
# The sound record's site: its outline's corner, 50 m wide, and its point well inside.
CORNER = (385000, 254700)
ANOTHERS_UPRN = "100120600999"


def days(number: int) -> datetime.date:
    """So many days from today."""
    return TODAY + datetime.timedelta(days=number)


def years(number: int) -> datetime.date:
    """So many years from today, and a week."""
    return days(365 * number + 7 * (1 if number > 0 else -1))


@dataclass(frozen=True)
class Given:
    """What differs from the sound record: its own fields, and what belongs to it instead of what the sound one has."""

    fields: dict[str, Any] = field(default_factory=dict)
    leases: tuple[dict[str, Any], ...] = ()
    occupations: tuple[str, ...] = ("100",)  # the area of each, in m²
    titles: tuple[str, ...] = ("WR1001",)
    valuations: tuple[datetime.date, ...] = ()
    cost_year: int | None = TODAY.year - 1
    # Another property: of another body unless it says so, sound but for this, and its titles.
    beside: dict[str, Any] | None = None
    beside_titles: tuple[str, ...] = ("WR2002",)


def has(**fields: Any) -> Given:
    """A record that differs from the sound one in fields of its own."""
    return Given(fields)


def held(**lease: Any) -> Given:
    """A leasehold, with one lease."""
    whole = {"role": "tenant", "starts_on": years(-5), "expires_on": years(5)}
    return Given({"tenure": "leasehold"}, leases=(whole | lease,), titles=())


def closed(**more: Any) -> Given:
    """A property that was sold a month ago, and left by all."""
    fields = {"status": "sold", "closed_on": days(-30), "closed_reason": "Sold", "next_review_on": None}
    return Given(fields | more.pop("fields", {}), **({"occupations": ()} | more))


def beside(*, titles: tuple[str, ...] = ("WR2002",), **fields: Any) -> Given:
    """The sound record, with another body's property that shares something with it."""
    return Given(beside=fields, beside_titles=titles)


FAR = {"location": point(CORNER[0] + 3000, CORNER[1]), "boundary": None}
LANDLORD = {"role": "landlord", "starts_on": years(-1), "expires_on": years(1)}
OUTLINE_BESIDE = square(CORNER[0] + 40, CORNER[1], 50)
SLIVER_BESIDE = square(CORNER[0] + 49.7, CORNER[1], 50)

# Rule → (what breaks it, what does not).
EXAMPLES: dict[str, tuple[Given, Given]] = {
    "missing-name": (has(name=""), closed(fields={"name": ""})),
    "missing-uprn": (has(uprn=""), has(uprn="1")),
    "missing-street": (has(street="", locality=""), has(street="", locality="Sinton Green")),
    "missing-postcode": (has(postcode=""), has(postcode="WR5")),
    "missing-location": (has(location=None, location_source="", boundary=None), has(location=None, location_source="")),
    "missing-boundary": (has(boundary=None), closed(fields={"boundary": None})),
    "missing-floor-area": (
        has(gross_internal_area_m2=None), has(gross_internal_area_m2=None, category="land", use="park")
    ),
    "missing-site-area": (has(site_area_ha=None), has(site_area_ha="0.2600")),
    "missing-condition": (has(condition=""), has(condition="", use="allotments")),
    "missing-category": (has(category=""), has(category="depot")),
    "missing-use": (has(use=""), has(use="other")),
    "missing-energy-rating": (
        has(energy_rating="", energy_rating_expires_on=None),
        has(energy_rating="", energy_rating_expires_on=None, gross_internal_area_m2=250),
    ),
    "missing-energy-expiry": (
        has(energy_rating_expires_on=None), has(energy_rating="", energy_rating_expires_on=None)
    ),
    "missing-tenure": (has(tenure=""), has(tenure="other")),
    "missing-holding": (has(holding=""), has(holding="vacant")),
    "missing-title": (Given(titles=()), Given({"tenure": "licence"}, titles=())),
    "missing-lease": (has(tenure="leasehold"), held()),
    "missing-lease-dates": (held(expires_on=None), held()),
    "missing-rating": (has(rag="", rag_assessed_on=None, next_review_on=None), has(rag="green")),
    "missing-review-date": (has(next_review_on=None), has(rag="", rag_assessed_on=None, next_review_on=None)),
    "missing-book-value": (has(book_value=None, book_value_date=None), has(book_value=None, tenure="licence")),
    "missing-value-date": (has(book_value_date=None), has(book_value=None, book_value_date=None)),
    "missing-running-cost": (Given(cost_year=None), Given({"status": "vacant"}, occupations=(), cost_year=None)),
    "half-postcode": (has(postcode="WR5"), has(postcode="WR5 2NP")),
    # WR5 is loaded up to 2NP; nothing of B61 is, so nobody can say that a postcode of B61 is wrong.
    "unknown-postcode": (has(postcode="WR5 9ZZ"), has(postcode="B61 8DA")),
    "postcodes-point": (has(location_source="postcode"), has(location_source="given")),
    "outside-districts": (
        has(location=point(500000, 254700), boundary=None, postcode="B61 8DA"), has(location=point(385021, 254721))
    ),
    "built-in-future": (
        has(built_year=TODAY.year + 2), has(built_year=TODAY.year + 2, status="construction")
    ),
    "unlikely-floor-area": (
        has(gross_internal_area_m2=200_001, site_area_ha=30), has(gross_internal_area_m2=200_000, site_area_ha=30)
    ),
    "unlikely-value": (has(book_value=100), has(book_value=250)),
    "energy-expiry-too-late": (has(energy_rating_expires_on=years(11)), has(energy_rating_expires_on=days(3640))),
    "point-outside-boundary": (
        has(location=point(CORNER[0] - 6, CORNER[1])), has(location=point(CORNER[0] - 4, CORNER[1]))
    ),
    "far-from-postcode": (has(**FAR), has(**FAR | {"location": point(CORNER[0] + 1900, CORNER[1])})),
    "site-area-unlike-boundary": (has(site_area_ha="2.5"), has(site_area_ha="0.45")),
    "floor-area-exceeds-site": (has(gross_internal_area_m2=15_001), has(gross_internal_area_m2=15_000)),
    "occupied-area-exceeds-floor": (Given(occupations=("300", "250")), Given(occupations=("300", "200"))),
    "let-below-e": (
        Given({"energy_rating": "F"}, leases=(LANDLORD,)),
        Given({"energy_rating": "F"}, leases=(LANDLORD | {"expires_on": days(-1)},)),
    ),
    "lease-ended-in-use": (held(expires_on=days(-1)), held(expires_on=TODAY)),
    "closed-in-use": (closed(occupations=("100",)), closed()),
    "closed-lease-runs": (
        closed(leases=({"role": "tenant", "expires_on": TODAY},)),
        closed(leases=({"role": "tenant", "expires_on": days(-1)},)),
    ),
    "closed-to-review": (
        closed(fields={"next_review_on": days(30)}), closed(fields={"next_review_on": days(-40)})
    ),
    "freehold-tenancy": (Given(leases=({"role": "tenant", "expires_on": years(1)},)), Given(leases=(LANDLORD,))),
    "vacant-in-use": (has(status="vacant"), Given({"status": "vacant", "holding": "vacant"}, occupations=())),
    "surplus-rated-core": (has(status="surplus", rag="red"), has(status="surplus", rag="green")),
    "uprn-of-another-body": (
        beside(uprn="100120600001"), beside(uprn="100120600001", status="sold", closed_on=TODAY, closed_reason="Sold")
    ),
    "title-of-another-body": (beside(titles=("WR1001",)), beside()),
    "overlaps-another-body": (beside(boundary=OUTLINE_BESIDE), beside(boundary=SLIVER_BESIDE)),
    "rating-old": (has(rag_assessed_on=years(-1)), has(rag_assessed_on=days(-300))),
    "review-passed": (has(next_review_on=days(-1)), has(next_review_on=TODAY)),
    "valuation-old": (
        has(book_value_date=years(-5)), Given({"book_value_date": years(-5)}, valuations=(years(-4),))
    ),
    "energy-expired": (has(energy_rating_expires_on=days(-1)), has(energy_rating_expires_on=TODAY)),
    "running-cost-old": (Given(cost_year=TODAY.year - 5), Given(cost_year=TODAY.year - 2)),
}  # fmt: skip
