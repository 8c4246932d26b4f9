"""Public bodies and what of their estate a person may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from estate.choices import CLOSED_STATUSES, Status
from estate.selectors.totals import Totals, as_totals, sums, tallied
from totalplace.models import Organisation

IN_REGISTER = [status.value for status in Status if status not in CLOSED_STATUSES]


@dataclass(frozen=True, slots=True)
class Body:
    """A body, what its properties in the register add up to, and how many have each rating ("" is not rated)."""

    organisation: Organisation
    totals: Totals
    by_rag: Mapping[str, int]


def bodies(user: Any) -> list[Body]:
    """Every body by name, with what `user` may see of its estate. Two queries, whatever the size of the estate."""
    totals, ratings = _by_body(user)
    return [Body(each, totals.get(each.pk, Totals(0)), ratings.get(each.pk, {})) for each in Organisation.objects.all()]


def body(code: str, user: Any) -> Body | None:
    """The body with that code."""
    each = Organisation.objects.select_related("sponsor").filter(code=code).first()
    if each is None:
        return None
    totals, ratings = _by_body(user, organisation=[each.pk])
    return Body(each, totals.get(each.pk, Totals(0)), ratings.get(each.pk, {}))


@dataclass(frozen=True, slots=True)
class Share:
    """Properties of one category and rating: codes, "" where not known, and what they add up to."""

    category: str
    rag: str
    totals: Totals


def shares(user: Any, **dimensions: Any) -> list[Share]:
    """What `user` may see of the register by category and rating, narrowed to `dimensions` (organisation=[3])."""
    rows = tallied(user, {"status": IN_REGISTER, **dimensions}, apart=("category", "rag"))
    if rows is None:
        raise ValueError(f"the tally does not tell {', '.join(dimensions)} apart by category and rating")
    grouped: Iterable[Any] = rows.values("category", "rag").annotate(**sums()).order_by("category", "rag")
    return [Share(row["category"], row["rag"], as_totals(row)) for row in grouped if row["properties"]]


def _by_body(user: Any, **dimensions: Any) -> tuple[dict[int, Totals], dict[int, dict[str, int]]]:
    """Totals and counts by rating of each body that has any property `user` may see."""
    rows = tallied(user, {"status": IN_REGISTER, **dimensions}, apart=("rag",))
    if rows is None:
        raise ValueError(f"the tally does not tell {', '.join(dimensions)} apart by rating")
    totals: dict[int, Totals] = {}
    ratings: dict[int, dict[str, int]] = {}
    grouped: Iterable[Any] = rows.values("organisation_id", "rag").annotate(**sums()).order_by()
    for row in grouped:
        body_id = row["organisation_id"]
        totals[body_id] = totals.get(body_id, Totals(0)) + as_totals(row)
        ratings.setdefault(body_id, {})[row["rag"]] = row["properties"]
    return totals, ratings
