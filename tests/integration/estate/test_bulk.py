"""An officer changes many properties at once: she sees what would change, all or none of it, and takes it back."""

from __future__ import annotations

from typing import Any

import pghistory
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from estate.models import BulkEdit, Property, RagAssessment
from estate.selectors.bulk import digest, preview, told
from estate.services import bulk as services
from estate.services.judgements import Judgement
from estate.services.rating import rate
from tests.factories import make_officer, make_organisation, make_person, make_property
from totalplace.choices import Role
from totalplace.selectors.history import history_of

pytestmark = pytest.mark.django_db
GREEN = Judgement("green", "declared_surplus")


@pytest.fixture
def ann() -> Any:
    return make_officer("WCC")


@pytest.fixture
def three() -> list[Property]:
    return [make_property("WCC", name=f"Depot {n}", tenure="freehold", use="depot") for n in range(3)]


def mine(user: Any) -> Any:
    return Property.objects.visible_to(user).filter(organisation__code="WCC")


def begun(user: Any, rating: Judgement | None = None, **fields: Any) -> BulkEdit:
    edit = services.begin(user=user, chosen=mine(user))
    return services.describe(user=user, edit=edit, fields=fields, rating=rating, reason="Estate review")


def values(*names: str) -> list[tuple[Any, ...]]:
    return list(Property.objects.order_by("pk").values_list(*names))


def test_the_preview_counts_and_tells_before_and_after_and_changes_nothing(ann, three):
    Property.objects.filter(pk=three[0].pk).update(tenure="leasehold")
    before = values("tenure", "version")
    seen = preview(begun(ann, tenure="leasehold", use=""), user=ann)
    assert [(f.label, f.after, f.count) for f in seen.fields] == [("Tenure", "Leasehold", 2), ("Use", "not known", 3)]
    assert (seen.total, seen.touched) == (3, 3)
    assert seen.rows[0].details == [("Use", "Depot or store", "not known")]
    assert values("tenure", "version") == before


@pytest.mark.django_db(transaction=True)
def test_it_is_one_change_in_the_history_with_one_reason_and_goes_back_as_one(ann, three):
    with pghistory.context(username="ann"):
        edit = services.apply(user=ann, edit=begun(ann, GREEN, tenure="leasehold", is_community_asset=True))
    assert values("tenure", "is_community_asset", "rag") == [("leasehold", True, "green")] * 3
    changes = [history_of(prop, user=ann)[0] for prop in three]
    assert len({change.change_id for change in changes}) == 1
    assert {change.why for change in changes} == {"Estate review"}
    assert ("Tenure", "Freehold", "Leasehold") in {(d.label, d.before, d.after) for d in changes[0].differences}
    undone = services.undo(user=ann, edit=edit)
    assert undone.status == "undone"
    assert values("tenure", "is_community_asset", "rag", "rag_assessed_on") == [("freehold", None, "", None)] * 3


def test_what_is_so_already_is_not_written_again(ann, three):
    Property.objects.filter(pk=three[0].pk).update(tenure="leasehold")
    edit = begun(ann, tenure="leasehold")
    version = Property.objects.get(pk=three[0].pk).version
    services.apply(user=ann, edit=edit)
    assert Property.objects.get(pk=three[0].pk).version == version


def test_a_second_click_does_it_once(ann, three):
    edit = begun(ann, GREEN)
    services.apply(user=ann, edit=edit)
    services.apply(user=ann, edit=edit)
    assert RagAssessment.objects.count() == 3
    services.undo(user=ann, edit=edit)
    services.undo(user=ann, edit=edit)
    assert values("rag") == [("",)] * 3


def test_undo_keeps_what_was_edited_since_and_names_it(ann, three):
    edit = services.apply(user=ann, edit=begun(ann, tenure="leasehold"))
    Property.objects.filter(pk=three[1].pk).update(name="Renamed")
    with pytest.raises(services.LaterEdits) as refused:
        services.undo(user=ann, edit=edit)
    assert list(refused.value.references) == [three[1].reference]
    assert values("tenure") == [("leasehold",)] * 3


def test_one_forbidden_row_and_one_that_is_hidden_are_told_alike(ann, three):
    theirs = make_property("BDC", name="Theirs")
    hidden = make_property("BDC", name="Refuge", is_sensitive=True)
    told = []
    for other in (theirs.reference, hidden.reference, "WP-999999999"):
        references = [three[0].reference, other]
        chosen = Property.objects.visible_to(ann).filter(reference__in=references)
        with pytest.raises(ValidationError) as refused:
            services.begin(user=ann, chosen=chosen, expected=2)
        told.append(refused.value.messages)
    assert told[0] == told[1] == told[2] == [services.NOT_YOURS.format(count="1", total="2")]
    assert not BulkEdit.objects.exists()


