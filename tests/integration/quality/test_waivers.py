"""A fault may stand for a reason, by a person, until a day; and that can be taken back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from estate.models import Property, QualityFinding, QualityWaiver
from estate.selectors import quality as selectors
from estate.services.quality import check_properties, waive, withdraw
from tests.factories import make_officer, make_person
from tests.integration.quality.conftest import make
from tests.integration.quality.examples import has
from totalplace.choices import Role
from totalplace.versioning import StaleRecord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]

TODAY = datetime.date.today()


@pytest.fixture
def officer() -> Any:
    return make_officer("WCC")


@pytest.fixture
def made(place: None) -> Property:
    """A property with two faults."""
    one = make(has(uprn="", condition=""))
    check_properties([one.pk])
    return one


def browser(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def counts(user: Any, code: str = "missing-uprn") -> tuple[int, int]:
    """(to mend, waived) as the pages count them."""
    count = next(each for each in selectors.rule_counts(user) if each.rule.code == code)
    return count.failing, count.waived


def test_a_waived_fault_no_longer_counts_and_is_listed_apart(officer: Any, made: Property) -> None:
    before = selectors.record_quality(made, officer)
    waive(user=officer, property_id=made.pk, rule="missing-uprn", reason="Land that no gazetteer has.")
    after = selectors.record_quality(made, officer)
    assert counts(officer) == (0, 1)
    assert [each.rule.code for each in after.faults] == ["missing-condition"]
    assert [(each.rule.code, each.waiver.waived_by) for each in after.waived] == [("missing-uprn", officer)]
    assert after.score > before.score
    page = browser(officer).get("/estate/quality/missing-uprn/?show=waived").content.decode()
    assert "Land that no gazetteer has." in page
    assert made.reference not in browser(officer).get("/estate/?quality=missing-uprn").content.decode()


def test_a_waiver_withdrawn_lets_the_fault_count_again(officer: Any, made: Property) -> None:
    waiver = waive(user=officer, property_id=made.pk, rule="missing-uprn", reason="For now.")
    waiver.refresh_from_db()
    withdraw(user=officer, waiver=waiver, version=waiver.version)
    assert counts(officer) == (1, 0)
    again = waive(user=officer, property_id=made.pk, rule="missing-uprn", reason="Once more.")
    assert counts(officer) == (0, 1)
    with pytest.raises(StaleRecord):
        withdraw(user=officer, waiver=again, version=1)
    assert counts(officer) == (0, 1)


def test_a_waiver_ends_with_its_last_day(officer: Any, made: Property) -> None:
    waive(user=officer, property_id=made.pk, rule="missing-uprn", reason="Until it is known.", until=TODAY)
    check_properties([made.pk])
    assert counts(officer) == (0, 1)
    QualityWaiver.objects.update(until=TODAY - datetime.timedelta(days=1))
    check_properties([made.pk])
    assert counts(officer) == (1, 0)
    waive(user=officer, property_id=made.pk, rule="missing-uprn", reason="Another year.")
    assert counts(officer) == (0, 1)


def test_a_fault_that_is_mended_takes_its_waiver_out_of_the_count(officer: Any, made: Property) -> None:
    waive(user=officer, property_id=made.pk, rule="missing-uprn", reason="For now.")
    Property.objects.filter(pk=made.pk).update(uprn="100120600001")
    check_properties([made.pk])
    assert counts(officer) == (0, 0)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": " "}, "Say why"),
        ({"reason": "x" * 501}, "500 characters"),
        ({"reason": "So", "until": TODAY - datetime.timedelta(days=1)}, "has passed"),
        ({"reason": "So", "rule": "missing-name"}, "mended or waived meanwhile"),
    ],
)
def test_a_waiver_that_says_nothing_or_is_about_nothing_is_refused(
    officer: Any, made: Property, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        waive(user=officer, property_id=made.pk, **({"rule": "missing-uprn"} | given))
    assert not QualityWaiver.objects.exists()


def test_only_who_may_change_the_property_waives(made: Property) -> None:
    for person in (make_officer("BDC"), make_person("analyst", [(Role.ANALYST, None)])):
        with pytest.raises(PermissionDenied):
            waive(user=person, property_id=made.pk, rule="missing-uprn", reason="Not mine.")
        assert browser(person).get(f"/estate/{made.reference}/waive/missing-uprn/").status_code == 403
    Property.objects.filter(pk=made.pk).update(is_sensitive=True)
    with pytest.raises(Property.DoesNotExist):
        waive(user=make_officer("RBC"), property_id=made.pk, rule="missing-uprn", reason="Not mine.")


def test_the_pages_ask_why_store_it_and_take_it_back(officer: Any, made: Property) -> None:
    client, address = browser(officer), f"/estate/{made.reference}/waive/missing-uprn/"
    assert "No UPRN" in client.get(address).content.decode()
    for wrong in ({"reason": ""}, {"reason": "So", "until": "31/02/2027"}, {"reason": "So", "until": "1/1/2020"}):
        answer = client.post(address, wrong)
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()
    assert client.post(address, {"reason": "Land.", "until": "31/3/2090"}).status_code == 302
    waiver = QualityWaiver.objects.get()
    assert (waiver.until, waiver.waived_by) == (datetime.date(2090, 3, 31), officer)
    # Pressed twice, or open in two tabs: the second learns that there is nothing left to do.
    assert client.post(address, {"reason": "Land."}).status_code == 302
    assert QualityWaiver.objects.count() == 1
    page = client.get(f"/estate/{made.reference}/").content.decode()
    assert "Land." in page
    away = f"/estate/quality/waivers/{waiver.pk}/withdraw/"
    assert "Withdraw this waiver?" in client.get(away).content.decode()
    assert client.post(away, {"version": waiver.version}).status_code == 302
    assert not QualityFinding.objects.filter(is_waived=True).exists()
    assert client.get(away).status_code == 404
