"""A property edited between the check of a file and its applying: what meets is asked by field, the rest stands."""

from __future__ import annotations

import datetime

import pghistory
import pytest

from estate.models import Lease, Property
from estate.services.judgements import Judgement
from estate.services.rating import rate
from tests.factories import make_property
from tests.integration.imports.steps import actions, apply, staged
from totalplace.services import imports as services
from totalplace.services.imports import undoing

pytestmark = pytest.mark.django_db
ROW = {"Local reference": "A1", "Name": "Depot (file)", "Tenure": "Leasehold", "Postcode": "WR5 2NP"}


@pytest.fixture
def depot(officer):
    return make_property(local_reference="A1", name="Depot", tenure="freehold", postcode="WR5 2NP", condition="")


def edit(prop, **values):
    Property.objects.filter(pk=prop.pk).update(**values)


def row(batch, number=2):
    return batch.staged_properties.get(row=number)


def decide(officer, batch, **fields):
    services.resolve_conflicts(user=officer, batch=batch, choices={2: fields})


def test_what_others_changed_in_other_details_stands_beside_the_file_and_is_counted(officer, depot):
    batch = staged(officer, ROW)
    edit(depot, street="High Street", condition="B")
    assert apply(officer, batch) == 0
    depot.refresh_from_db()
    assert (depot.name, depot.tenure, depot.street, depot.condition) == (
        "Depot (file)",
        "leasehold",
        "High Street",
        "B",
    )
    assert batch.counts["merged"] == 1


def test_the_same_details_are_asked_one_by_one_in_three_states(officer, depot):
    batch = staged(officer, ROW)
    edit(depot, name="Depot (edited)", tenure="licence")
    assert apply(officer, batch) == 1
    assert row(batch).changes == {"name": ["Depot (edited)", "Depot (file)"], "tenure": ["licence", "leasehold"]}
    assert row(batch).disputed == {"name": "Depot", "tenure": "freehold"}
    decide(officer, batch, name="file", postcode="register", tenure="neither")
    assert (row(batch).action, row(batch).disputed) == ("conflict", {"tenure": "freehold"})
    assert apply(officer, batch) == 1, "one is still to be decided"
    decide(officer, batch, tenure="register")
    assert apply(officer, batch) == 0
    depot.refresh_from_db()
    assert (depot.name, depot.tenure) == ("Depot (file)", "licence")


def test_both_to_the_same_value_leaves_nothing_to_ask(officer, depot):
    batch = staged(officer, ROW)
    edit(depot, name="Depot (file)", tenure="leasehold")
    assert apply(officer, batch) == 0
    assert actions(batch) == {2: "unchanged"}


def test_a_detail_that_the_file_only_repeated_is_not_taken_back_unasked(officer, depot):
    batch = staged(officer, ROW)
    edit(depot, postcode="WR1 1AA")
    assert apply(officer, batch) == 1
    assert row(batch).disputed == {"postcode": "WR5 2NP"}
    decide(officer, batch, postcode="register")
    # Decided once is decided, whatever else is edited before it is applied.
    edit(depot, street="High Street")
    assert apply(officer, batch) == 0
    depot.refresh_from_db()
    assert (depot.name, depot.postcode) == ("Depot (file)", "WR1 1AA")


def test_a_rating_is_decided_as_one(officer, programme, depot):
    today = datetime.date.today()
    batch = staged(officer, ROW | {"RAG": "green", "Next review": str(today + datetime.timedelta(days=90))})
    rate(user=programme, property_id=depot.pk, version=depot.version, judgement=Judgement("red", "no_change"))
    assert apply(officer, batch) == 1
    decide(officer, batch, rag="register")
    assert set(row(batch).changes) == {"name", "tenure"}
    assert apply(officer, batch) == 0
    depot.refresh_from_db()
    assert (depot.rag, depot.name) == ("red", "Depot (file)")