def test_5001_are_refused_and_5000_are_taken(ann):
    body = make_organisation("WCC")
    Property.objects.bulk_create(Property(organisation=body, name=f"P{n}") for n in range(5001))
    with pytest.raises(ValidationError, match="at most 5,000"):
        services.begin(user=ann, chosen=mine(ann))
    Property.objects.order_by("-pk").first().delete()
    edit = services.begin(user=ann, chosen=mine(ann))
    services.describe(user=ann, edit=edit, fields={"tenure": "freehold"}, rating=GREEN, reason="Review")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        services.apply(user=ann, edit=edit)
    assert len(asked) < 40
    assert Property.objects.filter(tenure="freehold", rag="green").count() == 5000
    services.undo(user=ann, edit=edit)
    assert not Property.objects.exclude(tenure="", rag="").exists()


def test_the_right_lost_meanwhile_stops_all_of_it(ann, three):
    edit = begun(ann, tenure="leasehold")
    Property.objects.filter(pk=three[2].pk).update(organisation=make_property("BDC").organisation)
    with pytest.raises(services.NotAsSeen):
        services.apply(user=ann, edit=edit)
    assert ("leasehold",) not in values("tenure")
    assert preview(edit, user=ann).lost == 1


def test_a_clash_is_shown_as_it_was_theirs_and_mine_and_each_choice_is_kept(ann, three):
    edit = begun(ann, tenure="leasehold", use="office")
    Property.objects.filter(pk=three[0].pk).update(tenure="licence")
    Property.objects.filter(pk=three[1].pk).update(tenure="pfi", use="school")
    Property.objects.filter(pk=three[2].pk).update(name="Only renamed")
    with pytest.raises(services.NotAsSeen):
        services.apply(user=ann, edit=edit)
    clashes = told(preview(edit, user=ann).clashes)
    assert {(c.prop.pk, c.label, c.then, c.theirs, c.mine) for c in clashes} == {
        (three[0].pk, "Tenure", "Freehold", "Licence", "Leasehold"),
        (three[1].pk, "Tenure", "Freehold", "PFI or managed", "Leasehold"),
        (three[1].pk, "Use", "Depot or store", "School", "Office"),
    }
    # One at a time: the others wait.
    services.decide(user=ann, edit=edit, choices={clashes[0].key: "neither"})
    assert len(preview(edit, user=ann).clashes) == 3
    choices = {c.key: "theirs" if c.theirs == "Licence" or c.label == "Use" else "mine" for c in clashes}
    services.decide(user=ann, edit=edit, choices={clashes[0].key: choices[clashes[0].key]})
    assert len(preview(BulkEdit.objects.get(pk=edit.pk), user=ann).clashes) == 2
    services.decide(user=ann, edit=edit, choices=choices)
    edit = services.apply(user=ann, edit=BulkEdit.objects.get(pk=edit.pk))
    assert values("tenure", "use", "name")[:2] == [("licence", "office", "Depot 0"), ("leasehold", "school", "Depot 1")]
    assert values("tenure", "name")[2] == ("leasehold", "Only renamed")
    services.undo(user=ann, edit=edit)
    assert values("tenure", "use") == [("licence", "depot"), ("pfi", "school"), ("freehold", "depot")]


def test_rated_meanwhile_is_asked_even_where_the_colour_is_alike(ann, three):
    edit = begun(ann, rating=GREEN)
    boss = make_person("programme", [(Role.PROGRAMME, None)])
    rate(user=boss, property_id=three[0].pk, version=three[0].version, judgement=Judgement("green", "disposal"))
    Property.objects.filter(pk=three[1].pk).update(name="Only renamed")
    with pytest.raises(services.NotAsSeen):
        services.apply(user=ann, edit=edit)
    [clash] = told(preview(edit, user=ann).clashes)
    assert (clash.prop, clash.then, clash.theirs) == (
        three[0],
        "not known",
        "Green – surplus or available: For disposal",
    )
    edit = services.decide(user=ann, edit=edit, choices={clash.key: "theirs"})
    assert len(services.apply(user=ann, edit=edit).assessments) == 2


