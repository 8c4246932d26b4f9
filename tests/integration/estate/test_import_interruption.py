"""Work on an import that stopped says so on its page, and can be run again or let go of."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import import_files as files
from tests.factories import make_officer
from tests.import_steps import as_guessed, begun, page, work
from totalplace.choices import ImportStatus, JobStatus
from totalplace.models import ImportBatch, Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stopped(client) -> ImportBatch:
    """An import whose worker was killed: its job says "running", and nobody runs it."""
    officer = make_officer("WCC")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    client.organisation = officer.memberships.get().organisation
    batch = begun(client, files.csv_of([files.TOWN_HALL]))
    client.post(reverse("import_columns", args=[batch.pk]), as_guessed(client, batch))
    Job.objects.update(status=JobStatus.RUNNING)
    batch.refresh_from_db()
    return batch


def test_an_interrupted_check_says_so_and_runs_again(client, stopped):
    words = page(client, "import_progress", stopped)
    assert "The import stopped" in words
    assert "Nothing half done was stored" in words
    client.post(reverse("import_run_again", args=[stopped.pk]))
    work()
    stopped.refresh_from_db()
    assert (stopped.status, stopped.counts["new"]) == (ImportStatus.STAGED, 1)


def test_a_page_that_polls_is_sent_to_what_stopped(client, stopped):
    answer = client.get(reverse("import_progress", args=[stopped.pk]), headers={"HX-Request": "true"})
    assert 'data-component="go-on"' in answer.content.decode()


def test_work_that_still_waits_shows_how_far_it_is(client, stopped):
    Job.objects.update(status=JobStatus.WAITING)
    words = page(client, "import_progress", stopped)
    assert "Waiting to start" in words
    assert 'http-equiv="refresh"' in words
