"""Figures of this register that a claim's input can be taken from, by name: `<count's key>.<figure>`.

total       pounds of all lines          people      the population that the count divides by
lines       how many lines               per_head    pounds a head
bodies      how many bodies spend        top_2       pounds of the two largest lines; so for any number to 99
body.CODE   pounds of that body's lines  line.LABEL  pounds of the lines that the source calls so

Pounds are counted once, as on every page: what is taken out of a line is not in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count as HowMany
from django.db.models import QuerySet, Sum

from spend.models import Count, Line
from spend.selectors.sums import kept

FORM = re.compile(
    r"(?P<count>[-a-zA-Z0-9_]{1,40})\.(?P<figure>total|lines|bodies|people|per_head|top_[1-9][0-9]?|(?:body|line)\..{1,300})"
)
UNKNOWN = (
    "There is no figure of this name here. Write a count's key, a full stop and one of: total, lines, bodies, people, "
    "per_head, top_10, body.CODE, line.LABEL."
)


def is_live(name: str) -> bool:
    """Whether a name has the form of a live figure."""
    return FORM.fullmatch(name) is not None


def live_figures(names: Iterable[str], counts: QuerySet[Count]) -> dict[str, Decimal | None]:
    """The value of each name, None where the register has none; `counts` are those that may be read.

    Asks the database a fixed number of questions for each count that is named, however many names there are.
    """
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        if found := FORM.fullmatch(name):
            wanted[found["count"]][found["figure"]] = name
    values: dict[str, Decimal | None] = {}
    for count in counts.filter(key__in=wanted):
        figures = _of_count(count, wanted[count.key])
        values |= {name: figures.get(figure) for figure, name in wanted[count.key].items()}
    return values


def _of_count(count: Count, figures: Mapping[str, str]) -> dict[str, Decimal | None]:
    lines = Line.objects.filter(count=count).annotate(kept=kept())
    sums = lines.aggregate(total=Sum("kept"), lines=HowMany("pk"), bodies=HowMany("body", distinct=True))
    people = None if count.population is None else Decimal(count.population)
    found: dict[str, Decimal | None] = {
        "total": sums["total"],
        "lines": Decimal(sums["lines"]),
        "bodies": Decimal(sums["bodies"]),
        "people": people,
        "per_head": sums["total"] / people if people and sums["total"] is not None else None,
    }
    codes = [name.removeprefix("body.") for name in figures if name.startswith("body.")]
    labels = [name.removeprefix("line.") for name in figures if name.startswith("line.")]
    found |= _summed(lines.filter(body__code__in=codes), "body__code", "body.") if codes else {}
    found |= _summed(lines.filter(label__in=labels), "label", "line.") if labels else {}
    return found | _largest(lines, [name for name in figures if name.startswith("top_")])


def _summed(lines: QuerySet[Any], by: str, prefix: str) -> dict[str, Decimal | None]:
    sums = lines.order_by().values_list(by).annotate(pounds=Sum("kept"))
    return {f"{prefix}{value}": amount for value, amount in sums}


def _largest(lines: QuerySet[Any], names: list[str]) -> dict[str, Decimal | None]:
    """Sums of the largest lines, from one reading of as many as the longest of them needs."""
    sizes = {name: int(name.removeprefix("top_")) for name in names}
    if not sizes:
        return {}
    amounts = list(lines.order_by("-kept").values_list("kept", flat=True)[: max(sizes.values())])
    return {name: sum(amounts[:size], Decimal(0)) for name, size in sizes.items()}
