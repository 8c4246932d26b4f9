"""The digest: one e-mail a day or week to each person with what is new, and never the same thing twice.

A thing is marked as told in the transaction that sent it, and only when the e-mail server took the e-mail: while it
does not, nothing is lost and nothing is marked. One person's failure is hers alone.
"""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from totalplace.choices import DigestRhythm, Role
from totalplace.jobs import JobFailed, Progress, job
from totalplace.models import News, NewsChoice, User
from totalplace.news import kinds
from totalplace.schedules import daily
from totalplace.selectors.news import SENDING, Told, as_told, news_of
from totalplace.services.mail import MailNotSent, can_send, send
from totalplace.services.news import gather, held_choice, stop_token

logger = logging.getLogger(__name__)

KIND = SENDING
# A class of advisory lock beside those of totalplace.jobs, of people and of the schedule.
DIGEST_LOCK = 84_005
# Of one kind an e-mail names so many, and says how many more there are on the page.
SHOWN = 15
# More news than this is for the page: an e-mail says that it is there.
READ_AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Section:
    """The news of one kind in an e-mail: those named, how many more there are, and the link that stops the kind."""

    label: str
    shown: list[Told]
    more: int
    stop: str


@job(KIND, label="Sending digests")
def send_digests(progress: Progress) -> None:
    """Find what is new for each officer, and send the digests that are due today.

    Raises JobFailed, after all others had theirs, when some could not be sent.
    """
    with _only_here():
        people = list(User.objects.filter(is_active=True, memberships__role=Role.OFFICER).distinct().order_by("pk"))
        today = timezone.localdate()
        sent = failed = 0
        for done, person in enumerate(people):
            progress.report(done, len(people), "Sending digests")
            try:
                sent += _tell(person, today)
            except MailNotSent as problem:
                logger.error("No digest for person %s: %s", person.pk, problem)
                failed += 1
            except Exception:
                logger.exception("No digest for person %s", person.pk)
                failed += 1
    progress.report(len(people), len(people), f"{sent} sent to {len(people)} officers")
    if failed:
        raise JobFailed(
            f"{sent} digests were sent and {failed} were not. Nothing is marked as told that was not sent: "
            "it goes out with the next. The log says what the e-mail server answered."
        )


daily(KIND, from_hour=7)


@contextmanager
def _only_here() -> Iterator[None]:
    """JobFailed when another worker, or the command, is sending at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [DIGEST_LOCK])
        if not cursor.fetchone()[0]:
            raise JobFailed("Digests are being sent by somebody else at this moment.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [DIGEST_LOCK])


def _tell(person: User, today: datetime.date) -> bool:
    """Find what is new for one person, and send her digest if it is due. Whether one was sent."""
    with transaction.atomic():
        gather(person)
    with transaction.atomic():
        choice = held_choice(person)
        if not can_send() or not is_due(choice, today):
            return False
        told = _to_mail(person, choice)
        if told and person.email:
            _send(person, told)
            News.objects.filter(pk__in=[each.news.pk for each in told]).update(mailed_at=timezone.now())
        choice.digest_on = today
        choice.save(update_fields=["digest_on"])
        return bool(told and person.email)


def is_due(choice: NewsChoice, today: datetime.date) -> bool:
    """Whether a person's digest is due: the first of a day, or of a week that begins on Monday."""
    if choice.rhythm == DigestRhythm.NEVER:
        return False
    since = today if choice.rhythm == DigestRhythm.DAILY else today - datetime.timedelta(days=today.weekday())
    return choice.digest_on is None or choice.digest_on < since


def _to_mail(person: User, choice: NewsChoice) -> list[Told]:
    """What she was neither told nor read herself, of kinds that she wants, and may see at this moment.

    Locked until they are marked as told: some kinds are also sent at once, by whoever marks them first.
    """
    new = news_of(person).filter(mailed_at=None, read_at=None).exclude(kind__in=choice.muted)
    return as_told(new.select_for_update(of=("self",)).order_by("pk")[:READ_AT_MOST], person)


def _send(person: User, told: list[Told]) -> None:
    site = settings.SITE_URL.rstrip("/")
    everything = site + reverse("news_stop", args=[stop_token(person)])
    context = {
        "person": person,
        "site": site,
        "product": f"{settings.COUNTY_NAME} {settings.SITE_NAME}",
        "count": len(told),
        "sections": _sections(person, told, site),
        "news_url": site + reverse("news"),
        "choice_url": site + reverse("news_choice"),
        "stop_url": everything,
    }
    send(
        to=person.email,
        subject=f"{len(told)} {'reminder' if len(told) == 1 else 'reminders'} from {context['product']}",
        text=render_to_string("totalplace/news/mail/digest.txt", context),
        html=render_to_string("totalplace/news/mail/digest.html", context),
        headers=_headers(everything),
    )


def _headers(stop_url: str) -> dict[str, str]:
    """By which a mail program offers a button of its own (RFC 8058), and other machines do not answer."""
    return {
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def _sections(person: User, told: list[Told], site: str) -> list[Section]:
    of_kind: dict[str, list[Any]] = defaultdict(list)
    for each in told:
        of_kind[each.news.kind].append(each)
    return [
        Section(
            kind.label,
            of_kind[kind.code][:SHOWN],
            max(0, len(of_kind[kind.code]) - SHOWN),
            site + reverse("news_stop", args=[stop_token(person, kind.code)]),
        )
        for kind in kinds()
        if kind.code in of_kind
    ]
