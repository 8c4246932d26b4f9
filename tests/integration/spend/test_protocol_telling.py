"""Partners are told once, before it is decided: where two cuts meet, a third body's officer reads of it in time.

These tests commit, and use threads: what is promised is about two workers at once.
"""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from spend.choices import AlarmKind
from spend.models import Alarm, Notice
from spend.services import protocol
from spend.services.planned_changes import show_to_partners
from tests.integration.spend.protocol_steps import build, client_of, draft, enter, today_and
from totalplace import jobs
from totalplace.choices import JobStatus
from totalplace.models import Job, News, NewsChoice
from totalplace.services import digests

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(settings: Any) -> SimpleNamespace:
    settings.EMAIL_URL = "smtp://mail"
    return build()


def work() -> Job:
    """What a worker does with the job that a write left behind."""
    return jobs.start(protocol.KIND, user=None, inline=True)


def letters_to(username: str) -> list[mail.EmailMessage]:
    return [each for each in mail.outbox if each.to == [f"{username}@example.org"]]


def test_two_bodies_cuts_meet_and_the_third_sees_the_alarm_before_the_decision_and_gets_one_email(county):
    one, other = enter(county, "WCC", areas=("E07000001",)), enter(county, "BDC", decision_due_on=today_and(45))
    done = work()
    assert (done.status, done.error) == (JobStatus.DONE, "")
    alarm = Alarm.objects.standing().get(kind=AlarmKind.COMMUNITY)
    assert alarm.decide_by == today_and(45)
    assert alarm.first_seen_at.date() < alarm.decide_by
    page = client_of(county, "officer-nhsw").get("/spend/protocol/alarms/").content.decode()
    for words in (one.reference, other.reference, "Foley", "older people", "−£200,000", "120 to 240"):
        assert words in page
    [letter] = letters_to("officer-nhsw")
    for words in (one.reference, other.reference, "One community hit by several bodies", "Decision due on"):
        assert words in letter.body
    # Both that plan it are told of the alarm too, and of each other's change, not of their own.
    [to_county], [to_district] = letters_to("officer-wcc"), letters_to("officer-bdc")
    assert f"({other.reference})" in to_county.body
    assert f"({one.reference})" not in to_county.body
    assert f"({one.reference})" in to_district.body


def test_whoever_runs_it_again_sends_nothing(county):
    enter(county, "WCC")
    enter(county, "BDC")
    work()
    sent = len(mail.outbox)
    for _ in range(3):
        assert work().status == JobStatus.DONE
    assert jobs.start(digests.KIND, user=None, inline=True).status == JobStatus.DONE
    assert (sent, len(mail.outbox)) == (3, 3)
    assert News.objects.filter(mailed_at=None).count() == 0


def test_two_workers_at_once_send_one_email_each(county):
    enter(county, "WCC")
    enter(county, "BDC")
    start, faults = threading.Barrier(4), []

    def worker() -> None:
        try:
            start.wait()
            protocol.find_alarms()
            protocol.tell_officers()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert faults == []
    assert Alarm.objects.standing().filter(kind=AlarmKind.COMMUNITY).count() == 1
    told = [(name, letters_to(name)) for name in ("officer-wcc", "officer-bdc", "officer-nhsw")]
    # Of four workers one claims each thing: nobody reads of the same alarm or change twice.
    for name, letters in told:
        bodies = "\n".join(each.body for each in letters)
        assert bodies.count("One community hit by several bodies") == 1, name


def test_a_server_that_refuses_gives_the_claim_back_and_the_next_run_sends(county, monkeypatch):
    enter(county, "WCC")
    real = protocol.send

    def refuse(**letter):
        raise protocol.MailNotSent("no")

    monkeypatch.setattr(protocol, "send", refuse)
    assert work().status == JobStatus.FAILED
    assert News.objects.exclude(mailed_at=None).count() == 0
    monkeypatch.setattr(protocol, "send", real)
    assert work().status == JobStatus.DONE
    assert [len(letters_to(name)) for name in ("officer-bdc", "officer-nhsw", "officer-wcc")] == [1, 1, 0]


def test_who_wants_no_email_reads_it_on_her_page(county):
    nurse = county.people["officer-nhsw"]
    NewsChoice.objects.create(user=nurse, rhythm="never")
    change = enter(county, "WCC")
    work()
    assert letters_to("officer-nhsw") == []
    assert change.title in client_of(county, "officer-nhsw").get("/account/notifications/").content.decode()


def test_a_draft_tells_nobody_and_showing_it_twice_tells_once(county):
    made = draft(county, "WCC")
    work()
    assert (mail.outbox, Notice.objects.count()) == ([], 0)
    officer = county.people["officer-wcc"]
    show_to_partners(user=officer, pk=made.pk, version=made.version)
    show_to_partners(user=officer, pk=made.pk, version=made.version)
    work()
    told = set(Notice.objects.filter(change=made).values_list("organisation__code", flat=True))
    assert told == {"BDC", "NHSW"}
    assert len(mail.outbox) == 2


def test_each_write_leaves_one_job_to_a_worker(county):
    enter(county, "WCC")
    enter(county, "BDC")
    assert Job.objects.filter(kind=protocol.KIND, status=JobStatus.WAITING).count() == 1