def test_all_are_decided_at_once_as_they_were_shown_and_no_other(ann, three):
    edit = begun(ann, tenure="leasehold")
    mine(ann).update(tenure="licence")
    shown = digest(preview(edit, user=ann).clashes)
    Property.objects.filter(pk=three[0].pk).update(tenure="pfi")
    with pytest.raises(services.NotAsSeen):
        services.decide_all(user=ann, edit=edit, whose="mine", seen=shown)
    services.decide(user=ann, edit=edit, choices={preview(edit, user=ann).clashes[0].key: "theirs"})
    edit = BulkEdit.objects.get(pk=edit.pk)
    services.decide_all(user=ann, edit=edit, whose="mine", seen=digest(preview(edit, user=ann).clashes))
    services.apply(user=ann, edit=BulkEdit.objects.get(pk=edit.pk))
    assert values("tenure") == [("pfi",), ("leasehold",), ("leasehold",)]
    with pytest.raises(ValidationError):
        services.decide_all(user=ann, edit=edit, whose="neither", seen=shown)


def test_who_chose_mine_is_asked_again_when_it_changes_once_more(ann, three):
    edit = begun(ann, tenure="leasehold")
    Property.objects.filter(pk=three[0].pk).update(tenure="licence")
    [clash] = preview(edit, user=ann).clashes
    services.decide(user=ann, edit=edit, choices={clash.key: "mine"})
    Property.objects.filter(pk=three[0].pk).update(tenure="pfi")
    with pytest.raises(services.NotAsSeen):
        services.apply(user=ann, edit=BulkEdit.objects.get(pk=edit.pk))


@pytest.mark.parametrize(
    ("fields", "rating", "reason", "field"),
    [
        ({"tenure": "castle"}, None, "x", "tenure"),
        ({"status": "sold"}, None, "x", "status"),
        ({"status": ""}, None, "x", "status"),
        ({"name": "Alike"}, None, "x", "name"),
        ({"organisation_id": 1}, None, "x", "organisation_id"),
        ({"reason_for_holding": "x" * 201}, None, "x", "reason_for_holding"),
        ({}, None, "x", "fields"),
        ({"tenure": "freehold"}, None, "  ", "reason"),
        ({}, Judgement("green", ""), "x", "rating_reason"),
    ],
)
def test_a_change_that_cannot_be_is_refused_by_field_with_a_remedy(ann, three, fields, rating, reason, field):
    edit = services.begin(user=ann, chosen=mine(ann))
    with pytest.raises(ValidationError) as refused:
        services.describe(user=ann, edit=edit, fields=fields, rating=rating, reason=reason)
    assert set(refused.value.message_dict) == {field}
    assert BulkEdit.objects.get().change == {}


def test_readers_begin_nothing_and_nobody_sees_anothers(client, ann, three):
    reader = make_person("pat", [(Role.PARTNER, None)])
    with pytest.raises(PermissionDenied):
        services.begin(user=reader, chosen=mine(reader))
    edit = begun(ann, tenure="leasehold")
    client.force_login(make_officer("BDC"))
    for step in ("", "check/", "done/", "undo/"):
        answer = (
            client.post(f"/estate/bulk/{edit.pk}/{step}")
            if step == "undo/"
            else client.get(f"/estate/bulk/{edit.pk}/{step}")
        )
        assert answer.status_code == 404


def test_the_whole_way_through_the_pages(client, ann, three):
    client.force_login(ann)
    page = client.post("/estate/bulk/?organisation=WCC", {"all": "yes"}, follow=True)
    assert "Change 3 properties" in page.content.decode()
    address = page.redirect_chain[-1][0]
    assert client.post(address, {"reason": "Review"}).status_code == 422
    said = {"tenure": "leasehold", "reason_for_holding_clear": "on", "rating": "amber", "reason": "Review"}
    assert "needs a reason" in client.post(address, said).content.decode()
    seen = client.post(address, said | {"rating_reason": "service_change"}, follow=True).content.decode()
    assert "3 of 3 properties would change" in seen
    done = client.post(f"{address}check/", follow=True)
    assert "3 properties changed" in done.content.decode()
    assert values("tenure", "rag") == [("leasehold", "amber")] * 3
    assert "was taken back" in client.post(f"{address}undo/", follow=True).content.decode()
    assert values("tenure", "rag") == [("freehold", "")] * 3
    assert "organisation=WCC" in done.content.decode()


def test_what_was_ticked_is_what_is_taken(client, ann, three):
    client.force_login(ann)
    ticked = [three[0].reference, three[2].reference]
    client.post("/estate/bulk/", {"chosen": ticked})
    assert BulkEdit.objects.get().property_ids == [three[0].pk, three[2].pk]
    nothing = client.post("/estate/bulk/", {})
    assert nothing.status_code == 422
    assert "Tick at least one property" in nothing.content.decode()
    assert client.post("/estate/bulk/?use=castle", {"all": "yes"}).status_code == 400
