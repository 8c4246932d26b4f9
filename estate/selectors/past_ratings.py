"""The estate as it was rated on a past day, and how many properties had which rating month by month.

Both begin at `visible_to(user)`, so who may see a property is decided today; how it was rated then, by what had been
said and not yet taken back.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from estate.choices import CLOSED_STATUSES, Rag
from estate.models import Property, RagAssessment, RagWithdrawal

RATINGS = (*Rag.values, "")
# As many marks as a browser draws at once without a pause.
MOST_POINTS = 2000
# About a metre.
DEGREE_DECIMALS = 5


def end_of(day: datetime.date) -> datetime.datetime:
    """The first moment after `day`, UK time: what happened on the day itself counts as having happened."""
    following = day + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(following, datetime.time()))


def standing_at(moment: datetime.datetime) -> QuerySet[RagAssessment]:
    """For the property of an outer query: the assessments that stood before `moment`, the standing one first."""
    taken_back = RagWithdrawal.objects.filter(assessment=OuterRef("pk"), withdrawn_at__lt=moment)
    return (
        RagAssessment.objects.filter(~Exists(taken_back), property=OuterRef("pk"), assessed_at__lt=moment)
        .order_by("-assessed_at", "-id")
    )  # fmt: skip


def in_register_on(properties: QuerySet[Property], day: datetime.date) -> QuerySet[Property]:
    """Those of `properties` that were in the register at the end of `day`.

    A property counts from the day it came into the register, or from its first rating where that is earlier, until the
    day it closed. One that was closed and opened again is left out while the register said that it was closed.
    """
    moment = end_of(day)
    event = Property.pgh_event_model  # type: ignore[attr-defined]
    later = event.objects.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__gt=OuterRef("pgh_id"), pgh_created_at__lt=moment
    )
    was_closed = event.objects.filter(
        ~Exists(later), pgh_obj_id=OuterRef("pk"), pgh_created_at__lt=moment, status__in=CLOSED_STATUSES
    )
    rated_by_then = RagAssessment.objects.filter(property=OuterRef("pk"), assessed_at__lt=moment)
    return properties.filter(
        Q(created_at__lt=moment) | Exists(rated_by_then),
        ~Q(status__in=CLOSED_STATUSES, closed_on__lte=day),
        ~Exists(was_closed),
    )


def rated_as_of(properties: QuerySet[Property], day: datetime.date) -> QuerySet[Any]:
    """The properties that were in the register at the end of `day`, with the rating that stood then.

    `properties` begins at `visible_to(user)`: who may see a property is decided today. Each has `rag_then` ("" for not
    rated) and `rag_then_at`, the moment that rating was given.
    """
    then = standing_at(end_of(day))
    return in_register_on(properties, day).annotate(
        rag_then=Coalesce(Subquery(then.values("rating")[:1]), Value("")),
        rag_then_at=Subquery(then.values("assessed_at")[:1]),
    )


def ratings_then(properties: Iterable[Property], day: datetime.date) -> dict[int, str]:
    """The rating at the end of `day` of each that was in the register then, by number; "" is not rated.

    The properties are what the person may see.
    """
    found = rated_as_of(Property.objects.filter(pk__in=[each.pk for each in properties]), day)
    return dict(found.values_list("pk", "rag_then"))


# --- Counts of many days in one pass -----------------------------------------------------------------

# Each property's life and ratings become intervals, and each interval one step up and one step down among the days
# asked for: the assessments are read once, however many days there are. `ends` are the first moments after the days.
COUNTS = """
WITH ends AS (SELECT %(ends)s::timestamptz[] AS at),
seen AS MATERIALIZED ({seen}),
turns AS (
    SELECT property_id, at, rating, lead(at) OVER (PARTITION BY property_id ORDER BY at, id) AS until
      FROM (SELECT a.property_id, a.id, a.assessed_at AS at, a.rating
              FROM estate_ragassessment a WHERE a.property_id IN (SELECT id FROM seen)
             UNION ALL
            SELECT a.property_id, w.id, w.withdrawn_at, coalesce((
                   SELECT b.rating FROM estate_ragassessment b
                    WHERE b.property_id = a.property_id AND b.assessed_at <= w.withdrawn_at
                      AND NOT EXISTS (SELECT FROM estate_ragwithdrawal x
                                       WHERE x.assessment_id = b.id AND x.withdrawn_at <= w.withdrawn_at)
                    ORDER BY b.assessed_at DESC, b.id DESC LIMIT 1), '')
              FROM estate_ragwithdrawal w JOIN estate_ragassessment a ON a.id = w.assessment_id
             WHERE a.property_id IN (SELECT id FROM seen)) said
),
lives AS MATERIALIZED (
    SELECT s.id, s.organisation_id, s.is_sensitive, first.at AS rated_at, least(s.created_at, first.at) AS came,
           CASE WHEN s.status = ANY (%(closed)s) THEN s.closed_on::timestamp AT TIME ZONE 'Europe/London' END AS gone
      FROM seen s
      LEFT JOIN (SELECT property_id, min(assessed_at) AS at FROM estate_ragassessment GROUP BY property_id) first
        ON first.property_id = s.id
),
intervals AS (
    SELECT l.organisation_id, l.is_sensitive, t.rating, t.at AS start, least(t.until, l.gone) AS stop
      FROM turns t JOIN lives l ON l.id = t.property_id
     WHERE l.gone IS NULL OR t.at < l.gone
     UNION ALL
    SELECT l.organisation_id, l.is_sensitive, '', l.came, least(l.rated_at, l.gone)
      FROM lives l
     WHERE (l.rated_at IS NULL OR l.came < l.rated_at) AND (l.gone IS NULL OR l.came < l.gone)
),
-- While the register said that it was closed, a property that was opened again later is not counted.
shut AS (
    SELECT e.pgh_obj_id AS property_id, e.pgh_created_at AS start,
           (SELECT n.pgh_created_at FROM estate_propertyevent n
             WHERE n.pgh_obj_id = e.pgh_obj_id AND n.pgh_id > e.pgh_id ORDER BY n.pgh_id LIMIT 1) AS stop
      FROM estate_propertyevent e
     WHERE e.status IN ('sold', 'lease_ended', 'demolished', 'closed')
),
uncounted AS (
    SELECT l.organisation_id, l.is_sensitive, i AS step, coalesce((
           SELECT a.rating FROM estate_ragassessment a
            WHERE a.property_id = l.id AND a.assessed_at < ends.at[i]
              AND NOT EXISTS (SELECT FROM estate_ragwithdrawal x
                               WHERE x.assessment_id = a.id AND x.withdrawn_at < ends.at[i])
            ORDER BY a.assessed_at DESC, a.id DESC LIMIT 1), '') AS rating
      FROM ends, shut JOIN lives l ON l.id = shut.property_id,
           generate_series(width_bucket(shut.start, ends.at) + 1,
                           coalesce(width_bucket(shut.stop, ends.at), cardinality(ends.at))) i
     WHERE l.came < ends.at[i] AND (l.gone IS NULL OR l.gone >= ends.at[i])
),
steps AS (
    SELECT width_bucket(start, ends.at) + 1 AS step, rating, organisation_id, is_sensitive, 1 AS change
      FROM intervals, ends
     UNION ALL
    SELECT width_bucket(stop, ends.at) + 1, rating, organisation_id, is_sensitive, -1
      FROM intervals, ends WHERE stop IS NOT NULL
     UNION ALL
    SELECT step, rating, organisation_id, is_sensitive, -1 FROM uncounted
     UNION ALL
    SELECT step + 1, rating, organisation_id, is_sensitive, 1 FROM uncounted
)
SELECT step, rating, organisation_id, is_sensitive, sum(change) FROM steps GROUP BY 1, 2, 3, 4
"""


# The rows of {then} as marks of a map; `base` is the address that a reference completes.
POINTS = """
SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
           'type', 'Feature', 'geometry', place::json,
           'properties', json_build_object('title', coalesce(nullif(name, ''), reference), 'rag', rag_then,
                                           'url', %(base)s || reference || '/', 'role', 'near'))), '[]'))::text
  FROM ({then}) stood
