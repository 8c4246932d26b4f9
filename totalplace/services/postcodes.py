"""Loading postcodes and populations: streamed into a temporary table, checked there, then taken over in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from totalplace.db.copying import copy_rows
from totalplace.importing.population import PopulationCount
from totalplace.importing.postcodes import PostcodePoint


class Refused(ValueError):
    """The file contradicts itself. `faults` has one sentence for each; nothing was stored."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: how many were read, and how many of them were new, changed and the same as before."""

    read: int
    new: int
    changed: int

    @property
    def unchanged(self) -> int:
        return self.read - self.new - self.changed


@transaction.atomic
def load_postcodes(*, points: Iterable[PostcodePoint], source: str) -> Loaded:
    """Store each postcode's point; what the register has and the points have not stays. Again changes nothing.

    Refused when one postcode is given two points.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE arriving (postcode text, easting float8, northing float8, quality int) ON COMMIT DROP"
        )
        copy_rows(cursor, "arriving", PostcodePoint._fields, points)
        _refuse(
            cursor,
            """SELECT format('%s is given %s different points. Keep the right one.', postcode, count(*))
                 FROM (SELECT DISTINCT postcode, easting, northing FROM arriving) places
                GROUP BY postcode HAVING count(*) > 1 ORDER BY postcode LIMIT 20""",
        )
        return _take_over(
            cursor,
            """INSERT INTO totalplace_postcode AS kept (postcode, location, quality, source)
               SELECT DISTINCT ON (postcode)
                      postcode, ST_SetSRID(ST_MakePoint(easting, northing), 27700), quality, %(source)s
                 FROM arriving ORDER BY postcode
               ON CONFLICT (postcode) DO UPDATE
                  SET location = excluded.location, quality = excluded.quality, source = excluded.source
                WHERE (kept.location, kept.quality) IS DISTINCT FROM (excluded.location, excluded.quality)
            RETURNING (xmax = 0) AS is_new""",
            "SELECT count(DISTINCT postcode) FROM arriving",
            source,
        )


@transaction.atomic
def load_population(*, counts: Iterable[PopulationCount], source: str) -> Loaded:
    """Store each count of people; what the register has and the file has not stays. Again changes nothing.

    Refused when the same people are counted twice with different numbers.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE arriving (area_code text, year int, sex text, age int, is_top bool, people int) "
            "ON COMMIT DROP"
        )
        copy_rows(cursor, "arriving", PopulationCount._fields, counts)
        _refuse(
            cursor,
            """SELECT format('%s, %s, %s, %s: counted %s times with different numbers. Keep the right one.', area_code,
                             year, sex, coalesce('age ' || age, 'all ages'), count(*))
                 FROM (SELECT DISTINCT area_code, year, sex, age, people FROM arriving) numbers
                GROUP BY area_code, year, sex, age HAVING count(*) > 1 ORDER BY area_code, age LIMIT 20""",
        )
        return _take_over(
            cursor,
            """INSERT INTO totalplace_population AS kept (area_code, year, sex, age, age_top_coded, people, source)
               SELECT DISTINCT ON (area_code, year, sex, age) area_code, year, sex, age, is_top, people, %(source)s
                 FROM arriving ORDER BY area_code, year, sex, age
               ON CONFLICT (area_code, year, sex, age) DO UPDATE
                  SET people = excluded.people, age_top_coded = excluded.age_top_coded, source = excluded.source
                WHERE (kept.people, kept.age_top_coded) IS DISTINCT FROM (excluded.people, excluded.age_top_coded)
            RETURNING (xmax = 0) AS is_new""",
            "SELECT count(*) FROM (SELECT DISTINCT area_code, year, sex, age FROM arriving) counted",
            source,
        )


def _refuse(cursor: Any, contradictions: str) -> None:
    cursor.execute(contradictions)
    faults = [words for (words,) in cursor.fetchall()]
    if faults:
        raise Refused(faults)


def _take_over(cursor: Any, upsert: str, count: str, source: str) -> Loaded:
    """Run the upsert and count: a row that the insert made has no earlier version, which xmax = 0 tells."""
    cursor.execute(count)
    read = cursor.fetchone()[0]
    cursor.execute(
        f"WITH done AS ({upsert}) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM done",
        {"source": source[:200]},
    )
    new, changed = cursor.fetchone()
    cursor.execute("DROP TABLE arriving")
    return Loaded(read, new, changed)
