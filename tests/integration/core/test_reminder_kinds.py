"""Lease dates, new faults, and what others changed of what belongs to a property: each told once, in words."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pghistory
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from estate.calc.lease_dates import months_before
from estate.models import Lease, LeaseBreak, Occupation, Property, QualityFinding, RunningCost
from estate.services.quality import check_everything
from tests.factories import make_officer, make_organisation, make_person, make_property
from totalplace.choices import JobStatus, Role
from totalplace.jobs import start
from totalplace.models import News, NewsChoice, User
from totalplace.services import digests
from totalplace.services.news import choose, gather, stop_token

pytestmark = [pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://mail"
    settings.SITE_URL = "https://register.example.org/"


@pytest.fixture
def rosa() -> User:
    return make_officer("WCC")


@pytest.fixture
def tom() -> User:
    return make_person("tom", [(Role.PROGRAMME, None)])


def words(person: User, kind: str) -> list[str]:
    return sorted(News.objects.filter(user=person, kind=kind).values_list("words", flat=True))


def ending(months: int, code: str = "WCC", days: int = -3, **values: Any) -> Lease:
    """A lease that ends some days before so many months are over."""
    expires = months_before(TODAY(), -months) + datetime.timedelta(days=days)
    return Lease.objects.create(property=make_property(code, **values), role="tenant", expires_on=expires)


def found_yesterday(**values: Any) -> None:
    """As if what was found had been found so long ago that its day is over."""
    QualityFinding.objects.filter(**values).update(found_at=timezone.now() - datetime.timedelta(days=1))


def by(person: User) -> Any:
    return pghistory.context(user=person.pk, username=person.username, reason="Reason zqx")


# --- Lease dates ------------------------------------------------------------------------------------


def test_a_lease_date_is_told_of_at_twelve_six_three_months_and_one(rosa, monkeypatch):
    lease = ending(12)
    day, told = lease.expires_on, []
    for months in (12, 11, 6, 5, 3, 2, 1, 0):
        now = min(months_before(day, months), day) - datetime.timedelta(days=0)
        monkeypatch.setattr("estate.selectors.news.timezone.localdate", lambda now=now: now)
        before = News.objects.count()
        gather(rosa), gather(rosa)
        told.append(News.objects.count() - before)
    assert told == [1, 0, 1, 0, 1, 0, 1, 0]
    assert {each.kind for each in News.objects.all()} == {"estate.lease"}


def test_one_that_came_in_late_is_told_of_once_and_a_moved_day_is_another_thing(rosa):
    lease = ending(1)
    gather(rosa)
    assert len(words(rosa, "estate.lease")) == 1
    assert words(rosa, "estate.lease")[0].startswith("expiry on ")
    Lease.objects.filter(pk=lease.pk).update(expires_on=lease.expires_on + datetime.timedelta(days=1))
    gather(rosa)
    assert len(words(rosa, "estate.lease")) == 2


def test_breaks_and_their_notice_are_told_and_what_is_far_past_or_anothers_is_not(rosa):
    lease = ending(60)
    LeaseBreak.objects.create(lease=lease, on=months_before(TODAY(), -11), notice_months=6)
    ending(13, days=3), ending(0, days=-40), ending(2, "BDC")
    gather(rosa)
    assert [each.split(" on ")[0] for each in words(rosa, "estate.lease")] == ["break", "last day for notice to break"]


# --- Faults -----------------------------------------------------------------------------------------


def test_a_fault_is_told_of_once_when_its_day_is_over(rosa):
    prop = make_property("WCC", name="Depot", uprn="100120600001", postcode="")
    check_everything()
    gather(rosa)
    assert words(rosa, "estate.fault") == []
    found_yesterday()
    gather(rosa), gather(rosa)
    told = News.objects.filter(user=rosa, kind="estate.fault")
    assert told.count() == QualityFinding.objects.filter(property=prop, is_waived=False).count() > 0
    assert {each.object_id for each in told} == {prop.pk}
    assert all(each.words.startswith("new fault: ") for each in told)


def test_many_faults_of_one_rule_are_one_thing_which_mending_some_does_not_tell_again(rosa):
    first, second, third = (make_property("WCC") for _ in range(3))
    check_everything()
    found_yesterday()
    gather(rosa)
    told = News.objects.get(user=rosa, kind="estate.fault", key__startswith="missing-uprn:")
    assert told.words.startswith("3 new faults: ")
    assert told.path == "/estate/quality/missing-uprn/?organisation=WCC"
    count = News.objects.count()
    QualityFinding.objects.filter(property__in=[second.pk, third.pk]).delete()
    gather(rosa)
    assert News.objects.count() == count
    assert first.pk


# --- Changes of what belongs to a property ----------------------------------------------------------


def test_others_changes_of_leases_occupations_and_costs_are_told(rosa, tom):
    prop = make_property("WCC", name="Depot")
    lease = Lease.objects.create(property=prop, role="tenant")
    for change in (
        lambda: Lease.objects.filter(pk=lease.pk).update(counterparty="Acme"),
        lambda: Occupation.objects.create(property=prop, organisation=prop.organisation, use="depot"),
        lambda: RunningCost.objects.create(property=prop, year=2025, amount=5),
    ):
        with by(tom):
            change()
    with by(rosa):
        RunningCost.objects.create(property=prop, year=2024, amount=5)
    gather(rosa)
    assert words(rosa, "estate.change") == [
        "1 lease changed by tom", "1 occupation added by tom", "1 running cost added by tom",
    ]  # fmt: skip
    assert {each.object_id for each in News.objects.filter(kind="estate.change")} == {prop.pk}


def test_of_a_change_of_two_bodies_each_officer_is_told_of_her_own_part(rosa, tom):
    ben = make_officer("BDC")
    county = [make_property("WCC") for _ in range(2)]
    district = make_property("BDC")
    with by(tom):
        Property.objects.filter(pk__in=[*(each.pk for each in county), district.pk]).update(description="New")
    gather(rosa), gather(ben)
    assert words(rosa, "estate.change") == ["2 properties changed by tom"]
    assert words(ben, "estate.change") == ["changed by tom"]
    told = News.objects.get(user=rosa)
    page = Client()
    page.force_login(rosa, backend="django.contrib.auth.backends.ModelBackend")
    assert page.get(told.path).status_code == 200


# --- In the mail ------------------------------------------------------------------------------------


def test_every_kind_stands_in_the_digest_and_names_no_sensitive_site(rosa, tom):
    refuge = make_property("WCC", name="Zqx refuge", is_sensitive=True)
    Lease.objects.create(
        property=refuge, role="tenant", counterparty="Zqx trust", expires_on=TODAY() + datetime.timedelta(days=20)
    )
    with by(tom):
        Occupation.objects.create(property=refuge, organisation=refuge.organisation, use="depot")
    check_everything()
    found_yesterday()
    assert start(digests.KIND, user=None, inline=True).status == JobStatus.DONE
    (told,) = mail.outbox
    for label in ("Lease dates", "New faults", "Changes by others"):
        assert label.upper() in told.body
        assert label in told.alternatives[0][0]
    everything = told.message().as_string() + told.body + told.alternatives[0][0]
    assert refuge.reference in everything
    assert "zqx" not in everything.lower()


def test_another_bodys_hidden_site_is_in_nobody_elses_news(tom):
    ben = make_officer("BDC")
    refuge = make_property("WCC", is_sensitive=True)
    ending(1), Lease.objects.create(property=refuge, role="tenant", expires_on=TODAY() + datetime.timedelta(days=20))
    with by(tom):
        Occupation.objects.create(property=refuge, organisation=make_organisation("BDC"), use="depot")
    check_everything()
    found_yesterday()
    gather(ben)
    assert not News.objects.filter(user=ben).exists()


@pytest.mark.parametrize("kind", ["estate.lease", "estate.fault"])
def test_each_kind_can_be_left_out(rosa, kind):
    ending(1)
    check_everything()
    found_yesterday()
    choose(user=rosa, rhythm="daily", muted=["estate.review", "estate.change", "estate.lease", "estate.fault"])
    start(digests.KIND, user=None, inline=True)
    assert mail.outbox == []
    choose(user=rosa, rhythm="daily", muted=[])
    NewsChoice.objects.update(digest_on=None)
    Client().post(f"/account/reminders/stop/{stop_token(rosa, kind)}/")
    start(digests.KIND, user=None, inline=True)
    (told,) = mail.outbox
    labels = {"estate.lease": "Lease dates", "estate.fault": "New faults"}
    assert {name: label.upper() in told.body for name, label in labels.items()} == {
        name: name != kind for name in labels
    }


def test_two_workers_tell_all_kinds_once(rosa, tom):
    prop = ending(1).property
    with by(tom):
        Occupation.objects.create(property=prop, organisation=prop.organisation, use="depot")
    check_everything()
    found_yesterday()
    begin = threading.Barrier(2)

    def worker() -> None:
        begin.wait()
        start(digests.KIND, user=None, inline=True)
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail.outbox) == 1
    kinds = set(News.objects.exclude(mailed_at=None).values_list("kind", flat=True))
    assert kinds == {"estate.lease", "estate.fault", "estate.change"}


# --- What the administrator learns ------------------------------------------------------------------


def test_an_administrator_reads_on_the_home_page_that_digests_did_not_go_out(rosa, settings):
    ending(1)
    admin, other = make_person("root", [(Role.ADMINISTRATOR, None)]), make_person("ben", [(Role.PARTNER, "WCC")])

    def home(person: User) -> str:
        browser = Client()
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return browser.get("/").text

    settings.EMAIL_BACKEND = "tests.integration.core.test_reminder_kinds.Down"
    assert start(digests.KIND, user=None, inline=True).status == JobStatus.FAILED
    assert "0 digests were sent and 1 were not" in home(admin)
    assert "digests" not in home(other)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert start(digests.KIND, user=None, inline=True).status == JobStatus.DONE
    assert "were not" not in home(admin)
    assert len(mail.outbox) == 1


class Down:
    """A server that is not there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("nobody is there")
