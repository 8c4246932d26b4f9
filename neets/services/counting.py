"""Making the counts: exact ones from the spells, and of those, once for each month, what may be let out."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from neets.calc.disclosure import TOTAL, Cell, Shown, protect
from neets.calc.lattice import LEVELS, Question
from neets.calc.rates import NI_117, PILOT_16_24, Definition
from neets.choices import Activity, Standing, codes_standing, standing_of
from neets.choices.records import Band, Column, Purpose
from neets.models import CountRun, MonthlyCount, Release, ReleasedCount
from neets.querysets.row_security import opened
from neets.selectors.rates import DEFINITIONS
from totalplace.choices import AreaLevel
from totalplace.models import Area

MONTHS = 13
_SQL = Path(__file__).resolve().parents[1] / "sql"
# Any number that no other lock of ours is: two runs at once would count a month twice.
_LOCK = 7_304_028
# Those whose home is not known are a row of the table too, or the county less its districts would be they.
NOWHERE = "?"


@transaction.atomic
def make_counts(*, today: datetime.date, months: int = MONTHS) -> int:
    """Count the young people at the end of the last `months` whole months, and let out each month not let out before.

    Answers how many months were let out. A month that is out stays as it is: what changed since would show who changed.
    """
    wanted = whole_months(today, months)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute((_SQL / "place_homes.sql").read_text(encoding="utf-8"))
    with opened(Purpose.COUNTING):
        out = set(ReleasedCount.objects.values_list("month", flat=True).distinct())
        new = [month for month in wanted if month not in out]
        MonthlyCount.objects.filter(month__in=new).delete()
        _count(new)
        for month in new:
            for band in Band:
                _let_out(month, band)
    CountRun.objects.create(month_from=wanted[0], month_to=wanted[-1])
    return len(new)


def whole_months(today: datetime.date, months: int) -> list[datetime.date]:
    """The first days of the last `months` months that ended before `today`, oldest first."""
    last = today.year * 12 + today.month - 2
    return [datetime.date(number // 12, number % 12 + 1, 1) for number in range(last - months + 1, last + 1)]


def _count(months: list[datetime.date]) -> None:
    settled = set(codes_standing(Standing.EET)) - PILOT_16_24.leaves_out - NI_117.leaves_out
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")  # A year of a county fits, unsorted to disk.
        cursor.execute(
            (_SQL / "count_month.sql").read_text(encoding="utf-8"),
            {"months": months, "counted": [code.value for code in Activity if code not in settled]},
        )


def _let_out(month: datetime.date, band: Band) -> None:
    """Protect one month's table of one band, and store what of it may be seen."""
    counts, parents = _table(month, band, by_ward="ward" in LEVELS[band])
    if not counts:
        return
    salt = salted_hmac("neets.disclosure", f"{month} {band}", algorithm="sha256").digest()
    shown = protect(counts, parents, salt=salt)
    stored = {cell: people for cell, people in shown.counts.items() if not cell[0].startswith(NOWHERE)}
    ReleasedCount.objects.bulk_create(
        ReleasedCount(
            month=month,
            band=band,
            area_id=int(row),
            column=Column.COHORT if column == TOTAL else column,
            people=people,
        )
        for (row, column), people in stored.items()
    )
    _record(str(Question(band, LEVELS[band][-1], month)), shown)


def _record(question: str, shown: Shown) -> None:
    """Enter it in the ledger of what was let out."""
    told = json.dumps(sorted((*cell, people) for cell, people in shown.counts.items()))
    Release.objects.get_or_create(
        question=question,
        answer=hashlib.sha256(told.encode()).hexdigest(),
        defaults={"cells": len(shown.counts), "hidden": shown.hidden},
    )


def _table(month: datetime.date, band: Band, *, by_ward: bool) -> tuple[dict[Cell, int], dict[str, str]]:
    """The exact counts by the smallest areas of the lattice and column, and which area each belongs to."""
    county = Area.objects.current().filter(level=AreaLevel.COUNTY, code=settings.COUNTY_CODE).first()
    if county is None:
        return {}, {}
    counts: dict[Cell, int] = {}
    parents: dict[str, str] = {}
    for district, ward, code, people in _rows(month, DEFINITIONS[band]):
        above = str(district) if district else f"{NOWHERE}district"
        row = str(ward) if ward and by_ward else NOWHERE + above
        parents[row], parents[above] = above, str(county.pk)
        cell = row, _column(code)
        counts[cell] = counts.get(cell, 0) + people
    return counts, parents


def _rows(month: datetime.date, definition: Definition) -> Iterable[tuple[int | None, int | None, str, int]]:
    """(district, ward, code, people) of those whom a definition counts."""
    age = "academic_age" if definition.age_basis == "academic" else "age"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT p.district_id, p.ward_id, c.code, sum(c.people)::int
              FROM neets_monthlycount c LEFT JOIN neets_homeplace p ON p.home_id = c.home_id
             WHERE c.month = %s AND c.{age} BETWEEN %s AND %s AND c.code <> ALL (%s)
             GROUP BY 1, 2, 3
            """,
            [month, definition.youngest, definition.oldest, list(definition.leaves_out)],
        )
        return cursor.fetchall()


def _column(code: str) -> str:
    """The column that a status is counted in."""
    standing = standing_of(code) if code else Standing.EET
    if standing == Standing.NEET:
        return Column.NEET.value
    return Column.NOT_KNOWN.value if standing == Standing.NOT_KNOWN else Column.OTHER.value
