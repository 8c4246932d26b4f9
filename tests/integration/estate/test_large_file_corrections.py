"""A correction in a file too large to check while a page waits is checked by a job, whose page says what was done."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import import_files as files
from tests.factories import make_officer
from tests.import_steps import checked, page, work
from totalplace.choices import ImportStatus
from totalplace.models import ImportBatch
from totalplace.services.imports import corrections

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def large(client, monkeypatch) -> ImportBatch:
    """A checked file with a wrong value, of more rows than are checked at once."""
    monkeypatch.setattr(corrections, "CHECKED_AT_ONCE", 1)
    officer = make_officer("WCC")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    client.organisation = officer.memberships.get().organisation
    wrong = (*files.DEPOT[:5], "borrowed", *files.DEPOT[6:])
    return checked(client, files.csv_of([files.TOWN_HALL, wrong]))


def correct(client, batch: ImportBatch, **headers: str):
    cell = {"row": "3", "field": "tenure", "value": "Freehold"}
    return client.post(reverse("import_correct", args=[batch.pk]), cell, headers=headers)


def test_a_corrected_cell_leads_to_the_progress_and_stands_once_checked(client, large):
    assert large.counts["refused"] == 1
    answer = correct(client, large)
    assert answer.headers["Location"] == reverse("import_progress", args=[large.pk])
    assert "Row 3 was changed. The file is large" in page(client, "import_progress", large)
    work()
    large.refresh_from_db()
    assert (large.status, large.counts["refused"]) == (ImportStatus.STAGED, 0)


def test_a_cell_corrected_in_place_sends_the_browser_on(client, large):
    answer = correct(client, large, **{"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("import_progress", args=[large.pk])


def test_the_list_of_faults_is_as_narrow_after_the_check_as_before_the_correction(client, large):
    query = "severity=warning&code=unusual&page=1"
    cell = {"row": "3", "field": "tenure", "value": "lent to us", "query": f"{query}&next=https://evil.example"}
    answer = client.post(reverse("import_correct", args=[large.pk]), cell)
    assert answer.headers["Location"] == f"{reverse('import_progress', args=[large.pk])}?{query}"
    assert f'hx-get="{answer.headers["Location"].replace("&", "&amp;")}"' in client.get(answer.headers["Location"]).text
    work()
    onward = client.get(answer.headers["Location"])
    assert onward.headers["Location"] == f"{reverse('import_faults', args=[large.pk])}?{query}"
    part = client.get(answer.headers["Location"], headers={"HX-Request": "true"})
    assert f'href="{onward.headers["Location"].replace("&", "&amp;")}"' in part.text


def test_a_row_left_out_is_left_out_once_checked(client, large):
    answer = client.post(reverse("import_skip", args=[large.pk]), {"row": ["3"]})
    assert answer.headers["Location"] == reverse("import_progress", args=[large.pk])
    assert "Row 3 is left out" in page(client, "import_progress", large)
    work()
    large.refresh_from_db()
    assert (large.status, large.counts["skipped"]) == (ImportStatus.STAGED, 1)
