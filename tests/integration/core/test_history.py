"""Whoever sees a property can read what happened to it: in words, with who, when and why, grouped as it was done."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from estate import registrations
from estate.models import Lease, LeaseBreak, Property
from tests.integration.core.estate_facts import at, body, officer, person, property_of, square
from totalplace.choices import Role
from totalplace.selectors.events import ChildRecords, register_history
from totalplace.selectors.history import Change, history_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def children() -> Iterator[None]:
    register_history(
        Property,
        ChildRecords(Lease, "property", named_by="counterparty"),
        ChildRecords(LeaseBreak, "lease__property", named_by="on"),
    )
    yield
    registrations.register_property_history()


def told(change: Change) -> dict[str, tuple[Any, Any]]:
    return {f"{d.record}: {d.label}" if d.record else d.label: (d.before, d.after) for d in change.differences}


def test_a_change_names_who_when_and_why_and_each_detail_in_words():
    wcc = body("WCC")
    ann = officer("ann", wcc)
    depot = property_of(wcc, tenure="freehold", book_value=Decimal(1200000), energy_rating_expires_on=date(2027, 3, 3))
    with pghistory.context(user=ann.pk, username="ann", reason="Valued for the accounts"):
        Property.objects.filter(pk=depot.pk).update(
            tenure="leasehold",
            book_value=Decimal("1250000.50"),
            gross_internal_area_m2=Decimal("1234.50"),
            energy_rating_expires_on=None,
        )
    newest, first = history_of(depot, user=ann)
    assert (newest.who, newest.why, newest.label) == ("ann", "Valued for the accounts", "Changed")
    assert told(newest) == {
        "Tenure": ("Freehold", "Leasehold"),
        "Book value": ("£1,200,000", "£1,250,000.50"),
        "Gross internal area": ("not known", "1,234.5 m²"),
        "Energy rating expires on": ("3 March 2027", "not known"),
    }
    assert (first.who, first.label) == ("Automatic process", "Added")
    assert told(first)["Organisation"] == (None, "Body WCC")
    assert "Description" not in told(first)


def test_leases_and_their_breaks_are_told_with_their_property_in_one_change():
    wcc = body("WCC")
    ann = officer("ann", wcc)
    depot = property_of(wcc)
    with pghistory.context(user=ann.pk, username="ann"):
        Property.objects.filter(pk=depot.pk).update(tenure="leasehold")
        lease = Lease.objects.create(property=depot, counterparty="Acme Ltd", annual_rent=Decimal(9000))
        LeaseBreak.objects.create(lease=lease, on=date(2030, 6, 1), notice_months=6)
    newest = history_of(depot, user=ann)[0]
    assert told(newest)["Tenure"] == ("not known", "Leasehold")
    assert told(newest)["Lease, Acme Ltd: Annual rent"] == (None, "£9,000")
    assert told(newest)["Lease break, 1 June 2030: Notice months"] == (None, "6")

    with pghistory.context(user=ann.pk, username="ann", reason="Surrendered"):
        lease.delete()
    gone = history_of(depot, user=ann)[0]
    assert gone.label == "Lease removed, lease break removed"
    assert told(gone)["Lease, Acme Ltd: Annual rent"] == ("£9,000", None)


def test_an_outline_is_told_by_its_area_and_how_far_it_moved():
    wcc = body("WCC")
    ann = officer("ann", wcc)
    depot = property_of(wcc, boundary=square(385000, 254000, 100), location=at(385010, 254010), location_source="given")
    Property.objects.filter(pk=depot.pk).update(boundary=square(385300, 254000, 110), location=at(385010, 254060))
    changes = told(history_of(depot, user=ann)[0])
    assert changes["Boundary"] == ("10,000 m²", "12,100 m², moved by 305 m")
    assert changes["Location"] == ("385010, 254010", "385010, 254060, moved by 50 m")


def test_a_hidden_site_has_no_history_for_those_who_may_not_see_it():
    wcc, bdc = body("WCC"), body("BDC")
    refuge = property_of(wcc, is_sensitive=True, name="Refuge")
    assert history_of(refuge, user=officer("ann", wcc))
    assert history_of(refuge, user=officer("bob", bdc)) == []
    assert history_of(refuge, user=person("pat", Role.PARTNER)) == []


def test_a_long_history_takes_no_more_queries_than_a_short_one():
    wcc = body("WCC")
    ann = officer("ann", wcc)
    depot = property_of(wcc)
    with pghistory.context(username="ann"):  # Names are asked for where there is a person.
        Property.objects.filter(pk=depot.pk).update(name="Store")
    history_of(depot, user=ann)  # Reads her rights, once.
    with CaptureQueriesContext(connection) as short:
        history_of(depot, user=ann)
    for number in range(12):
        with pghistory.context(username="ann"):
            Property.objects.filter(pk=depot.pk).update(name=f"Depot {number}")
            Lease.objects.create(property=depot, counterparty=f"Tenant {number}")
    with CaptureQueriesContext(connection) as long:
        assert len(history_of(depot, user=ann)) == 14
    assert len(long) == len(short)


def test_what_one_transaction_did_without_a_person_is_one_change():
    wcc = body("WCC")
    depot = property_of(wcc)
    with connection.cursor() as cursor:
        cursor.execute(
            "BEGIN; UPDATE estate_property SET name = 'A'; UPDATE estate_property SET postcode = 'WR5 2NP';COMMIT"
        )
    newest = history_of(depot, user=officer("ann", wcc))[0]
    assert told(newest) == {"Name": ("Depot", "A"), "Postcode": ("not known", "WR5 2NP")}
    assert newest.who == "Automatic process"
