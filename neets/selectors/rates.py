"""Rates of young people not in education, employment or training, from the counts that were let out alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection

from neets.calc.disclosure import rate_shown, rounded
from neets.calc.funnel import standing
from neets.calc.lattice import OffTheLattice, Question
from neets.calc.rates import DFE_16_17, NI_117, PILOT_16_24, Definition
from neets.choices.records import Band, Column
from neets.models import CountRun, ReleasedCount
from totalplace.models import Area

DEFINITIONS: Mapping[Band, Definition] = {Band.PILOT: PILOT_16_24, Band.NI_117: NI_117, Band.DFE: DFE_16_17}
# Simplified as the county's outline is; a share in percent, or null where it is hidden.
_LAYER = """
    SELECT json_build_object('type', 'FeatureCollection', 'label', %(label)s, 'features',
        coalesce(json_agg(json_build_object(
            'type', 'Feature',
            'geometry', ST_AsGeoJSON(ST_Transform(ST_SimplifyPreserveTopology(a.boundary, 50), 4326), 5)::json,
            'properties', json_build_object('code', a.code, 'name', a.name, 'value', u.share)
        ) ORDER BY a.code), '[]'))::text
      FROM unnest(%(codes)s::text[], %(shares)s::float8[]) AS u (code, share)
      JOIN totalplace_area a ON a.code = u.code AND a.level = %(level)s AND a.valid_to IS NULL
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """The people of one area (or month), rounded, each None where it is hidden. Shares run from 0 to 1."""

    name: str
    code: str
    parent: str
    month: datetime.date
    cohort: int | None
    neet: int | None
    not_known: int | None

    @property
    def low(self) -> float | None:
        """The share that is NEET if nobody whose situation is not known is."""
        return rate_shown(self.neet, self.cohort)

    @property
    def high(self) -> float | None:
        """The share that is NEET if everybody whose situation is not known is."""
        if self.neet is None or self.not_known is None:
            return None
        return rate_shown(self.neet + self.not_known, self.cohort)

    @property
    def unknown(self) -> float | None:
        """The share whose situation is not known."""
        return rate_shown(self.not_known, self.cohort)


def months_out(band: str) -> list[datetime.date]:
    """The months of which counts are out, the newest first."""
    months = ReleasedCount.objects.filter(band=band).order_by("-month").values_list("month", flat=True)
    return list(months.distinct())


def asked(values: Mapping[str, str], *, level: str) -> Question:
    """The question that an address asks, or OffTheLattice with the field, the reason and the remedy."""
    for name in values:
        if name not in ("ages", "month"):
            remedy = "Ask by ages and month alone: no finer filter is let out."
            raise OffTheLattice(name, f"There is no filter “{name}”.", remedy)
    band = values.get("ages") or Band.PILOT.value
    out = months_out(band)
    text = values.get("month", "")
    try:
        month = datetime.date.fromisoformat(f"{text}-01") if text else (out or [datetime.date.min])[0]
    except ValueError:
        raise OffTheLattice("month", "That is no month.", "Write it as 2026-10.") from None
    question = Question(band, level, month)
    if out and month not in out:
        remedy = f"Choose one from {out[-1]:%Y-%m} to {out[0]:%Y-%m}."
        raise OffTheLattice("month", "No counts are out for that month.", remedy)
    return question


def by_area(question: Question) -> list[Figure]:
    """The figures of every area of the question's level, by name."""
    rows = ReleasedCount.objects.filter(month=question.month, band=question.band, area__level=question.level)
    return sorted(_figures(rows), key=lambda figure: (figure.name, figure.code))


def trend(area: Area, band: str) -> list[Figure]:
    """The figures of one area month by month, oldest first."""
    return sorted(_figures(ReleasedCount.objects.filter(area=area, band=band)), key=lambda figure: figure.month)


def _figures(rows: Any) -> Iterable[Figure]:
    """Rows of one column each, put together: one query."""
    fields = ("area__name", "area__code", "area__parent__name", "month", "column", "people")
    found: dict[tuple[str, str, str, datetime.date], dict[str, int | None]] = {}
    for name, code, parent, month, column, people in rows.values_list(*fields):
        found.setdefault((name, code, parent or "", month), {})[column] = people
    for (name, code, parent, month), told in found.items():
        yield Figure(
            name=name,
            code=code,
            parent=parent,
            month=month,
            cohort=told.get(Column.COHORT.value),
            neet=told.get(Column.NEET.value),
            not_known=told.get(Column.NOT_KNOWN.value),
        )


def county() -> Area | None:
    """The county whose young people these are."""
    return Area.objects.current().filter(level="county", code=settings.COUNTY_CODE).first()


@dataclass(frozen=True, slots=True)
class Defined:
    """One published definition: what it says, and its latest figure from our counts, a mean where it asks for one.

    `months` are those that the figure is of; `figure` is None where they are not all out.
    """

    band: Band
    months: list[datetime.date]
    figure: Figure | None


def by_definition(area: Area) -> list[Defined]:
    """Each definition's latest figure for an area."""
    return [_defined(area, band, definition) for band, definition in DEFINITIONS.items()]


def _defined(area: Area, band: Band, definition: Definition) -> Defined:
    known = trend(area, band)
    for last in reversed(range(len(known))):
        if not definition.months:
            return Defined(band, [known[last].month], known[last])
        together = known[max(last - len(definition.months) + 1, 0) : last + 1]
        if [figure.month.month for figure in together] == list(definition.months):
            return Defined(band, [figure.month for figure in together], _mean(together))
    return Defined(band, [], None)


def _mean(figures: list[Figure]) -> Figure:
    """The mean of several months' rounded counts, itself rounded; hidden where any month is."""

    def mean(counts: list[int | None]) -> int | None:
        told = [count for count in counts if count is not None]
        return rounded(round(sum(told) / len(told))) if len(told) == len(counts) else None

    return replace(
        figures[-1],
        cohort=mean([figure.cohort for figure in figures]),
        neet=mean([figure.neet for figure in figures]),
        not_known=mean([figure.not_known for figure in figures]),
    )


@dataclass(frozen=True, slots=True)
class Spot:
    """One area in the funnel: its figure, and where it stands to the limits, in words; "" where that is hidden."""

    figure: Figure
    standing: str


def spots(figures: Iterable[Figure], county: Figure | None) -> list[Spot]:
    """Each area against the county's share: who is a hot spot, and who has small numbers that say little."""
    share = county.low if county else None
    return [Spot(figure, _standing(figure, share)) for figure in figures]


def _standing(figure: Figure, share: float | None) -> str:
    if share is None or figure.low is None or figure.neet is None or figure.cohort is None:
        return ""
    return standing(figure.neet, figure.cohort, share)


def last_run() -> CountRun | None:
    """When counts were last made."""
    return CountRun.objects.first()


def layer_geojson(question: Question) -> str:
    """A FeatureCollection, as text, of the question's areas coloured by their lower bound in percent."""
    figures = by_area(question)
    shares = [None if figure.low is None else round(figure.low * 100, 1) for figure in figures]
    label = f"% not in education, employment or training, {question.month:%B %Y}"
    values: dict[str, Any] = {
        "codes": [figure.code for figure in figures],
        "shares": shares,
        "level": question.level,
        "label": label,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LAYER, values)
        (text,) = cursor.fetchone()
    return str(text)
