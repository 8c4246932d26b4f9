"""The demonstration's cohort is left to the worker: queued once, told on the page, run again after an accident."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from neets.choices.records import Purpose
from neets.models import YoungPerson
from neets.querysets.row_security import opened
from neets.services.demonstration import KIND
from tests.factories import make_person
from totalplace import jobs
from totalplace.choices import JobStatus
from totalplace.models import Job

pytestmark = pytest.mark.django_db


def asked(people: int = 60) -> list[Job]:
    call_command("load_young_people", "--by-worker", people=people, verbosity=0)
    return list(Job.objects.filter(kind=KIND))


def front() -> str:
    client = Client()
    client.force_login(make_person("lead", [("neet_lead", None)]), backend="django.contrib.auth.backends.ModelBackend")
    return client.get("/neets/").content.decode()


def test_it_is_queued_once_and_the_page_says_so_until_it_is_done() -> None:
    [queued] = asked()
    assert asked() == [queued]
    assert "are being loaded" in front()


def test_what_stopped_is_begun_again() -> None:
    [queued] = asked()
    Job.objects.filter(pk=queued.pk).update(status=JobStatus.FAILED, error="The database stopped answering.")
    [again] = asked()
    assert (again.pk, again.status) == (queued.pk, JobStatus.WAITING)


@pytest.mark.django_db(transaction=True)
def test_the_worker_loads_it_and_nothing_is_left_to_begin() -> None:
    [queued] = asked()
    jobs.run(queued.pk)
    queued.refresh_from_db()
    assert (queued.status, queued.error, queued.done) == (JobStatus.DONE, "", queued.total)
    with opened(Purpose.COUNTING):
        assert YoungPerson.objects.filter(is_synthetic=True).exists()
    assert asked() == [queued]
    assert "are being loaded" not in front()
