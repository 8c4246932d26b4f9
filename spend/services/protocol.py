"""The budget protocol at work: alarms looked for, bodies noted as told, and their officers written to once.

What an officer is told is a row of News, one for each person and thing. Whoever sends the e-mail first claims that row
in one statement, INSERT … ON CONFLICT … WHERE it is not claimed yet; of two workers, or of a job and its repetition,
one gets it. A server that refuses the e-mail gives the claim back, so it is tried again.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from spend.choices import Group
from spend.models import PlannedChange, ProtocolSetting
from spend.selectors.protocol_news import ALARMS, KINDS, PLANNED, Letter, letters
from totalplace import jobs
from totalplace.choices import DigestRhythm, JobStatus, Role
from totalplace.jobs import JobFailed, Progress, job
from totalplace.models import Job, News, NewsChoice, User
from totalplace.schedules import daily
from totalplace.services.mail import MailNotSent, can_send, send
from totalplace.services.news import stop_token

logger = logging.getLogger(__name__)

KIND = "spend.protocol"
# A class of advisory lock beside those of totalplace and of its jobs.
PROTOCOL_LOCK = 84_011


def rules_in_force() -> ProtocolSetting:
    """By what rules alarms are raised: the one row of them, made with what holds unless somebody says otherwise."""
    return ProtocolSetting.objects.get_or_create(pk=1)[0]


def reach_of(changes: Collection[int]) -> None:
    """Bring the wards that these planned changes fall in up to date."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT spend_protocol_reach(%s)", [list(changes)])


def will_look() -> None:
    """Let a worker look for alarms and tell partners, once the caller's transaction is stored.

    A job that waits still sees what is stored by then, so there is one of them at a time.
    """

    def begin() -> None:
        if not Job.objects.filter(kind=KIND, status=JobStatus.WAITING).exists():
            jobs.start(KIND, user=None)

    transaction.on_commit(begin)


@job(KIND, label="Looking for alarms in planned changes")
def look_and_tell(progress: Progress) -> None:
    """Find alarms, note which bodies are told of them, and write to their officers. Again does nothing.

    Raises JobFailed, after all others had theirs, when some e-mails could not be sent.
    """
    progress.report(0, 0, "Comparing planned changes")
    find_alarms()
    sent, failed = tell_officers()
    progress.report(1, 1, f"{sent} e-mails sent")
    if failed:
        raise JobFailed(
            f"{sent} e-mails were sent and {failed} were not. Run it again: nobody gets the same e-mail twice. "
            "The log says what the e-mail server answered."
        )


# Outlines, people and days move without anybody entering anything.
daily(KIND, from_hour=6)


