"""The answer to a question of total spend: a sentence, a chart, a table, and where the figures come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from spend.models import Source
from spend.views.tables import Table
from totalplace.calc.charts.strips import Strip
from totalplace.permissions import rights_of

UNNAMED = "A source that is not published"


@dataclass(frozen=True, slots=True)
class Cited:
    """A document, and the places in it that figures were taken from."""

    title: str
    places: Sequence[str]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Strips that the server draws; with `drawn` (a treemap or Sankey diagram as ECharts wants it) where there is one.

    `reading` says in one sentence what the chart shows.
    """

    title: str
    reading: str
    strips: Sequence[Strip]
    drawn: dict[str, Any] | None = None
    key: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page says. `warnings` stand above the chart; `notes` below the table."""

    sentence: str
    table: Table
    chart: Chart | None = None
    cited: Sequence[Cited] = ()
    warnings: Sequence[str] = ()
    notes: Sequence[str] = ()
    tables: Sequence[Table] = ()
    form: dict[str, Any] = field(default_factory=dict)
    matrix: dict[str, Any] | None = None


def cite(user: Any, records: Iterable[Any]) -> list[Cited]:
    """The sources of records that have a `source` and a `place`, each once with its places in the order met."""
    return cite_places(user, ((record.source, record.place) for record in records))


def cite_places(user: Any, found: Iterable[tuple[Source, str]]) -> list[Cited]:
    """The sources, each once with its places. Those that the person may not see are not named, but told of."""
    sees_all = rights_of(user).sees_spend
    places: dict[int, list[str]] = {}
    sources: dict[int, Source] = {}
    for source, place in found:
        sources[source.pk] = source
        kept = places.setdefault(source.pk, [])
        if place not in kept:
            kept.append(place)
    named = {key: source for key, source in sources.items() if sees_all or source.is_public}
    cited = [Cited(_named(source), places[key], source.address) for key, source in named.items()]
    return cited if len(named) == len(sources) else [*cited, Cited(UNNAMED, ())]


def _named(source: Source) -> str:
    day = source.dated or (source.published_on.year if source.published_on else "")
    return ", ".join(str(part) for part in (source.title, source.publisher, day) if part)
