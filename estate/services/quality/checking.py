"""The check itself: of a few properties at once after a change, or of the whole register as a job.

Both run the same statement. A check holds an advisory lock for its transaction, so that two never compare with the
same findings; the whole register is checked a few thousand at a time, each lot committed by itself, so that nobody
waits for it and a killed one leaves nothing half true.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from estate.models import (
    EnergyUse,
    Lease,
    Occupation,
    Property,
    PropertyTitle,
    QualityFinding,
    QualityRun,
    QualityStale,
    RunningCost,
    Valuation,
)
from estate.querysets.quality import PAIR_RULES, ROW_RULES, RULES
from estate.querysets.quality import statements as sql
from totalplace.choices import JobStatus
from totalplace.jobs import JobFailed, Progress, is_interrupted, job, start
from totalplace.models import Job, Postcode, User

KIND = "estate.quality"
# The classes of advisory lock: their numbers only have to differ from all others' and never change.
CHECK_LOCK = 84_101
RUN_LOCK = 84_102
AT_ONCE = 5_000
# A property may share its UPRN with many, all of which have to be looked at again with it: as far as this.
MOST_PARTNERS = 500

CHECKED = (Property, PropertyTitle, Lease, Occupation, RunningCost, Valuation, EnergyUse, QualityFinding, Postcode)

Report = Callable[[int, int, str], None]


def rules_digest() -> str:
    """Tells one set of rules from another: after a change of them the register has to be checked anew."""
    return hashlib.sha256(sql.check(ROW_RULES, PAIR_RULES).encode() + sql.applicable(RULES).encode()).hexdigest()


def check_properties(ids: Iterable[int]) -> None:
    """Check these properties, and those that share something with them, here and now."""
    with transaction.atomic():
        lock_check()
        with connection.cursor() as cursor:
            asked = list(ids)
            cursor.execute(sql.partners(PAIR_RULES, MOST_PARTNERS), {"ids": asked})
            _check(cursor, sorted({*asked, *(row[0] for row in cursor.fetchall())}))


def lock_check(*, wait: bool = True) -> bool:
    """Hold the check's lock until the transaction ends. Without `wait`, whether it was free."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_xact_lock(%s, 0)", [CHECK_LOCK])
        return wait or cursor.fetchone()[0]


def _check(cursor: Any, ids: Sequence[int]) -> None:
    cursor.execute(sql.check(ROW_RULES, PAIR_RULES), {"ids": list(ids), "today": timezone.localdate()})


def start_check(*, user: User | None) -> Job:
    """Queue a check of the whole register, or give the one that waits or runs already: two workers start one."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [RUN_LOCK])
        for unfinished in Job.objects.filter(kind=KIND, status__in=(JobStatus.WAITING, JobStatus.RUNNING)):
            if not is_interrupted(unfinished):
                return unfinished
        return start(KIND, user=user)


@job(KIND, label="Checking data quality", result_url=lambda arguments: "/estate/quality/")
def check_as_job(progress: Progress) -> None:
    """The check of the whole register, as a job that tells how far it is."""
    check_everything(progress.report)


def check_everything(report: Report = lambda done, total, message: None) -> None:
    """Check the whole register, count anew what each rule is asked of, and keep the month's figures.

    JobFailed when another check of everything is running.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 1)", [RUN_LOCK])
        if not cursor.fetchone()[0]:
            raise JobFailed("The register is being checked already. Look at the result in a minute.")
    try:
        _run(report)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, 1)", [RUN_LOCK])


def _run(report: Report) -> None:
    started_at, today = timezone.now(), timezone.localdate()
    marks = list(QualityStale.objects.filter(property=None).values_list("pk", flat=True))
    total, done = Property.objects.count(), 0
    if total:
        _know_sizes()
    for ids in _lots():
        with transaction.atomic(), connection.cursor() as cursor:
            lock_check()
            _check(cursor, ids)
        done += len(ids)
        report(done, max(total, done), "Checking properties")
    with transaction.atomic():
        lock_check()
        _count(today)
        QualityStale.objects.filter(pk__in=marks).delete()
        QualityRun.objects.create(
            day=today,
            rules=rules_digest(),
            properties=done,
            findings=QualityFinding.objects.count(),
            started_at=started_at,
        )


def _know_sizes() -> None:
    """Bring the planner's statistics up to date: just after a register is filled it takes every table for empty, and
    the check of a few hundred properties for the work of minutes."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in CHECKED)}")


def _lots() -> Iterator[list[int]]:
    """The register's numbers in order, some thousands at a time."""
    last = 0
    while lot := list(Property.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield lot
        last = lot[-1]


def _count(today: datetime.date) -> None:
    """Make the tally anew from the findings, and the month's rows from the tally."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM estate_qualityfinding f
                WHERE NOT EXISTS (SELECT FROM estate_property p WHERE p.id = f.property_id)"""
        )
        cursor.execute("DELETE FROM estate_qualitytally WHERE month IS NULL OR month = %s", [today.replace(day=1)])
        cursor.execute(
            """INSERT INTO estate_qualitytally
                      (organisation_id, rule, is_sensitive, is_hidden, applicable, failing, waived)
               SELECT organisation_id, rule, is_sensitive, is_hidden, 0,
                      count(*) FILTER (WHERE NOT is_waived), count(*) FILTER (WHERE is_waived)
                 FROM estate_qualityfinding GROUP BY organisation_id, rule, is_sensitive, is_hidden"""
        )
        cursor.execute(
            f"""INSERT INTO estate_qualitytally
                       (organisation_id, rule, is_sensitive, is_hidden, applicable, failing, waived)
                SELECT organisation_id, rule, is_sensitive, false, applicable, 0, 0
                  FROM ({sql.applicable(RULES)}) asked""",
            {"today": today},
        )
        cursor.execute(
            """INSERT INTO estate_qualitytally
                      (month, organisation_id, rule, is_sensitive, is_hidden, applicable, failing, waived)
               SELECT %s, organisation_id, rule, is_sensitive, is_hidden, sum(applicable), sum(failing), sum(waived)
                 FROM estate_qualitytally WHERE month IS NULL
                GROUP BY organisation_id, rule, is_sensitive, is_hidden""",
            [today.replace(day=1)],
        )
