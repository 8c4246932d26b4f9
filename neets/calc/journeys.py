"""What follows what in people's journeys: directly-follows counts, variants, the steps about an event, conformance.

These are the plain definitions. The pages ask PostgreSQL the same with window functions, and tests hold the two to
each other; nobody reads a million events into memory to draw a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Event:
    """One step of one person's journey. `at` orders her steps (a date, a month); `order` parts those at one time."""

    case: Hashable
    activity: str
    at: object
    order: int = 0


Journeys = Mapping[Hashable, Sequence[str]]


def journeys(events: Iterable[Event]) -> dict[Hashable, tuple[str, ...]]:
    """Each person's steps in order."""
    steps: dict[Hashable, list[Event]] = {}
    for event in events:
        steps.setdefault(event.case, []).append(event)
    return {
        case: tuple(event.activity for event in sorted(own, key=lambda event: (event.at, event.order)))
        for case, own in steps.items()
    }


def without_repeats(steps: Sequence[str]) -> tuple[str, ...]:
    """The steps with runs of one and the same drawn together: twelve months of one status are one step."""
    return tuple(step for at, step in enumerate(steps) if at == 0 or step != steps[at - 1])


def since_first(steps: Sequence[str], step: str, most: int) -> tuple[str, ...]:
    """The steps from the first `step` on, `most` of them at most; none where it never came."""
    if step not in steps:
        return ()
    at = list(steps).index(step)
    return tuple(steps[at : at + most])


@dataclass(frozen=True, slots=True)
class DirectlyFollows:
    """How often one step came straight after another; with which steps journeys begin and end (numbers of
    journeys)."""

    pairs: Mapping[tuple[str, str], int]
    starts: Mapping[str, int]
    ends: Mapping[str, int]


def directly_follows(walked: Journeys) -> DirectlyFollows:
    """Counts over all journeys."""
    paths = [steps for steps in walked.values() if steps]
    return DirectlyFollows(
        pairs=Counter(pair for steps in paths for pair in pairwise(steps)),
        starts=Counter(steps[0] for steps in paths),
        ends=Counter(steps[-1] for steps in paths),
    )


def people_following(walked: Journeys) -> Counter[tuple[str, str]]:
    """In how many people's journeys one step came straight after another at least once: what disclosure control
    counts."""
    return Counter(pair for steps in walked.values() for pair in set(pairwise(steps)))


def variants(walked: Journeys) -> Counter[tuple[str, ...]]:
    """How many people walked each whole path."""
    return Counter(tuple(steps) for steps in walked.values() if steps)


def common_variants(walked: Journeys, fewest: int) -> tuple[list[tuple[tuple[str, ...], int]], int]:
    """The paths that at least `fewest` people walked, commonest first, and how many people walked any other.

    A rare path is as good as a name, so the rest are one number and nothing else is said of them.
    """
    counted = variants(walked)
    common = sorted(((path, people) for path, people in counted.items() if people >= fewest), key=_commonest_first)
    return common, sum(counted.values()) - sum(people for _, people in common)


def _commonest_first(row: tuple[tuple[str, ...], int]) -> tuple[int, tuple[str, ...]]:
    return -row[1], row[0]


def steps_about(walked: Journeys, event: str, reach: int) -> dict[int, Counter[str]]:
    """What stood `reach` steps before an event to `reach` after it, by offset (-2, -1, 1, 2…), once per occurrence."""
    found: dict[int, Counter[str]] = {offset: Counter() for offset in range(-reach, reach + 1) if offset}
    for steps in walked.values():
        for at, step in enumerate(steps):
            if step != event:
                continue
            for offset, counter in found.items():
                if 0 <= at + offset < len(steps):
                    counter[steps[at + offset]] += 1
    return found


@dataclass(frozen=True, slots=True)
class Conformance:
    """One journey beside the route that was offered: steps of the route taken in its order, those left out, and steps
    of hers that are not of the route. `fitness` is 1 where the two agree, 0 where they share nothing."""

    taken: tuple[str, ...]
    left_out: tuple[str, ...]
    besides: tuple[str, ...]
    fitness: float

    @property
    def followed(self) -> bool:
        """Whether the whole route was walked, whatever else was."""
        return not self.left_out


def conformance(steps: Sequence[str], route: Sequence[str]) -> Conformance:
    """The cheapest way to lay a journey along a route: one for a step left out, one for a step besides."""
    shared = _longest_common(steps, route)
    cost, most = len(steps) + len(route) - 2 * len(shared), len(steps) + len(route)
    return Conformance(
        taken=shared,
        left_out=_rest(route, shared),
        besides=_rest(steps, shared),
        fitness=1 - cost / most if most else 1.0,
    )


def _longest_common(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The longest run of steps, gaps allowed, that both hold in order."""
    best: list[list[int]] = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for at in range(len(one) - 1, -1, -1):
        for to in range(len(other) - 1, -1, -1):
            same = one[at] == other[to]
            best[at][to] = best[at + 1][to + 1] + 1 if same else max(best[at + 1][to], best[at][to + 1])
    found: list[str] = []
    at = to = 0
    while at < len(one) and to < len(other):
        if one[at] == other[to]:
            found.append(one[at])
            at, to = at + 1, to + 1
        elif best[at + 1][to] >= best[at][to + 1]:
            at += 1
        else:
            to += 1
    return tuple(found)


def _rest(steps: Sequence[str], taken: Sequence[str]) -> tuple[str, ...]:
    """The steps without the first that match `taken`, in order."""
    left, at = [], 0
    for step in steps:
        if at < len(taken) and step == taken[at]:
            at += 1
        else:
            left.append(step)
    return tuple(left)
