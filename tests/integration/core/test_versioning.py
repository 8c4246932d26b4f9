"""Of two people who change one record at once, the second is told, and nothing of the first is lost."""

import threading

import pytest
from django.db import connections, transaction

from estate.models import Property
from tests.integration.core.estate_facts import body, officer, property_of
from totalplace.versioning import StaleRecord, lock_current

pytestmark = pytest.mark.django_db(transaction=True)


def rename(pk: int, version: int, name: str) -> None:
    with transaction.atomic():
        record = lock_current(Property.objects.all(), pk, version)
        record.name = name
        record.save(update_fields=["name"])


def test_a_change_to_what_was_seen_goes_through_and_moves_the_version():
    depot = property_of(body("WCC"))
    rename(depot.pk, depot.version, "New depot")
    now = Property.objects.get(pk=depot.pk)
    assert now.name == "New depot"
    assert now.version > depot.version


def test_a_change_to_an_older_version_is_refused_and_shows_what_is_there_now():
    depot = property_of(body("WCC"))
    rename(depot.pk, depot.version, "First")
    with pytest.raises(StaleRecord) as refused:
        rename(depot.pk, depot.version, "Second")
    assert refused.value.record.name == "First"
    assert refused.value.expected == depot.version
    assert refused.value.current == refused.value.record.version
    assert Property.objects.get(pk=depot.pk).name == "First"


def test_of_two_at_the_same_moment_exactly_one_is_stored():
    depot = property_of(body("WCC"))
    outcome: list[str] = []
    second_is_waiting = threading.Event()

    def second() -> None:
        try:
            second_is_waiting.set()
            rename(depot.pk, depot.version, "Second")
            outcome.append("stored")
        except StaleRecord:
            outcome.append("refused")
        finally:
            connections.close_all()

    with transaction.atomic():
        record = lock_current(Property.objects.all(), depot.pk, depot.version)
        other = threading.Thread(target=second)
        other.start()
        second_is_waiting.wait()
        other.join(0.3)
        assert other.is_alive(), "the second must wait for the first"
        record.name = "First"
        record.save(update_fields=["name"])
    other.join()
    assert outcome == ["refused"]
    assert Property.objects.get(pk=depot.pk).name == "First"


def test_a_record_that_the_person_may_not_change_is_not_there_for_her():
    wcc, bdc = body("WCC"), body("BDC")
    depot = property_of(wcc)
    with transaction.atomic(), pytest.raises(Property.DoesNotExist):
        lock_current(Property.objects.editable_by(officer("bob", bdc)), depot.pk, depot.version)


def test_without_a_transaction_there_is_nothing_to_hold_the_lock_in():
    depot = property_of(body("WCC"))
    with pytest.raises(transaction.TransactionManagementError):
        lock_current(Property.objects.all(), depot.pk, depot.version)
