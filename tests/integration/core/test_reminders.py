"""An officer is told once of what is new in her own estate, by e-mail and on the page, and only of what she may see."""

from __future__ import annotations

import datetime
import re
import socket
import threading
from typing import Any

import pghistory
import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from estate.models import Property
from tests.factories import make_officer, make_organisation, make_person, make_property
from totalplace.choices import DigestRhythm, JobStatus, Role
from totalplace.jobs import start
from totalplace.models import Job, Membership, News, NewsChoice, User
from totalplace.services import digests
from totalplace.services.news import choose, gather, stop_token

pytestmark = [pytest.mark.django_db(transaction=True)]
BACKEND = "django.contrib.auth.backends.ModelBackend"
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://mail"
    settings.SITE_URL = "https://register.example.org/"


@pytest.fixture
def rosa() -> User:
    return make_officer("WCC")


def due(code: str = "WCC", days: int = 3, **values: Any) -> Property:
    """A property whose rating is to be reviewed in so many days."""
    return make_property(code, next_review_on=TODAY() + datetime.timedelta(days=days), **values)


def changed_by(person: User, prop: Property, **values: Any) -> None:
    with pghistory.context(user=person.pk, username=person.username, reason="Reason zqx"):
        Property.objects.filter(pk=prop.pk).update(**values)


def send() -> Job:
    return start(digests.KIND, user=None, inline=True)


def new_day() -> None:
    """As if the last digests had gone out a week ago."""
    NewsChoice.objects.update(digest_on=TODAY() - datetime.timedelta(days=7))


def client_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    return browser


# --- What is told -----------------------------------------------------------------------------------


def test_she_is_told_of_her_own_bodys_reviews_and_of_others_changes_once(rosa):
    depot, hall = due(name="Depot"), due("BDC", name="Hall")
    tom = make_person("tom", [(Role.PROGRAMME, None)])
    far = due(days=60, name="Far")
    changed_by(tom, far, name="Far away")
    changed_by(rosa, far, description="Her own change is no news to her")
    assert send().status == JobStatus.DONE
    (told,) = mail.outbox
    assert told.to == ["officer-wcc@example.org"]
    assert f"Depot ({depot.reference}): rating due for review on" in told.body
    assert f"Far away ({far.reference}): changed by tom" in told.body
    assert "Reason zqx" not in told.body, "people write in a reason what they like"
    assert hall.reference not in told.body
    assert f"https://register.example.org/estate/{depot.reference}/" in told.body
    assert "2 reminders from" in told.subject
    (html, kind) = told.alternatives[0]
    assert (kind, depot.reference in html) == ("text/html", True)
    new_day()
    assert send().status == JobStatus.DONE
    assert len(mail.outbox) == 1, "the same thing is never told twice"
    Property.objects.filter(pk=depot.pk).update(next_review_on=TODAY() + datetime.timedelta(days=4))
    new_day()
    send()
    assert len(mail.outbox) == 2, "another day of review is another thing"


def test_a_change_of_many_properties_is_one_thing_with_a_list_behind_it(rosa):
    properties = [make_property("WCC") for _ in range(3)]
    tom = make_person("tom", [(Role.PROGRAMME, None)])
    with pghistory.context(user=tom.pk, username="tom", **{"import": 7}):
        Property.objects.filter(pk__in=[each.pk for each in properties]).update(description="New")
    gather(rosa)
    (told,) = News.objects.filter(user=rosa)
    assert told.words == "3 properties changed by tom, in an import"
    assert told.path == "/estate/?from_import=7&status=all"


def test_nobody_but_officers_is_told_anything(rosa):
    due()
    for role in (Role.PARTNER, Role.PROGRAMME, Role.ADMINISTRATOR):
        make_person(role, [(role, None)])
    send()
    assert [told.to for told in mail.outbox] == [["officer-wcc@example.org"]]
    assert set(News.objects.values_list("user__username", flat=True)) == {"officer-wcc"}


