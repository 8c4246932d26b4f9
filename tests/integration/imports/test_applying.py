"""Applied as one change with one id, all or nothing; what was edited meanwhile stops it; and undone without a trace."""

import pghistory
import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from estate.models import Lease, Property, RagAssessment
from tests.factories import make_property, square
from tests.integration.imports.steps import actions, applied, apply, staged, whole_register
from tests.integration.imports.test_matching import FULL, HERE
from totalplace.models import Area, Note
from totalplace.services import imports as services
from totalplace.services.imports import undoing

pytestmark = pytest.mark.django_db


def make_squares():
    """Four districts and sixteen wards whose edges meet on the points the rows stand on."""
    for level, across in (("district", 2), ("ward", 4)):
        side = 20000 / across
        for index in range(across * across):
            west, south = 380000 + index % across * side, 250000 + index // across * side
            Area.objects.create(
                code=f"{level[0]}{index}", name=f"{level} {index}", level=level, valid_from="2020-01-01",
                boundary=MultiPolygon(Polygon.from_bbox((west, south, west + side, south + side)), srid=27700),
            )  # fmt: skip


def grid_rows():
    return [
        {
            "Local reference": f"A{x}-{y}",
            "Name": f"Hall {x} {y}",
            "Easting": 380000 + x * 2500,
            "Northing": 250000 + y * 2500,
        }
        for x in range(10)
        for y in range(10)
    ]


def test_an_import_is_one_change_with_its_person_and_reason(officer):
    batch = applied(officer, FULL, FULL | {"Local reference": "A2", "UPRN": ""})
    contexts = {event.pgh_context_id for event in Property.pgh_event_model.objects.all()}
    assert contexts == {batch.change_id}
    [context] = pghistory.models.Context.objects.filter(pk=batch.change_id)
    assert (context.metadata["username"], context.metadata["reason"]) == ("officer-wcc", "A test")
    assert context.metadata["import"] == batch.pk
    assert Property.pgh_event_model.objects.filter(pgh_label="insert").count() == 2


def test_rows_found_in_sets_lie_where_the_database_would_have_put_them(officer):
    make_squares()
    applied(officer, *grid_rows())
    in_sets = dict(Property.objects.values_list("local_reference", "district__name"))
    wards = dict(Property.objects.values_list("local_reference", "ward__name"))
    Property.objects.update(district=None, ward=None)
    assert dict(Property.objects.values_list("local_reference", "district__name")) == in_sets
    assert dict(Property.objects.values_list("local_reference", "ward__name")) == wards
    assert len(set(in_sets.values())) > 3


def test_areas_that_come_between_preview_and_apply_are_not_missed(officer):
    batch = staged(officer, *grid_rows()[11:13])
    make_squares()
    apply(officer, batch)
    assert not Property.objects.filter(district=None).exists()


def test_a_new_property_is_as_if_its_rating_had_been_given_by_hand(officer):
    applied(officer, FULL)
    stored = Property.objects.get()
    found = (stored.rag, stored.rag_assessed_on, stored.next_review_on)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT estate_rag_stands(ARRAY[%s])", [stored.pk])
    stored.refresh_from_db()
    assert (stored.rag, stored.rag_assessed_on, stored.next_review_on) == found


def test_a_row_edited_since_the_preview_stops_the_whole_import_until_it_is_decided(officer):
    first = make_property(local_reference="A1", name="Depot")
    make_property(local_reference="A2", name="Hall")
    batch = staged(
        officer, {"Local reference": "A1", "Name": "Depot (file)"}, {"Local reference": "A2", "Name": "Hall (file)"}
    )
    Property.objects.filter(pk=first.pk).update(name="Depot (edited)")
    assert apply(officer, batch) == 1
    assert batch.status == "staged"
    assert actions(batch) == {2: "conflict", 3: "changed"}
    assert set(Property.objects.values_list("name", flat=True)) == {"Depot (edited)", "Hall"}
    services.resolve_conflicts(user=officer, batch=batch, choices={2: {"name": "register"}})
    assert apply(officer, batch) == 0
    assert set(Property.objects.values_list("name", flat=True)) == {"Depot (edited)", "Hall (file)"}


def test_the_officer_may_let_the_files_value_stand_over_the_newer_one_she_was_shown(officer):
    first = make_property(local_reference="A1", name="Depot")
    batch = staged(officer, {"Local reference": "A1", "Name": "Depot (file)"})
    Property.objects.filter(pk=first.pk).update(name="Depot (edited)")
    apply(officer, batch)
    services.resolve_conflicts(user=officer, batch=batch, choices={2: {"name": "file"}})
    assert batch.staged_properties.get().changes == {"name": ["Depot (edited)", "Depot (file)"]}
    Property.objects.filter(pk=first.pk).update(name="Depot (edited again)")
    assert apply(officer, batch) == 1, "an edit after her decision is a conflict again"
    services.resolve_conflicts(user=officer, batch=batch, choices={2: {"name": "file"}})
    assert apply(officer, batch) == 0
    assert Property.objects.get().name == "Depot (file)"


