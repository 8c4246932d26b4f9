"""What a person was told of and may still see: on the page, in the header's count, and in the next e-mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from totalplace.choices import JobStatus
from totalplace.models import Job, News, NewsChoice
from totalplace.news import Subject, kind_coded
from totalplace.permissions import rights_of

# The kind of job that sends them.
SENDING = "news.digests"
# The header counts no further: nobody reads that many, and the count stays quick.
COUNTED = 99


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of news as its person may read it now; `subject` is None where several records are meant."""

    news: News
    subject: Subject | None

    @property
    def path(self) -> str:
        return self.subject.path if self.subject else self.news.path

    @property
    def in_mail(self) -> str:
        """The record in an e-mail, which travels and stays where we cannot see: a sensitive site by reference alone."""
        if self.subject is None:
            return ""
        if self.subject.is_sensitive or not self.subject.name:
            return self.subject.reference
        return f"{self.subject.name} ({self.subject.reference})"


def news_of(user: Any) -> QuerySet[News]:
    """The news of bodies whose officer the person still is, newest first."""
    return News.objects.filter(user=user, organisation__in=rights_of(user).officer_of)


def unread_count(user: Any) -> int:
    """How much a person has not read yet, at most COUNTED; no question asked for those who are told nothing."""
    if not rights_of(user).officer_of:
        return 0
    return news_of(user).filter(read_at=None)[:COUNTED].count()


def as_told(found: Iterable[News], user: Any) -> list[Told]:
    """News with the records it is about; what she may not see any more, and kinds no longer there, are left out.

    One query a kind, however much news there is.
    """
    found = list(found)
    wanted: dict[str, set[int]] = defaultdict(set)
    for each in found:
        if each.object_id is not None:
            wanted[each.kind].add(each.object_id)
    subjects = {
        (code, key): subject
        for code, keys in wanted.items()
        if (kind := kind_coded(code)) is not None
        for key, subject in kind.subjects(user, keys).items()
    }
    return [
        Told(each, subjects.get((each.kind, each.object_id)) if each.object_id is not None else None)
        for each in found
        if kind_coded(each.kind) and (each.object_id is None or (each.kind, each.object_id) in subjects)
    ]


def choice_of(user: Any) -> NewsChoice:
    """How a person wants to be told: what she chose, or what holds for all who chose nothing."""
    return NewsChoice.objects.filter(user=user).first() or NewsChoice(user=user)


def failed_sending() -> Job | None:
    """The last sending of digests, if some could not be sent and no later one went well."""
    last = Job.objects.filter(kind=SENDING, finished_at__isnull=False).order_by("-pk").first()
    return last if last and last.status == JobStatus.FAILED else None