def test_closed_sites_and_closed_accounts_are_left_alone(rosa):
    due(status="sold", closed_on=TODAY(), closed_reason="Sold")
    send()
    assert mail.outbox == []
    due()
    User.objects.filter(pk=rosa.pk).update(is_active=False)
    new_day()
    send()
    assert mail.outbox == []


# --- What she may see at that moment ----------------------------------------------------------------


def test_a_sensitive_site_of_her_own_is_named_on_the_page_and_by_reference_alone_in_the_mail(rosa):
    refuge = due(name="Zqx refuge", is_sensitive=True)
    send()
    (told,) = mail.outbox
    everything = told.message().as_string() + told.body + told.alternatives[0][0]
    assert refuge.reference in everything
    assert "zqx" not in everything.lower()
    assert "Zqx refuge" in client_of(rosa).get("/account/notifications/").text


def test_what_she_may_not_see_any_more_is_neither_sent_nor_shown_nor_counted(rosa):
    kept, passed_on = due(name="Kept"), due(name="Zqx passed on", is_sensitive=True)
    gather(rosa)
    Property.objects.filter(pk=passed_on.pk).update(organisation=make_organisation("BDC"))
    send()
    (told,) = mail.outbox
    assert kept.reference in told.body
    assert passed_on.reference not in told.body
    page = client_of(rosa).get("/account/notifications/").text
    assert "Kept" in page
    assert "Zqx" not in page
    assert passed_on.reference not in page
    Membership.objects.filter(user=rosa).update(organisation=make_organisation("BDC"))
    page = client_of(rosa).get("/account/notifications/").text
    assert "Kept" not in page
    assert "You have read everything" in page


# --- When the e-mail server is down, or two send at once --------------------------------------------


class Fussy(EmailBackend):
    """A server that refuses one person's address."""

    def send_messages(self, messages: Any) -> int:
        if any("officer-bdc" in to for message in messages for to in message.to):
            raise ConnectionRefusedError("no such mailbox")
        return super().send_messages(messages)


def test_while_the_server_is_down_nothing_is_marked_and_all_of_it_goes_out_with_the_next(rosa, settings):
    depot = due()
    with socket.socket() as found:
        found.bind(("localhost", 0))
        port = found.getsockname()[1]
    down = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "localhost"}
    with override_settings(EMAIL_PORT=port, **down):
        failed = send()
    assert failed.status == JobStatus.FAILED
    assert "0 digests were sent and 1 were not. Nothing is marked as told" in failed.error
    assert News.objects.filter(mailed_at=None).count() == 1
    assert not NewsChoice.objects.exclude(digest_on=None).exists()
    send()
    (told,) = mail.outbox
    assert depot.reference in told.body


@override_settings(EMAIL_BACKEND="tests.integration.core.test_reminders.Fussy")
def test_one_persons_failure_stops_nobody_elses_digest(rosa):
    make_officer("BDC")
    due(), due("BDC")
    failed = send()
    assert [told.to for told in mail.outbox] == [["officer-wcc@example.org"]]
    assert "1 digests were sent and 1 were not" in failed.error
    assert News.objects.get(mailed_at=None).user.username == "officer-bdc"
    with pytest.raises(CommandError, match="1 were not"):
        call_command("send_digests")


def test_two_workers_send_one_digest(rosa):
    due()
    begin, jobs = threading.Barrier(2), []

    def worker() -> None:
        begin.wait()
        jobs.append(send())
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail.outbox) == 1
    assert News.objects.exclude(mailed_at=None).count() == 1
    assert {job.status for job in jobs} <= {JobStatus.DONE, JobStatus.FAILED}
    assert any(job.status == JobStatus.DONE for job in jobs)


def test_without_an_e_mail_server_what_is_new_stands_on_the_page(rosa, settings, capsys):
    settings.EMAIL_URL = ""
    due(name="Depot")
    call_command("send_digests")
    assert capsys.readouterr().out.strip() == "What is new was found. This server sends no e-mail."
    assert mail.outbox == []
    assert "Depot" in client_of(rosa).get("/account/notifications/").text


