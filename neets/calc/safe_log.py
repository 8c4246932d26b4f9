"""A log for process-mining tools that holds nobody: made anew from counted paths, not copied from people.

What goes in are paths with the number of people on each, as disclosure control let them out. What comes out are as
many made-up cases as that number, whose steps stand a month apart from one fixed day. A tool finds in it the same
directly-follows counts and variants that the pages show, and nothing more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# Times in such a log only say what came before what. The day is early enough that nobody takes it for a real one.
FIRST_DAY = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a made-up case: what, when, and the agency if the path says one."""

    activity: str
    at: dt.datetime
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One made-up case: its name (path 3, case 12 is "3-12") and its steps in order."""

    name: str
    steps: Sequence[Step]


def cases(paths: Iterable[tuple[Sequence[str], int]]) -> Iterator[Case]:
    """As many cases as each path has people."""
    for number, (path, people) in enumerate(paths, start=1):
        steps = [Step(activity, _month(at)) for at, activity in enumerate(path)]
        for one in range(1, people + 1):
            yield Case(f"{number}-{one}", steps)


def _month(at: int) -> dt.datetime:
    return FIRST_DAY.replace(year=FIRST_DAY.year + at // 12, month=at % 12 + 1)
