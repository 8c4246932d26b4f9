"""The page of a job: for the one who started it, with the way on when it is done or stopped."""

import json

import pytest
from django.test import Client

from tests.integration.core import work
from tests.integration.core.estate_facts import body, officer, person
from totalplace import jobs
from totalplace.choices import JobStatus, Role
from totalplace.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
assert work


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ann():
    return officer("ann", body("WCC"))


def test_whoever_started_it_sees_how_far_it_is(ann):
    job = Job.objects.create(
        kind="test.add-bodies", started_by=ann, status="running", done=40, total=80, message="Adding bodies"
    )
    with jobs._held_lock(job.pk):
        client = signed_in(ann)
        page = client.get(f"/jobs/{job.pk}/").content.decode()
        assert "Adding bodies…" in page
        assert 'max="100" value="50"' in page
        assert '<meta http-equiv="refresh"' in page
        part = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
        assert part.lstrip().startswith('<div class="app-progress"')
        told = json.loads(client.get(f"/jobs/{job.pk}/", headers={"Accept": "application/json"}).content)
        assert (told["status"], told["done"], told["total"], told["is_interrupted"]) == ("running", 40, 80, False)


def test_nobody_else_but_an_administrator_sees_it(ann):
    job = Job.objects.create(kind="test.refuse", started_by=ann)
    assert signed_in(officer("bob", body("BDC"))).get(f"/jobs/{job.pk}/").status_code == 404
    assert signed_in(person("tom", Role.PROGRAMME)).post(f"/jobs/{job.pk}/retry/").status_code == 404
    assert signed_in(person("root", Role.ADMINISTRATOR)).get(f"/jobs/{job.pk}/").status_code == 200
    assert Client().get(f"/jobs/{job.pk}/").status_code == 302


def test_an_interrupted_job_says_so_and_is_run_again_by_a_button(ann):
    job = Job.objects.create(kind="test.add-bodies", arguments={"count": 2}, started_by=ann, status="running")
    client = signed_in(ann)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "It was interrupted before its end" in page
    assert "Run it again" in page
    assert client.post(f"/jobs/{job.pk}/retry/").url == f"/jobs/{job.pk}/"
    assert Job.objects.get(pk=job.pk).status == JobStatus.WAITING
    twice = client.post(f"/jobs/{job.pk}/retry/", follow=True).content.decode()
    assert "cannot be run again" in twice


def test_a_refused_job_shows_the_reason_and_the_remedy(ann):
    job = jobs.start("test.refuse", user=ann, inline=True)
    assert "The file has no rows. Choose another." in signed_in(ann).get(f"/jobs/{job.pk}/").content.decode()


def test_the_bar_leads_on_when_the_job_has_ended(ann):
    job = jobs.start("test.add-bodies", user=ann, arguments={"count": 1}, inline=True)
    answer = signed_in(ann).get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/jobs/{job.pk}/"
    page = signed_in(ann).get(f"/jobs/{job.pk}/").content.decode()
    assert "<p" in page
    assert "Run it again" not in page
