"""A sound record and the county around it: what each example changes."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from estate.models import Lease, Occupation, Property, PropertyTitle, QualityFinding, RunningCost, Title, Valuation
from estate.services.quality import check_properties
from tests.factories import make_organisation, make_property, point, square
from tests.integration.quality.examples import ANOTHERS_UPRN, CORNER, Given, days, years
from totalplace.models import Area, Postcode


@pytest.fixture
def place(db: Any) -> None:
    """A district, and postcodes of WR5 alone."""
    make_organisation("WCC", name="Worcestershire County Council")
    make_organisation("BDC", name="Bromsgrove District Council")
    Area.objects.create(
        code="E07000237", name="Worcester", level="district", boundary=square(380000, 250000, 20000),
        valid_from=datetime.date(2020, 1, 1),
    )  # fmt: skip
    Postcode.objects.create(postcode="WR5 2NP", location=point(CORNER[0] + 30, CORNER[1] + 10))


def sound_fields() -> dict[str, Any]:
    """A record that breaks no rule."""
    return {
        "name": "County Hall", "uprn": "100120600001", "street_number": "1", "street": "Spetchley Road",
        "post_town": "Worcester", "postcode": "WR5 2NP", "location": point(CORNER[0] + 20, CORNER[1] + 20),
        "location_source": "given", "boundary": square(*CORNER, 50), "category": "office", "use": "office",
        "status": "operational", "tenure": "freehold", "holding": "occupied", "gross_internal_area_m2": 500,
        "site_area_ha": "0.2500", "built_year": 1974, "condition": "B", "energy_rating": "C",
        "energy_rating_expires_on": years(3), "book_value": 1_000_000, "book_value_date": days(-300), "rag": "red",
        "rag_assessed_on": days(-60), "next_review_on": days(200),
    }  # fmt: skip


def make(given: Given, body: str = "WCC") -> Property:
    """The record that an example tells of, with what belongs to it and what stands beside it."""
    fields = sound_fields() | given.fields
    if fields["location"] is None:
        fields["location_source"] = ""
    made = make_property(body, **fields)
    _belongings(made, given)
    if given.beside is not None:
        apart = {"uprn": ANOTHERS_UPRN, "boundary": None, "location": point(CORNER[0] + 200, CORNER[1])}
        other = make_property("BDC", **(sound_fields() | apart | given.beside))
        _belongings(other, Given(titles=given.beside_titles))
    return made


def _belongings(made: Property, given: Given) -> None:
    for lease in given.leases:
        Lease.objects.create(property=made, **lease)
    for use, area in zip(("back_office", "front_office"), given.occupations, strict=False):
        Occupation.objects.create(property=made, organisation=made.organisation, use=use, area_m2=area)
    for number in given.titles:
        PropertyTitle.objects.create(
            property=made, title=Title.objects.get_or_create(number=number, organisation=made.organisation)[0]
        )
    for day in given.valuations:
        Valuation.objects.create(property=made, valued_on=day, basis="euv", amount=1)
    if given.cost_year is not None:
        RunningCost.objects.create(property=made, year=given.cost_year, amount=1000)


def found(made: Property) -> set[str]:
    """The rules that a property breaks, after a check of it alone."""
    check_properties([made.pk])
    return set(QualityFinding.objects.filter(property=made).values_list("rule", flat=True))