@pytest.mark.parametrize("meanwhile", ["deleted", "lease", "added"])
def test_other_work_in_between_is_a_conflict_too(officer, meanwhile):
    first = make_property(local_reference="A1", name="Depot")
    rows = [
        {"Local reference": "A1", "Name": "Depot", "Annual rent (£)": "5000"},
        {"Local reference": "A2", "Name": "New"},
    ]
    batch = staged(officer, *rows)
    if meanwhile == "deleted":
        Property.objects.filter(pk=first.pk).delete()
    elif meanwhile == "lease":
        Lease.objects.create(property=first, annual_rent=4000)
    else:
        make_property(local_reference="A2", name="Somebody's")
    assert apply(officer, batch) == 1
    row = 3 if meanwhile == "added" else 2
    assert actions(batch)[row] == "conflict"
    services.resolve_all(user=officer, batch=batch, stands="file")
    assert apply(officer, batch) == 0
    assert Property.objects.get(local_reference="A1").leases.get().annual_rent == 5000
    assert Property.objects.get(local_reference="A2").name == "New"


def test_what_the_file_leaves_out_is_kept_or_closed_with_the_reason_given(officer):
    kept = make_property(local_reference="A1", name="Depot")
    gone = make_property(local_reference="A2", name="Hall")
    hidden_elsewhere = make_property("BDC", name="Theirs")
    batch = staged(officer, {"Local reference": "A1", "Name": "Depot"})
    later = make_property(local_reference="A3", name="Added since")
    apply(officer, batch, missing_action="close", missing_reason="Not in the 2025 list")
    states = {p.pk: (p.status, p.closed_reason) for p in Property.objects.all()}
    assert states[gone.pk] == ("closed", "Not in the 2025 list")
    assert {states[p.pk][0] for p in (kept, later, hidden_elsewhere)} == {"operational"}


# --- Undo --------------------------------------------------------------------------------------------


# In one transaction a context's id outlives its block, so what comes later here gets a context of its own.


def undo(batch):
    with pghistory.context(reason="Undo"):
        undoing.take_back(batch)


def test_undone_the_register_is_as_it_was_row_for_row(officer):
    make_squares()
    applied(officer, FULL)
    make_property(local_reference="A8", name="Gone from file", boundary=square())
    Property.objects.filter(local_reference="A8").update(book_value=5)
    before = whole_register()
    other = FULL | {
        "Name": "Depot North", "Easting": 389000, "RAG rating": "Green", "RAG assessed on": "01/07/2025",
        "Title numbers": "WR9", "Annual rent (£)": "1", "Running cost (£)": "2", "Lease expiry": "31/03/2040",
    }  # fmt: skip
    batch = staged(officer, other, FULL | {"Local reference": "A2", "UPRN": "", "Title numbers": "WR77"}, *grid_rows())
    apply(officer, batch, missing_action="close", missing_reason="Not in the list")
    assert whole_register() != before
    undo(batch)
    after = whole_register()
    for table, rows in before.items():
        assert after[table] == rows, table
    assert Property.pgh_event_model.objects.filter(pgh_context__metadata__reason="Undo").exists()


def test_an_import_that_later_edits_stand_on_stays_and_names_them(officer):
    batch = applied(officer, FULL, FULL | {"Local reference": "A2", "UPRN": ""}, {"Local reference": "A3", **HERE})
    first, second, third = Property.objects.order_by("local_reference")
    with pghistory.context(reason="Later"):
        Property.objects.filter(pk=first.pk).update(name="Edited")
        Note.objects.create(record=second, text="Visited", created_by=officer)
    before = whole_register()
    with pytest.raises(services.LaterEdits) as refusal:
        undo(batch)
    assert refusal.value.properties == sorted([first.reference, second.reference])
    assert third.reference not in str(refusal.value)
    assert whole_register() == before


def test_a_lease_edited_or_a_rating_added_later_is_an_edit_of_its_property(officer):
    batch = applied(officer, FULL, FULL | {"Local reference": "A2", "UPRN": ""})
    first, second = Property.objects.order_by("local_reference")
    with pghistory.context(reason="Later"):
        first.leases.update(annual_rent=1)
        RagAssessment.objects.create(property=second, rating="red", assessed_by=officer)
    with pytest.raises(services.LaterEdits) as refusal:
        undoing.refuse_later_edits(batch)
    assert refusal.value.properties == sorted([first.reference, second.reference])
