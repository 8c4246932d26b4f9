"""An officer reads what happened to a property, sees it on the map, and puts an earlier value back as a new change."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from decimal import Decimal
from typing import Any

import pghistory
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from estate.models import Lease, LeaseBreak, Property
from tests.factories import make_officer, make_person, make_property, square
from tests.integration.editing.steps import on_page
from totalplace.choices import Role
from totalplace.selectors.history import Change, history_of
from totalplace.selectors.past import PutBack, moved, put_backs
from totalplace.services.records import add_note
from totalplace.services.restoring import PutBackConflicts, put_back

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ann() -> Any:
    return make_officer("WCC")


@pytest.fixture
def depot(ann: Any) -> Property:
    return make_property("WCC", name="Depot", tenure="freehold", book_value=Decimal(100))


def edit(prop: Property, reason: str = "Tidied", **values: Any) -> None:
    with pghistory.context(username="ann", reason=reason):
        Property.objects.filter(pk=prop.pk).update(**values)


def newest(prop: Property, user: Any) -> Change:
    return history_of(prop, user=user)[0]


def offered(prop: Property, user: Any) -> dict[str, PutBack]:
    return {each.label: each for each in put_backs(prop, newest(prop, user))}


def test_an_edit_by_sql_is_told_with_before_and_after_on_the_page(client, ann, depot):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE estate_property SET tenure = 'leasehold' WHERE id = %s", [depot.pk])
    client.force_login(ann)
    page = client.get(reverse("property_history", args=[depot.reference])).content.decode()
    assert re.search(r"Tenure</th><td[^>]*>Freehold</td><td[^>]*>Leasehold", page)
    assert "By Automatic process" in page
    assert "2 changes, newest first" in page


def test_a_detail_goes_back_as_a_new_change_that_can_be_put_back_again(ann, depot):
    edit(depot, tenure="leasehold", book_value=Decimal(250), name="Big depot")
    ways = offered(depot, ann)
    assert {label: way.before for label, way in ways.items()} == {
        "Name": "Depot", "Tenure": "Freehold", "Book value": "£100",
    }  # fmt: skip
    assert put_back(user=ann, owner=depot, choices=[ways["Tenure"], ways["Name"]], reason="Wrong file") == 2
    depot.refresh_from_db()
    assert (depot.tenure, depot.name, depot.book_value) == ("freehold", "Depot", Decimal(250))
    last = newest(depot, ann)
    assert (last.why, {(d.label, d.before, d.after) for d in last.differences}) == (
        "Wrong file",
        {("Tenure", "Leasehold", "Freehold"), ("Name", "Big depot", "Depot")},
    )
    put_back(user=ann, owner=depot, choices=[offered(depot, ann)["Tenure"]], reason="It was right")
    depot.refresh_from_db()
    assert depot.tenure == "leasehold"


def test_what_is_as_before_again_or_goes_by_a_rule_is_not_offered(ann, depot):
    edit(depot, tenure="leasehold", rag="red", rag_assessed_on=datetime.date(2026, 1, 1), name="New")
    change = newest(depot, ann)
    edit(depot, tenure="freehold")
    assert [way.label for way in put_backs(depot, change)] == ["Name"]


def test_a_removed_lease_comes_back_under_its_number_and_its_breaks_after_it(ann, depot):
    lease = Lease.objects.create(property=depot, counterparty="Acme", expires_on=datetime.date(2030, 1, 31))
    first = LeaseBreak.objects.create(lease=lease, on=datetime.date(2028, 2, 29), notice_months=6)
    numbers = lease.pk, first.pk
    with pghistory.context(username="ann", reason="By mistake"):
        lease.delete()
    ways = put_backs(depot, newest(depot, ann))
    assert {way.model for way in ways} == {"lease", "leasebreak"}
    with pytest.raises(ValidationError):
        put_back(user=ann, owner=depot, choices=[w for w in ways if w.model == "leasebreak"], reason="Back")
    assert (
        put_back(user=ann, owner=depot, choices=sorted(ways, key=lambda w: w.model, reverse=True), reason="Back") == 2
    )
    assert (depot.leases.get().pk, LeaseBreak.objects.get().pk) == numbers
    assert LeaseBreak.objects.get().notice_months == 6
    with pytest.raises(ValidationError, match="there again"):
        put_back(user=ann, owner=depot, choices=ways, reason="Twice")


def test_what_changed_since_it_was_looked_at_is_not_overwritten(ann, depot):
    edit(depot, tenure="leasehold")
    way = offered(depot, ann)["Tenure"]
    edit(depot, name="Only renamed")
    edit(depot, tenure="licence")
    with pytest.raises(PutBackConflicts) as refused:
        put_back(user=ann, owner=depot, choices=[way], reason="Back")
    [(chosen, conflict)] = refused.value.found
    assert ([c.field for c in chosen], [f.name for f in conflict.fields]) == (["tenure"], ["tenure"])
    depot.refresh_from_db()
    assert depot.tenure == "licence"


def test_what_others_changed_beside_it_does_not_stop_it(ann, depot):
    edit(depot, tenure="leasehold")
    way = offered(depot, ann)["Tenure"]
    edit(depot, name="Renamed", street="High Street")
    assert put_back(user=ann, owner=depot, choices=[way], reason="Back") == 1
    depot.refresh_from_db()
    assert (depot.tenure, depot.name, depot.street) == ("freehold", "Renamed", "High Street")


def test_changed_meanwhile_each_detail_is_chosen_on_the_page(client, ann, depot):
    edit(depot, tenure="leasehold", name="Big depot")
    address = reverse("property_change", args=[depot.reference, newest(depot, ann).change_id])
    ways = offered(depot, ann)
    edit(depot, tenure="licence", name="Great depot")
    client.force_login(ann)
    answer = client.post(address, {"details": [ways["Tenure"].key, ways["Name"].key], "reason": "Wrong file"})
    assert answer.status_code == 409
    told = {row.label: (row.base, row.theirs, row.mine, row.chosen) for row in answer.context["rows"]}
    assert told == {
        "Tenure": ("Leasehold", "Licence", "Freehold", ""),
        "Name": ("Big depot", "Great depot", "Depot", ""),
    }
    # One is left open: asked again, with all three states, and nothing stored.
    names = {row.label: row.name for row in answer.context["rows"]}
    again = client.post(address, on_page(answer) | {f"choose-{names['Name']}": "mine"})
    assert again.status_code == 409
    assert [(row.label, row.chosen, bool(row.error)) for row in again.context["rows"]] == [
        ("Tenure", "", True), ("Name", "mine", False),
    ]  # fmt: skip
    sent = on_page(again) | {f"choose-{names['Name']}": "mine", f"choose-{names['Tenure']}": "theirs"}
    assert client.post(address, sent).status_code == 302
    depot.refresh_from_db()
    assert (depot.tenure, depot.name) == ("licence", "Depot")
    assert newest(depot, ann).why == "Wrong file"


def test_theirs_in_every_detail_puts_nothing_back(client, ann, depot):
    edit(depot, tenure="leasehold")
    address = reverse("property_change", args=[depot.reference, newest(depot, ann).change_id])
    way = offered(depot, ann)["Tenure"]
    edit(depot, tenure="licence")
    client.force_login(ann)
    answer = client.post(address, {"details": [way.key], "reason": "Wrong file"})
    [row] = answer.context["rows"]
    after = client.post(address, on_page(answer) | {f"choose-{row.name}": "theirs"}, follow=True)
    assert "Nothing was put back" in after.content.decode()
    depot.refresh_from_db()
    assert depot.tenure == "licence"


def test_what_no_longer_fits_is_refused_in_words_and_nothing_of_it_stored(ann, depot):
    edit(depot, local_reference="A1", name="First")
    ways = [way for label, way in offered(depot, ann).items()]
    other = make_property("WCC", local_reference="taken")
    edit(other, local_reference="A2")
    with connection.cursor() as cursor:
        cursor.execute("SELECT local_reference FROM estate_propertyevent WHERE pgh_obj_id = %s", [depot.pk])
        before = cursor.fetchone()[0]
    edit(other, local_reference=before)
    with pytest.raises(ValidationError, match="already has a property with this local reference"):
        put_back(user=ann, owner=depot, choices=ways, reason="Back")
    depot.refresh_from_db()
    assert (depot.local_reference, depot.name) == ("A1", "First")


def test_nobody_reaches_another_property_nor_a_rating_through_a_change(ann, depot):
    theirs = make_property("BDC", tenure="freehold")
    edit(theirs, tenure="leasehold")
    event = Property.pgh_event_model.objects.filter(pgh_obj=theirs).latest("pk").pk
    theirs.refresh_from_db()
    for choice in (
        PutBack("property", event, "tenure", theirs.version),
        PutBack("property", event, "rag", theirs.version),
        PutBack("user", 1, "password", 0),
        PutBack("property", event, "", 0),
        PutBack("property", event, "no_such_field", theirs.version),
    ):
        with pytest.raises(ValidationError):
            put_back(user=ann, owner=depot, choices=[choice], reason="Back")
        with pytest.raises(PermissionDenied):
            put_back(user=ann, owner=theirs, choices=[choice], reason="Back")


def test_a_note_that_was_removed_stays_removed(ann, depot):
    note = add_note(user=ann, record=depot, text="Roof leaks")
    note.delete()
    assert put_backs(depot, newest(depot, ann)) == []
    event = type(note).pgh_event_model.objects.filter(pgh_label="delete").get()
    with pytest.raises(ValidationError):
        put_back(user=ann, owner=depot, choices=[PutBack("note", event.pk, "", 0)], reason="Back")


def test_a_boundary_that_moved_is_drawn_old_over_new(ann, depot):
    edit(depot, boundary=square(side=40))
    edit(depot, boundary=square(385100, side=60))
    drawn = moved(newest(depot, ann))
    roles = [(f["properties"]["role"], f["geometry"]["type"]) for f in drawn["features"]]
    assert ("old", "MultiPolygon") in roles
    assert ("new", "MultiPolygon") in roles
    east = {f["properties"]["role"]: f["geometry"]["coordinates"][0][0][0][0] for f in drawn["features"]
            if f["geometry"]["type"] == "MultiPolygon"}  # fmt: skip
    assert east["new"] > east["old"]


def test_the_page_of_a_change_puts_back_what_is_ticked_and_asks_for_a_reason(client, ann, depot):
    edit(depot, tenure="leasehold", boundary=square())
    address = reverse("property_change", args=[depot.reference, newest(depot, ann).change_id])
    client.force_login(ann)
    page = client.get(address).content.decode()
    assert "Put back as before this change" in page
    assert json.loads(re.search(r'id="moved-features"[^>]*>(.*?)</script>', page)[1])["features"]
    key = offered(depot, ann)["Tenure"].key
    assert "Say why" in client.post(address, {"details": [key]}).content.decode()
    assert "Choose at least one detail" in client.post(address, {"reason": "x"}).content.decode()
    answer = client.post(address, {"details": [key], "reason": "Wrong"}, follow=True)
    assert "1 detail is back as before" in answer.content.decode()
    again = client.post(address, {"details": [key], "reason": "Wrong"})  # A double click, or a second tab.
    assert again.status_code == 422
    assert "This is so again already" in again.content.decode()
    depot.refresh_from_db()
    assert depot.tenure == "freehold"


def test_who_may_only_read_sees_the_change_and_no_way_to_put_it_back(client, ann, depot):
    edit(depot, tenure="leasehold")
    reader = make_person("pat", [(Role.PARTNER, None)])
    key = offered(depot, ann)["Tenure"].key
    address = reverse("property_change", args=[depot.reference, newest(depot, ann).change_id])
    client.force_login(reader)
    page = client.get(address)
    assert "Leasehold" in page.content.decode()
    assert '<form method="post" class="app-narrow"' not in page.content.decode()
    assert client.post(address, {"details": [key], "reason": "x"}).status_code == 403
    assert client.get(reverse("property_change", args=[depot.reference, "no-such-change"])).status_code == 404


def test_an_auditor_takes_every_detail_away_as_a_file(client, ann, depot):
    edit(depot, tenure="leasehold", name="=SUM(A1)")
    client.force_login(ann)
    answer = client.get(reverse("property_history_csv", args=[depot.reference]))
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    last = [row for row in rows if row["Detail"] == "Tenure"][-1]
    assert (last["Before"], last["After"], last["Who"], last["Why"]) == ("Freehold", "Leasehold", "ann", "Tidied")
    assert not [row for row in rows if row["After"].startswith("=")]
    assert rows[0]["What"] == "Added"
