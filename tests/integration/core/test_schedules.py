"""What nobody starts is begun once a day, by one worker; and pages of signed-in people are kept by nobody."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.factories import make_person
from totalplace import schedules
from totalplace.choices import JobStatus
from totalplace.jobs import start
from totalplace.models import Job
from totalplace.services import housekeeping

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch):
    """A function that makes it a certain hour of 25 November 2026, or of another day."""

    def is_now(number: int, day: datetime.date = datetime.date(2026, 11, 25)) -> None:
        moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time(number, 30)))
        monkeypatch.setattr(schedules.timezone, "localtime", lambda *given: moment)

    return is_now


def test_each_is_begun_from_its_hour_on_and_once_a_day(hour):
    hour(2)
    assert schedules.start_due() == []
    hour(4)
    assert housekeeping.KIND in {job.kind for job in schedules.start_due()}
    Job.objects.update(created_at=timezone.make_aware(datetime.datetime(2026, 11, 25, 4, 30)))
    assert schedules.start_due() == []
    Job.objects.update(created_at=timezone.make_aware(datetime.datetime(2026, 11, 24, 4, 30)))
    assert housekeeping.KIND in {job.kind for job in schedules.start_due()}


def test_two_workers_begin_it_once(hour):
    # Today, for that is the day of the jobs that the database dates.
    hour(23, timezone.localdate())
    begin, made = threading.Barrier(4), []

    def worker() -> None:
        begin.wait()
        made.extend(schedules.start_due())
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kinds = [job.kind for job in Job.objects.all()]
    assert len(kinds) == len(set(kinds)) >= 2


def test_the_worker_clears_away_what_ended_long_ago_and_nothing_else(hour):
    hour(4)
    call_command("worker", once=True, interval=0)
    assert Job.objects.get(kind=housekeeping.KIND).status == JobStatus.DONE
    old = timezone.now() - datetime.timedelta(days=30)
    DBTaskResult.objects.update(finished_at=old, status=TaskResultStatus.SUCCESSFUL)
    Job.objects.filter(kind=housekeeping.KIND).update(created_at=old)
    hers = Job.objects.create(kind=housekeeping.KIND, started_by=make_person("ann"), finished_at=old)
    Job.objects.filter(pk=hers.pk).update(created_at=old)
    done = start(housekeeping.KIND, user=None, inline=True)
    assert done.status == JobStatus.DONE, done.error
    assert not DBTaskResult.objects.exists()
    assert set(Job.objects.filter(kind=housekeeping.KIND).values_list("pk", flat=True)) == {hers.pk, done.pk}


def test_nobody_keeps_what_a_signed_in_person_was_shown(static_files):
    client = Client()
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    client.force_login(make_person("ann"), backend=BACKEND)
    for address in ("/", "/account/", "/nowhere/", "/estate/"):
        assert client.get(address).headers["Cache-Control"] == "private, no-store", address
    from django.templatetags.static import static

    kept = client.get(static("css/app.css"))
    assert kept.status_code == 200
    assert "immutable" in kept.headers["Cache-Control"]
    kept.close()