# --- How often, and of what -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rhythm", "last", "today", "is_due"),
    [
        (DigestRhythm.WEEKLY, None, "2026-11-25", True),
        (DigestRhythm.WEEKLY, "2026-11-23", "2026-11-25", False),
        (DigestRhythm.WEEKLY, "2026-11-22", "2026-11-23", True),  # Sunday, then Monday.
        (DigestRhythm.WEEKLY, "2026-11-18", "2026-11-25", True),  # Nothing could be sent on Monday.
        (DigestRhythm.DAILY, "2026-11-24", "2026-11-25", True),
        (DigestRhythm.DAILY, "2026-11-25", "2026-11-25", False),
        (DigestRhythm.NEVER, None, "2026-11-25", False),
    ],
)
def test_a_digest_is_due_once_a_day_or_once_a_week_from_monday(rhythm, last, today, is_due):
    held = NewsChoice(rhythm=rhythm, digest_on=last and datetime.date.fromisoformat(last))
    assert digests.is_due(held, datetime.date.fromisoformat(today)) is is_due


def test_she_chooses_how_often_and_what_on_a_page_of_her_own(rosa):
    due()
    client = client_of(rosa)
    client.post("/account/reminders/", {"rhythm": "daily", "wanted": ["estate.change"]})
    held = NewsChoice.objects.get(user=rosa)
    assert held.rhythm == "daily"
    assert "estate.review" in held.muted
    assert "estate.change" not in held.muted
    send()
    assert mail.outbox == []
    assert client.post("/account/reminders/", {"rhythm": "hourly"}).status_code == 422
    assert "Every day" in client.get("/account/").text


def test_a_mail_program_stops_a_kind_or_all_with_one_post_and_a_look_alone_stops_nothing(rosa):
    due()
    send()
    (told,) = mail.outbox
    address = re.fullmatch(r"<https://register\.example\.org(/\S+)>", told.extra_headers["List-Unsubscribe"])[1]
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)
    assert program.get(address).status_code == 200
    assert NewsChoice.objects.get().rhythm == DigestRhythm.WEEKLY
    assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert NewsChoice.objects.get().rhythm == DigestRhythm.NEVER
    choose(user=rosa, rhythm="weekly", muted=[])
    one = re.search(r"No more e-mail of this kind: https://register\.example\.org(/\S+)", told.body)[1]
    assert "Ratings to review" in program.get(one).text
    program.post(one)
    assert NewsChoice.objects.get().muted == ["estate.review"]


@pytest.mark.parametrize("forge", [lambda t: t[:-1], lambda t: f"9{t}", lambda t: "x", lambda t: "a:b:c"])
def test_a_link_that_we_did_not_make_stops_nothing(rosa, forge):
    assert Client().post(f"/account/reminders/stop/{forge(stop_token(rosa))}/").status_code == 404
    assert not NewsChoice.objects.exclude(rhythm=DigestRhythm.WEEKLY).exists()


# --- On the page ------------------------------------------------------------------------------------


def test_the_header_counts_what_is_not_read_and_reading_is_hers_alone(rosa):
    first, second = due(name="Depot"), due(name="Hall")
    gather(rosa)
    client, other = client_of(rosa), client_of(make_person("ben", [(Role.OFFICER, "WCC")]))
    assert re.search(r'app-header__count">\s*2<', client.get("/").text)
    assert 'app-header__count"' not in other.get("/").text
    mine = News.objects.filter(object_id=first.pk).get()
    other.post("/account/notifications/read/", {"news": mine.pk})
    assert News.objects.filter(read_at=None).count() == 2
    client.post("/account/notifications/read/", {"news": mine.pk})
    assert [each.object_id for each in News.objects.filter(read_at=None)] == [second.pk]
    send()
    assert first.reference not in mail.outbox[0].body, "what she has read is not sent to her"
    client.post("/account/notifications/read/")
    assert 'app-header__count"' not in client.get("/").text
    assert "Depot" in client.get("/account/notifications/?show=all").text