def test_a_rating_older_than_one_given_meanwhile_does_not_vanish_without_a_word(officer, programme, depot):
    batch = staged(officer, ROW | {"RAG": "green", "RAG assessed on": "2020-01-01"})
    rate(user=programme, property_id=depot.pk, version=depot.version, judgement=Judgement("red", "no_change"))
    assert apply(officer, batch) == 1
    assert "rag" in row(batch).disputed


def test_a_lease_left_to_the_register_is_not_added(officer, depot):
    lease = Lease.objects.create(property=depot, counterparty="Acme", annual_rent=100)
    batch = staged(officer, ROW | {"Annual rent (£)": "5000", "Landlord": "Bold"})
    lease.delete()
    assert apply(officer, batch) == 1
    decide(officer, batch, lease_annual_rent="file", lease_counterparty="register")
    assert apply(officer, batch) == 0
    kept = depot.leases.get()
    assert (kept.annual_rent, kept.counterparty) == (5000, "")


def test_hundreds_are_decided_at_once_and_again_when_they_change_once_more(officer, depot):
    others = [make_property(local_reference=f"B{n}", name=f"Site {n}") for n in range(120)]
    rows = [{"Local reference": f"B{n}", "Name": f"Site {n} (file)"} for n in range(120)]
    batch = staged(officer, ROW, *rows)
    Property.objects.filter(pk__in=[each.pk for each in others]).update(name="Renamed")
    assert apply(officer, batch) == 120
    services.resolve_all(user=officer, batch=batch, stands="file")
    edit(others[0], name="Renamed again")
    assert apply(officer, batch) == 1
    services.resolve_all(user=officer, batch=batch, stands="register")
    assert apply(officer, batch) == 0
    assert Property.objects.filter(name__endswith="(file)").count() == 120
    assert Property.objects.get(pk=others[0].pk).name == "Renamed again"


def test_what_was_left_to_the_register_stays_so_when_the_file_is_checked_again(officer, depot):
    other = make_property(local_reference="A2", name="Hall")
    batch = staged(officer, ROW, {"Local reference": "A2", "Name": "Hall (file)"})
    edit(depot, name="Depot (edited)")
    edit(other, name="Hall (edited)")
    assert apply(officer, batch) == 2
    services.resolve_conflicts(user=officer, batch=batch, choices={2: {"name": "register"}, 3: {"name": "register"}})
    edit(other, name="Hall (edited again)")
    services.correct_cell(user=officer, batch=batch, row=2, field="postcode", value="WR1 1AA")
    assert set(row(batch).changes) == {"tenure", "postcode"}
    # Another value than the one it was left to is to be looked at again.
    assert row(batch, 3).changes == {"name": ["Hall (edited again)", "Hall (file)"]}


def test_a_property_gone_meanwhile_is_added_again_where_it_lies(officer, depot, programme):
    batch = staged(officer, ROW | {"Easting": "385000", "Northing": "255000"})
    depot.delete()
    assert apply(officer, batch) == 1
    assert row(batch).disputed is None
    services.resolve_conflicts(user=officer, batch=batch, choices={2: {"": "file"}})
    assert apply(officer, batch) == 0
    assert Property.objects.get().name == "Depot (file)"


def test_taking_an_import_back_is_in_the_history_where_it_touched_properties_alone(officer, depot):
    batch = staged(officer, ROW, {"Local reference": "A2", "Name": "New"})
    assert apply(officer, batch) == 0
    added = Property.objects.get(local_reference="A2")
    with pghistory.context(reason="Wrong year"):
        undoing.take_back(batch)
    events = Property.pgh_event_model.objects.filter(pgh_context__metadata__reason="Wrong year")
    kept = events.order_by("pgh_id").values_list("pgh_obj_id", "pgh_label", "name")
    assert list(kept) == [(depot.pk, "update", "Depot"), (added.pk, "delete", "New")]
