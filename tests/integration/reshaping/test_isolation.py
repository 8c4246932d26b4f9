"""What a split or merge must never give away, and what nobody may do by it; and that files still come and go."""

from __future__ import annotations

import io

import pytest

from estate.models import Lease, Property, Reshaping
from estate.selectors.export import HEADINGS, file_rows
from estate.selectors.paging import SORTS
from estate.selectors.splits import Part, SplitPlan, split_preview
from estate.services.bulk import NotAsSeen
from estate.services.splits import split as split_service
from tests.factories import make_officer, make_person, make_property
from tests.integration.imports.steps import applied, staged
from tests.integration.reshaping.steps import everything, merge, new_context, split, undo
from totalplace.choices import Role
from totalplace.importing.writers import write_csv
from totalplace.selectors.history import change_of, history_of
from totalplace.selectors.keyset import Order
from totalplace.selectors.past import put_backs


@pytest.fixture
def partner(ann):
    return make_person("partner", [(Role.PARTNER, "BDC")])


def test_a_relative_that_became_sensitive_is_not_inferable(client, works, partner):
    split(client, works)
    east = Property.objects.get(name="East yard")
    Property.objects.filter(pk=east.pk).update(is_sensitive=True)
    client.force_login(partner, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("", "history/", "history.csv"):
        answer = client.get(f"/estate/{works.reference}/{address}")
        page = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for word in (b"East yard", east.reference.encode(), b"Split into", b"Split or merge", b"may not see"):
            assert word not in page, (address, word)
    assert client.get(f"/estate/{east.reference}/").status_code == 404


def test_what_went_to_another_property_is_not_put_back_or_changed_from_here(client, ann, works):
    lease = Lease.objects.get(counterparty="Acme")
    new_context()
    Lease.objects.filter(pk=lease.pk).update(annual_rent=999)
    rent = next(each for each in history_of(works, user=ann) if any(d.after == "£999" for d in each.differences))
    assert [each.field for each in put_backs(works, rent) if each.model == "lease"] == ["annual_rent"]
    split(client, works, **{f"leases-{lease.pk}": "2"})
    assert [
        each for each in put_backs(works, change_of(works, rent.change_id, user=ann)) if each.model == "lease"
    ] == []


def test_a_draft_of_a_property_that_passed_to_another_body_does_nothing(client, ann, works):
    plan = SplitPlan(True, [Part("One", boundary=works.boundary), Part("Two")])
    draft = Reshaping.objects.create(kind="split", created_by=ann, property_ids=[works.pk])
    seen = split_preview(works, plan).seen
    Property.objects.filter(pk=works.pk).update(organisation=make_property("BDC").organisation)
    before = everything()
    with pytest.raises(NotAsSeen):
        split_service(user=ann, reshaping=draft, plan=plan, reason="Mine", seen=seen)
    assert everything() == before
    assert client.get(f"/estate/splits/{draft.pk}/").status_code == 404


def test_it_is_not_taken_back_by_one_who_lost_the_right(client, ann, works, store):
    done = merge(client, works, store)
    Property.objects.filter(pk=store.pk).update(organisation=make_property("BDC").organisation)
    assert undo(client, done).status_code == 403
    client.force_login(make_officer("BDC"), backend="django.contrib.auth.backends.ModelBackend")
    assert undo(client, done).status_code == 404


def test_the_register_exported_after_a_split_and_a_merge_comes_back_with_no_difference(client, ann, works, store):
    split(client, works, {"goes_on": "no"}, name_1="West yard", local_reference_1="W3", local_reference_2="W4")
    west = Property.objects.get(name="West yard")
    merge(client, west, Property.objects.get(pk=store.pk))
    rows = list(
        file_rows(Property.objects.visible_to(ann).filter(organisation__code="WCC"), Order.named("name", SORTS))
    )
    assert len(rows) == 4
    text = io.StringIO()
    write_csv(text, HEADINGS, rows)
    before = everything()
    batch = staged(ann, text.getvalue().encode(), name="export.csv")
    assert {row.row: row.changes for row in batch.staged_properties.exclude(action="unchanged")} == {}
    applied(ann, text.getvalue().encode(), name="export.csv")
    assert everything() == before
