"""A crash of the server empties the table of staged rows: an import notices, says so, and checks its file again."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from estate.models import Property
from tests import import_files as files
from tests.factories import make_officer, make_property
from tests.import_steps import apply, checked, page, work
from totalplace.choices import ImportStatus
from totalplace.services import imports as services

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(client):
    officer = make_officer("WCC")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    client.organisation = officer.memberships.get().organisation
    return officer


def crash() -> None:
    """What a crash of the server does to the table."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE estate_stagedproperty")


def test_the_staged_rows_are_not_written_ahead():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'estate_stagedproperty'")
        assert cursor.fetchone() == ("u",)


@pytest.mark.parametrize("step", ["import_preview", "import_faults", "import_apply"])
def test_no_page_shows_an_empty_import(client, officer, step):
    batch = checked(client, files.csv_of([files.TOWN_HALL]))
    crash()
    answer = client.get(reverse(step, args=[batch.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("import_progress", args=[batch.pk])
    assert "what was found in it was lost" in answer.content.decode()


def test_it_is_checked_again(client, officer):
    batch = checked(client, files.csv_of([files.TOWN_HALL]))
    crash()
    client.post(reverse("import_run_again", args=[batch.pk]))
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.counts["new"], batch.staged_properties.count()) == (ImportStatus.STAGED, 1, 1)
    assert "Town Hall" in page(client, "import_preview", batch)


def test_what_was_lost_is_not_applied(client, officer):
    batch = checked(client, files.csv_of([files.TOWN_HALL]))
    crash()
    with pytest.raises(ValidationError, match="was lost"):
        services.apply_import(user=officer, batch=batch, reason="Yearly return")


def lost_while_applying(client, officer):
    batch = checked(client, files.csv_of([files.TOWN_HALL]))
    services.apply_import(user=officer, batch=batch, reason="Yearly return")
    crash()
    return batch


def test_what_is_lost_before_it_is_applied_is_read_again_and_applied(client, officer):
    batch = lost_while_applying(client, officer)
    work()
    batch.refresh_from_db()
    assert batch.status == ImportStatus.APPLIED, batch.error
    assert Property.objects.count() == batch.counts["new"] == 1


def test_what_is_read_again_is_not_applied_unseen_over_later_edits(client, officer):
    batch = lost_while_applying(client, officer)
    make_property("WCC")
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.staged_properties.count()) == (ImportStatus.STAGED, 1)
    assert Property.objects.count() == 1
    assert "Look at it once more" in batch.error
    assert apply(client, batch).status == ImportStatus.APPLIED


def test_an_applied_import_shows_its_result_and_can_be_taken_back(client, officer):
    batch = apply(client, checked(client, files.csv_of([files.TOWN_HALL])))
    crash()
    assert "The import is in the register" in page(client, "import_result", batch)
    services.undo_import(user=officer, batch=batch, reason="Wrong file")
    work()
    batch.refresh_from_db()
    assert (batch.status, Property.objects.count()) == (ImportStatus.UNDONE, 0)
