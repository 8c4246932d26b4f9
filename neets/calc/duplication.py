"""Where agencies do the same work for the same person: assessed again, tracked twice, taught again at the same level.

Plain definitions on rows in memory, for tests and small sets; the pages ask PostgreSQL the same. Money is Decimal
pounds, time is minutes in and hours out. A unit cost that is not known leaves the cost not known.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WINDOW_DAYS = 90


@dataclass(frozen=True, slots=True)
class Assessment:
    """One agency asked one person about one domain on a day."""

    key: int
    person: Hashable
    domain: str
    agency: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Repeat:
    """An assessment (`again`) of what another agency had assessed (`first`) not long before."""

    first: Assessment
    again: Assessment

    @property
    def days(self) -> int:
        """Days from the first to the second."""
        return (self.again.on - self.first.on).days


def repeated_assessments(assessments: Iterable[Assessment], window_days: int = WINDOW_DAYS) -> list[Repeat]:
    """Each assessment of a domain that another agency had assessed for the same person within `window_days` before it.

    It is set beside the latest such one, so that it counts once however many went before. Of two on one day, the one
    with the greater key came later.
    """
    by_subject: dict[tuple[Hashable, str], list[Assessment]] = {}
    for assessment in assessments:
        by_subject.setdefault((assessment.person, assessment.domain), []).append(assessment)
    found = []
    for own in by_subject.values():
        own.sort(key=lambda assessment: (assessment.on, assessment.key))
        for at, again in enumerate(own):
            first = next((one for one in reversed(own[:at]) if one.agency != again.agency), None)
            if first and (again.on - first.on).days <= window_days:
                found.append(Repeat(first, again))
    return sorted(found, key=lambda repeat: (repeat.again.on, repeat.again.key))


@dataclass(frozen=True, slots=True)
class Waste:
    """What was done twice: how often, for how many people, hours, pounds (None where a unit cost is not known)."""

    times: int
    people: int
    hours: Decimal | None
    cost: Decimal | None


def waste(*, times: int, people: int, minutes_each: Decimal | None, cost_an_hour: Decimal | None) -> Waste:
    """Hours and pounds of work done `times` over, at minutes each and pounds an hour."""
    hours = None if minutes_each is None else times * minutes_each / 60
    return Waste(times, people, hours, None if hours is None or cost_an_hour is None else hours * cost_an_hour)


def agency_matrix(repeats: Iterable[Repeat]) -> Counter[tuple[str, str]]:
    """(agency that asked first, agency that asked again) → times. Its sum is the number of repeats."""
    return Counter((repeat.first.agency, repeat.again.agency) for repeat in repeats)


@dataclass(frozen=True, slots=True)
class Tracked:
    """That one agency kept a status of a person from `start` to before `end` (None: it still does)."""

    person: Hashable
    agency: str
    start: dt.date
    end: dt.date | None


def double_tracking(statuses: Iterable[Tracked], until: dt.date) -> Counter[tuple[Hashable, str, str]]:
    """(person, agency, other agency) → days up to `until`, it among them, on which both kept a status of her."""
    by_person: dict[Hashable, list[Tracked]] = {}
    for status in statuses:
        by_person.setdefault(status.person, []).append(status)
    found: Counter[tuple[Hashable, str, str]] = Counter()
    for person, own in by_person.items():
        own.sort(key=lambda status: status.agency)
        for at, one in enumerate(own):
            for other in own[at + 1 :]:
                days = (min(_end(one, until), _end(other, until)) - max(one.start, other.start)).days
                if one.agency != other.agency and days > 0:
                    found[person, one.agency, other.agency] += days
    return found


def _end(status: Tracked, until: dt.date) -> dt.date:
    after = until + dt.timedelta(days=1)
    return after if status.end is None else min(status.end, after)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A spell of learning: level as a rank (entry 0, level 1 is 1…; None without a level), and whether it was
    achieved."""

    key: int
    person: Hashable
    rank: int | None
    start: dt.date
    end: dt.date | None
    achieved: bool


@dataclass(frozen=True, slots=True)
class Progression:
    """A later spell of learning beside the highest level had before it: `achieved` says whether that was reached."""

    before: Enrolment
    later: Enrolment
    achieved: bool

    @property
    def lower(self) -> bool:
        """Whether the later is lower, not merely the same."""
        return (self.later.rank or 0) < (self.before.rank or 0)


def same_or_lower_level(enrolments: Iterable[Enrolment]) -> list[Progression]:
    """Each spell of learning that began after another had ended, at the level of the highest before it or lower.

    Learning without a level compares with nothing. A spell is set beside the highest that had ended (of equals, the
    achieved one, then the latest), so that it counts once.
    """
    by_person: dict[Hashable, list[Enrolment]] = {}
    for enrolment in enrolments:
        if enrolment.rank is not None:
            by_person.setdefault(enrolment.person, []).append(enrolment)
    found = []
    for own in by_person.values():
        for later in own:
            ended = [one for one in own if _ended_before(one, later)]
            before = max(ended, key=_highest, default=None)
            if before and (later.rank or 0) <= (before.rank or 0):
                found.append(Progression(before, later, before.achieved))
    return sorted(found, key=lambda progression: (progression.later.start, progression.later.key))


def _ended_before(one: Enrolment, later: Enrolment) -> bool:
    """Ended by the day the later began; of two that began on one day only the lesser key can come before."""
    return one.end is not None and one.end <= later.start and (one.start, one.key) < (later.start, later.key)


def _highest(enrolment: Enrolment) -> tuple[int, bool, dt.date, int]:
    return enrolment.rank or 0, enrolment.achieved, enrolment.end or enrolment.start, enrolment.key


@dataclass(frozen=True, slots=True)
class Detection:
    """What was found beside what was there: counts, and shares (0 to 1; None where there was nothing to share in)."""

    found: int
    there: int
    rightly: int

    @property
    def recall(self) -> float | None:
        """Of what was there, the share found."""
        return self.rightly / self.there if self.there else None

    @property
    def precision(self) -> float | None:
        """Of what was found, the share that was there."""
        return self.rightly / self.found if self.found else None


def detection(found: Collection[Hashable], planted: Collection[Hashable]) -> Detection:
    """Hold what a rule found against what was planted."""
    return Detection(len(set(found)), len(set(planted)), len(set(found) & set(planted)))


def share_by_window(assessments: Sequence[Assessment], windows: Sequence[int]) -> list[tuple[int, int]]:
    """(window in days, repeats) for several windows: how much hangs on the setting."""
    return [(window, len(repeated_assessments(assessments, window))) for window in windows]