@transaction.atomic
def find_alarms() -> None:
    """Bring every alarm up to date, and note each body as told of those that are new."""
    with connection.cursor() as cursor:
        # Two at once would each raise what the other has not stored yet.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [PROTOCOL_LOCK])
    rules_in_force()
    reach_of(list(PlannedChange.objects.entered().values_list("pk", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT spend_protocol_alarms(%s, %s)", [list(Group.values), settings.TIME_ZONE])
        cursor.execute(NOTE_ALARMS)


# Those who are told: the bodies that signed the protocol, and whoever it is about, signed or not.
NOTE_CHANGE = """
INSERT INTO spend_notice (change_id, organisation_id)
SELECT c.id, o.id
  FROM spend_plannedchange c JOIN totalplace_organisation o ON o.id <> c.organisation_id
 WHERE c.id = %s AND c.status = 'entered'
   AND ((o.is_partner AND o.protocol_signed_on IS NOT NULL)
        OR EXISTS (SELECT FROM spend_partnereffect e WHERE e.change_id = c.id AND e.organisation_id = o.id))
    ON CONFLICT DO NOTHING
"""
NOTE_ALARMS = """
INSERT INTO spend_notice (alarm_id, organisation_id)
SELECT a.id, o.id
  FROM spend_alarm a CROSS JOIN totalplace_organisation o
 WHERE a.cleared_at IS NULL
   AND ((o.is_partner AND o.protocol_signed_on IS NOT NULL) OR o.id = a.partner_id
        OR EXISTS (SELECT FROM spend_alarmchange l JOIN spend_plannedchange c ON c.id = l.change_id
                    WHERE l.alarm_id = a.id AND c.organisation_id = o.id))
    ON CONFLICT DO NOTHING
"""


def tell_of(change: PlannedChange) -> None:
    """Note which bodies are told of an entered change; each once."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE_CHANGE, [change.pk])


def tell_officers() -> tuple[int, int]:
    """Write to every officer what she has not been told yet, in one e-mail each: (sent, not sent)."""
    people = list(User.objects.filter(is_active=True, memberships__role=Role.OFFICER).distinct().order_by("pk"))
    told, sent, failed = letters(people), 0, 0
    choices = {each.user_id: each for each in NewsChoice.objects.filter(user__in=people)}
    for person in people:
        try:
            sent += _tell(person, told.get(person.pk, []), choices.get(person.pk))
        except MailNotSent as problem:
            logger.error("No e-mail on the budget protocol for person %s: %s", person.pk, problem)
            failed += 1
    return sent, failed


def _tell(person: User, found: list[Letter], choice: NewsChoice | None) -> int:
    """Put what is new on a person's page, and write it to her unless she reads it there. 1 where an e-mail went."""
    _put_on_page(person, found)
    rhythm = choice.rhythm if choice else ""
    muted = set(choice.muted) if choice else set()
    wanted = [each for each in found if each.kind not in muted and rhythm != DigestRhythm.NEVER]
    if not wanted or not person.email or not can_send():
        return 0
    claimed = claim(person, wanted)
    mine = [each for each in wanted if (each.kind, each.key) in claimed]
    if not mine:
        return 0
    try:
        _send(person, mine)
    except MailNotSent:
        News.objects.filter(pk__in=claimed.values()).update(mailed_at=None)
        raise
    return 1


def _put_on_page(person: User, found: list[Letter]) -> None:
    News.objects.bulk_create([_news(person, each) for each in found], ignore_conflicts=True)


def _news(person: User, letter: Letter) -> News:
    return News(
        user=person, kind=letter.kind, key=letter.key, organisation_id=letter.organisation, object_id=letter.object_id,
        words=letter.words[:300], path=letter.path,
    )  # fmt: skip


CLAIM = """
INSERT INTO totalplace_news AS kept (user_id, kind, key, organisation_id, object_id, words, path, mailed_at)
SELECT %s, t.kind, t.key, t.organisation, t.object, t.words, t.path, now()
  FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::text[])
       AS t (kind, key, organisation, object, words, path)
 ORDER BY t.kind, t.key
    ON CONFLICT (user_id, kind, key) DO UPDATE SET mailed_at = now()
 WHERE kept.mailed_at IS NULL AND kept.read_at IS NULL
RETURNING id, kind, key
"""


@transaction.atomic
def claim(person: User, wanted: list[Letter]) -> dict[tuple[str, str], int]:
    """The rows of News, by kind and key, that are now ours to send: none that anybody sent, claimed or read before.

    A second worker waits at the row that the first one writes, and then finds it claimed.
    """
    columns: list[list[Any]] = [
        [each.kind for each in wanted], [each.key for each in wanted], [each.organisation for each in wanted],
        [each.object_id for each in wanted], [each.words[:300] for each in wanted], [each.path for each in wanted],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [person.pk, *columns])
        return {(kind, key): pk for pk, kind, key in cursor.fetchall()}


def _send(person: User, told: list[Letter]) -> None:
    site = settings.SITE_URL.rstrip("/")
    of_kind: dict[str, list[Letter]] = defaultdict(list)
    for each in told:
        of_kind[each.kind].append(each)
    stop_url = site + reverse("news_stop", args=[stop_token(person)])
    context: Mapping[str, Any] = {
        "person": person,
        "site": site,
        "product": f"{settings.COUNTY_NAME} {settings.SITE_NAME}",
        "sections": [(label, of_kind[kind]) for kind, label in KINDS.items() if kind in of_kind],
        "choice_url": site + reverse("news_choice"),
        "stop_url": stop_url,
    }
    send(
        to=person.email,
        subject=_subject(of_kind, context["product"]),
        text=render_to_string("spend/protocol/mail.txt", context),
        html=render_to_string("spend/protocol/mail.html", context),
        headers={
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def _subject(of_kind: Mapping[str, list[Letter]], product: str) -> str:
    counts = {PLANNED: ("planned change", "planned changes"), ALARMS: ("alarm", "alarms")}
    said = [
        f"{len(of_kind[kind])} {counts[kind][len(of_kind[kind]) > 1]}" for kind in (ALARMS, PLANNED) if kind in of_kind
    ]
    return f"Budget protocol: {' and '.join(said)}, {product}"