"""


def points_as_of(rated: QuerySet[Any], base: str) -> str:
    """The properties of `rated_as_of` that have a place as GeoJSON text: where they stand, and their rating then.

    At most MOST_POINTS of them. Each has title, rag ("" for not rated) and url, which is `base` and its reference.
    """
    placed = rated.filter(location__isnull=False).order_by("pk")
    place = AsGeoJSON(Transform("location", 4326), precision=DEGREE_DECIMALS)
    wanted = placed.annotate(place=place).values("reference", "name", "place", "rag_then")[:MOST_POINTS]
    sql, parameters = wanted.query.sql_with_params()
    with connection.cursor() as cursor:
        then = cursor.mogrify(sql, parameters).decode().replace("%", "%%")
        cursor.execute(POINTS.replace("{then}", then), {"base": base})
        (text,) = cursor.fetchone()
    return text


@dataclass(frozen=True, slots=True)
class Counted:
    """How many properties had which rating at the end of a day, by rating; "" is not rated."""

    day: datetime.date
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def unrated(self) -> int:
        return self.counts[""]


def counts_on(properties: QuerySet[Property], days: Sequence[datetime.date]) -> list[Counted]:
    """For each of `days`, in rising order: how many of `properties` were in the register with which rating.

    The same as grouping `rated_as_of(properties, day)` by rating, in one query for all days.
    """
    steps: dict[tuple[int, str], int] = defaultdict(int)
    for (step, rating, _, _), change in steps_of(properties, days).items():
        steps[step, rating] += change
    counts, found = dict.fromkeys(RATINGS, 0), []
    for step, day in enumerate(days, start=1):
        counts = {rating: counts[rating] + steps[step, rating] for rating in RATINGS}
        found.append(Counted(day, counts))
    return found


def steps_of(properties: QuerySet[Property], days: Sequence[datetime.date]) -> dict[tuple[int, str, int, bool], int]:
    """By how much each count changed from one of `days` to the next: by (number of the day from 1, rating, body,
    whether sensitive), those of today."""
    wanted = properties.order_by().values("id", "created_at", "status", "closed_on", "organisation_id", "is_sensitive")
    sql, parameters = wanted.query.sql_with_params()
    with connection.cursor() as cursor:
        # The queryset's own parameters have no names: they are written into its text first.
        seen = cursor.mogrify(sql, parameters).decode().replace("%", "%%")
        cursor.execute(
            COUNTS.replace("{seen}", seen),
            {"ends": [end_of(day) for day in days], "closed": [str(status) for status in CLOSED_STATUSES]},
        )
        return {(step, *key): int(change) for step, *key, change in cursor.fetchall()}


def count_on(properties: QuerySet[Property], day: datetime.date) -> Counted:
    """The same for one day, for which looking each property up is less than half the work."""
    found = rated_as_of(properties, day).order_by().values_list("rag_then").annotate(properties=Count("pk"))
    return Counted(day, dict.fromkeys(RATINGS, 0) | dict(found))


def month_ends(months: int, today: datetime.date) -> list[datetime.date]:
    """The last days of the `months` whole months before today's, oldest first, and today."""
    first = today.replace(day=1)
    ends = []
    for _ in range(months):
        ends.append(first - datetime.timedelta(days=1))
        first = ends[-1].replace(day=1)
    return [*reversed(ends), today]
