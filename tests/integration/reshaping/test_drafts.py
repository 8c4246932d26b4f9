"""What was begun and never confirmed goes after a month; what was done stays, however old."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from estate.models import BulkEdit, Reshaping
from tests.factories import make_officer
from totalplace.choices import JobStatus
from totalplace.jobs import load_services, start
from totalplace.services import housekeeping

DAY = datetime.timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_drafts_nobody_confirmed_are_cleared_after_thirty_days_with_the_rest_of_the_day():
    officer = make_officer("WCC")

    def begun(model: type, days: int, status: str = "draft", **fields: object) -> str:
        made = model.objects.create(created_by=officer, property_ids=[1], status=status, **fields)
        model.objects.filter(pk=made.pk).update(created_at=timezone.now() - days * DAY)
        return str(made.pk)

    kept = {
        begun(Reshaping, 29, kind="split"), begun(Reshaping, 400, "applied", kind="merge"),
        begun(BulkEdit, 29, versions=[1]), begun(BulkEdit, 400, "undone", versions=[1]),
    }  # fmt: skip
    begun(Reshaping, 31, kind="split"), begun(Reshaping, 31, kind="merge"), begun(BulkEdit, 31, versions=[1])
    load_services()
    job = start(housekeeping.KIND, user=None, inline=True)
    assert job.status == JobStatus.DONE, job.error
    assert "3 drafts that nobody confirmed" in job.message
    left = [*Reshaping.objects.values_list("pk", flat=True), *BulkEdit.objects.values_list("pk", flat=True)]
    assert {str(pk) for pk in left} == kept
