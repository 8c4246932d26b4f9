"""A fault shared with a sensitive site is not there for those who may not see the site: in no list or count."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from estate.models import Property, PropertyTitle, QualityFinding, QualityTally, QualityWaiver, Title
from estate.selectors import quality as selectors
from estate.services.quality import check_everything, waive
from tests.factories import make_officer, make_person, make_property, point
from tests.integration.quality.conftest import make, sound_fields
from tests.integration.quality.examples import CORNER, OUTLINE_BESIDE, Given
from totalplace import afterwards
from totalplace.choices import Role

pytestmark = pytest.mark.django_db

SHARED = ("uprn-of-another-body", "title-of-another-body", "overlaps-another-body")


@pytest.fixture
def hall(place: None) -> Property:
    """County Hall, sound in itself, and a refuge of Bromsgrove's that shares its UPRN, its title and its ground."""
    hall = make(Given())
    refuge = make_property(
        "BDC", **(sound_fields() | {"name": "Refuge", "is_sensitive": True, "boundary": OUTLINE_BESIDE,
                                    "location": point(CORNER[0] + 60, CORNER[1] + 20)})
    )  # fmt: skip
    theirs = Title.objects.create(number="WR1001", organisation=refuge.organisation)
    PropertyTitle.objects.create(property=refuge, title=theirs)
    check_everything()
    return hall


@pytest.fixture
def people(place: None) -> dict[str, Any]:
    return {
        "partner": make_person("partner", [(Role.PARTNER, None)]),
        "officer-wcc": make_officer("WCC"),
        "officer-bdc": make_officer("BDC"),
        "programme": make_person("programme", [(Role.PROGRAMME, None)]),
    }


def known_to(person: Any, prop: Property) -> dict[str, Any]:
    """Everything that a person could read of data quality, but for times."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    lists = {code: [each.property_id for each in selectors.findings(person, rule)] for code, rule in rules().items()}
    return {
        "faults": [each.rule.code for each in selectors.record_quality(prop, person).faults],
        "score": selectors.record_quality(prop, person).score,
        "counts": [(c.rule.code, c.applicable, c.failing, c.waived) for c in selectors.rule_counts(person)],
        "bodies": [(b.organisation.code, b.quality) for b in selectors.body_quality(person)],
        "months": [(m.month, m.quality) for m in selectors.months(person)],
        "lists": lists,
        "new": list(selectors.new_faults(person, datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)).values("rule")),
        "filtered": {
            code: client.get(f"/estate/?quality={code}").content.decode().count(prop.reference)
            for code in (*SHARED, "high", "medium")
        },
    }


def rules() -> dict[str, Any]:
    return {c.rule.code: c.rule for c in selectors.rule_counts(None)}


@pytest.mark.parametrize("person", ["partner", "officer-wcc"])
def test_the_register_reads_as_if_the_refuge_had_never_been(
    hall: Property, people: dict[str, Any], person: str
) -> None:
    with_it = known_to(people[person], hall)
    assert with_it["faults"] == []
    Property.objects.filter(name="Refuge").delete()
    check_everything()
    assert known_to(people[person], hall) == with_it


def test_those_who_see_every_site_see_the_fault_on_both(hall: Property, people: dict[str, Any]) -> None:
    known = known_to(people["programme"], hall)
    assert set(known["faults"]) == set(SHARED)
    assert all(len(known["lists"][code]) == 2 for code in SHARED)
    assert all(known["filtered"][code] for code in SHARED)
    counted = {code: failing for code, _, failing, _ in known["counts"]}
    assert [counted[code] for code in SHARED] == [2, 2, 2]


def test_the_sites_own_officer_sees_it_on_her_site_alone(hall: Property, people: dict[str, Any]) -> None:
    known = known_to(people["officer-bdc"], hall)
    assert known["faults"] == []
    assert {code: len(known["lists"][code]) for code in SHARED} == dict.fromkeys(SHARED, 1)
    counted = {code: failing for code, _, failing, _ in known["counts"]}
    assert [counted[code] for code in SHARED] == [1, 1, 1]


def test_a_site_that_becomes_sensitive_takes_the_fault_away_at_once(hall: Property, people: dict[str, Any]) -> None:
    Property.objects.filter(name="Refuge").update(is_sensitive=False)
    afterwards.follow_in_worker()
    assert set(known_to(people["partner"], hall)["faults"]) == set(SHARED)
    Property.objects.filter(name="Refuge").update(is_sensitive=True)
    # Even before anything is checked again, whoever reads is told nothing of it.
    assert [each.rule.code for each in selectors.record_quality(hall, people["partner"]).faults] == []
    afterwards.follow_in_worker()
    assert sum(failing for _, _, failing, _ in known_to(people["partner"], hall)["counts"]) == 0


def test_an_open_partner_stands_before_a_hidden_one(hall: Property, people: dict[str, Any]) -> None:
    make_property("BDC", **(sound_fields() | {"name": "Depot", "boundary": None}))
    afterwards.follow_in_worker()
    assert known_to(people["partner"], hall)["faults"] == ["uprn-of-another-body"]
    found = QualityFinding.objects.get(property=hall, rule="uprn-of-another-body")
    assert (found.partner.name, found.is_hidden) == ("Depot", False)


def test_a_waiver_of_a_hidden_fault_leaves_no_trace_on_the_open_property(
    hall: Property, people: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError, match="sensitive site"):
        waive(user=people["programme"], property_id=hall.pk, rule=SHARED[0], reason="Agreed.")
    refuge = Property.objects.get(name="Refuge")
    waive(user=people["officer-bdc"], property_id=refuge.pk, rule=SHARED[0], reason="Agreed.")
    assert not QualityWaiver.objects.filter(property=hall).exists()
    assert set(known_to(people["programme"], hall)["faults"]) == set(SHARED[1:])
    assert QualityTally.objects.visible_to(people["officer-wcc"]).filter(waived__gt=0).count() == 0
