"""The database works out the dates of leases as the calculation does, and as they were worked out by hand."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estate.calc.lease_dates import Kind
from estate.models import Lease, LeaseBreak, LeaseReview
from estate.querysets.leases import KINDS
from estate.selectors.record import lease_record
from tests.factories import make_property
from tests.lease_year import LEASES, QUARTER_2028, TODAY, YEAR_2027, Written, rows

D = datetime.date


def stored(written: Written, found: dict[str, Lease]) -> Lease:
    """A lease of the hand-written set in the register; a renewal stands on the property of the lease it renews."""
    renewed = found.get(written.renews or "")
    prop = renewed.property if renewed else make_property(status=written.status, holding=written.holding)
    lease = Lease.objects.create(
        property=prop, role=written.role, expires_on=written.expires_on, inside_1954_act=written.in_act,
        starts_on=datetime.datetime.strptime(written.starts, "%d %b %Y") if written.starts else None,
        annual_rent=written.rent, counterparty="Acme Estates",
    )  # fmt: skip
    LeaseBreak.objects.bulk_create(LeaseBreak(lease=lease, on=on, notice_months=n) for on, n in written.break_days)
    LeaseReview.objects.bulk_create(LeaseReview(lease=lease, on=on) for on in written.review_days)
    return lease


def store_all() -> dict[str, Lease]:
    found: dict[str, Lease] = {}
    for written in LEASES:
        found[written.key] = stored(written, found)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "table"),
    [(D(2027, 1, 1), D(2027, 12, 31), YEAR_2027), (D(2028, 1, 1), D(2028, 3, 31), QUARTER_2028)],
)
def test_a_year_of_dates_is_as_worked_out_by_hand(first, last, table):
    keys = {lease.pk: key for key, lease in store_all().items()}
    found = Lease.objects.lease_events_between(first, last, today=TODAY)
    listed = [(on, until, KINDS[kind].value, keys[lease]) for on, kind, _, lease, _, until in found]
    assert sorted(listed) == sorted(rows(table))
    assert [row[0] for row in listed] == [row[0] for row in rows(table)], "in order"


# Days that months are hard to count from, and any others.
HARD = [D(2024, 2, 29), D(2028, 2, 29), D(2027, 2, 28), D(2027, 3, 1), D(2028, 3, 1), D(2027, 8, 31), D(2026, 12, 31)]
days = st.sampled_from(HARD) | st.dates(min_value=D(2024, 1, 1), max_value=D(2031, 12, 31))
leases = st.fixed_dictionaries(
    {
        "expires_on": st.none() | days,
        "inside_1954_act": st.sampled_from([True, True, False, None]),
        "role": st.sampled_from(["tenant", "landlord"]),
        "starts_on": st.none() | st.dates(min_value=D(2015, 1, 1), max_value=D(2023, 12, 31)),
    }
)
breaks = st.lists(st.tuples(days, st.none() | st.integers(0, 60)), max_size=3, unique_by=lambda each: each[0])
reviews = st.lists(days, max_size=2, unique=True)
sites = st.tuples(
    st.sampled_from(["operational", "surplus", "vacant", "construction"]), st.sampled_from(["", "occupied", "vacant"])
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(sites, st.lists(st.tuples(leases, breaks, reviews), max_size=3)), min_size=1, max_size=3),
    days, st.integers(0, 800), days, st.integers(1, 12),
)  # fmt: skip
def test_the_database_and_the_calculation_agree(db: Any, properties, first, length, today, most):
    last = first + datetime.timedelta(days=length)
    with transaction.atomic():
        for (status, holding), held in properties:
            prop = make_property(status=status, holding=holding)
            for fields, breaks, reviews in held:
                lease = Lease.objects.create(property=prop, **fields)
                LeaseBreak.objects.bulk_create(LeaseBreak(lease=lease, on=on, notice_months=n) for on, n in breaks)
                LeaseReview.objects.bulk_create(LeaseReview(lease=lease, on=on) for on in reviews)
        found = list(Lease.objects.lease_events_between(first, last, today=today))
        worked_out = [
            (date.on, KINDS.index(date.kind), lease.pk, date.until)
            for lease in Lease.objects.with_renewal().select_related("property")
            for date in lease_record(lease, lease.property, today).dates
            if date.on <= last and date.until >= first
        ]
        assert sorted((on, kind, lease, until) for on, kind, _, lease, _, until in found) == sorted(worked_out)
        assert found == sorted(found)
        assert list(Lease.objects.lease_events_between(first, last, today=today, most=most)) == found[:most]
        for kind in Kind:
            only = list(Lease.objects.lease_events_between(first, last, today=today, kinds=[kind]))
            assert only == [row for row in found if KINDS[row[1]] == kind]
        transaction.set_rollback(True)
