"""The SQL by which changes are read: from marks to the events behind them, and of those only what a person may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from estate.choices import ChangeKind
from estate.querysets.properties import visible


@dataclass(frozen=True, slots=True)
class Source:
    """Where the events of a kind are, and how an event `e` leads to the number of its property, gone or not."""

    events: str
    owner: str


def _of_lease(table: str) -> Source:
    lease = "(SELECT l.property_id FROM estate_leaseevent l WHERE l.pgh_obj_id = e.lease_id LIMIT 1)"
    return Source(table, lease)


def _of_record(table: str) -> Source:
    of_property = (
        "(SELECT e.object_id FROM django_content_type t"
        " WHERE t.id = e.content_type_id AND (t.app_label, t.model) = ('estate', 'property'))"
    )
    return Source(table, of_property)


SOURCES: dict[str, Source] = {
    ChangeKind.PROPERTY: Source("estate_propertyevent", "e.pgh_obj_id"),
    ChangeKind.RATING: Source("estate_ragassessmentevent", "e.property_id"),
    ChangeKind.WITHDRAWAL: Source(
        "estate_ragwithdrawalevent",
        "(SELECT a.property_id FROM estate_ragassessmentevent a WHERE a.pgh_obj_id = e.assessment_id LIMIT 1)",
    ),
    ChangeKind.TITLE: Source("estate_propertytitleevent", "e.property_id"),
    ChangeKind.LEASE: Source("estate_leaseevent", "e.property_id"),
    ChangeKind.BREAK: _of_lease("estate_leasebreakevent"),
    ChangeKind.REVIEW: _of_lease("estate_leasereviewevent"),
    ChangeKind.OCCUPATION: Source("estate_occupationevent", "e.property_id"),
    ChangeKind.COST: Source("estate_runningcostevent", "e.property_id"),
    ChangeKind.VALUATION: Source("estate_valuationevent", "e.property_id"),
    ChangeKind.ENERGY: Source("estate_energyuseevent", "e.property_id"),
    ChangeKind.WAIVER: Source("estate_qualitywaiverevent", "e.property_id"),
    ChangeKind.NOTE: _of_record("totalplace_noteevent"),
    ChangeKind.ATTACHMENT: _of_record("totalplace_attachmentevent"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """The properties whose changes a person may read: those she sees, and those gone that she would.

    A property that is gone is as sensitive as it was when it went.
    """

    there: str
    gone: str

    @classmethod
    def by(cls, user: Any, properties: QuerySet, events: QuerySet, bodies: Collection[int] | None) -> Seen | None:
        """Of `properties` and of `events` (every property's), those of `bodies` or of all; None for who sees none."""
        condition = visible(user)
        if condition is None:
            return None
        still = Exists(properties.filter(pk=OuterRef("pgh_obj_id")))
        there, gone = properties.filter(condition), events.filter(condition, ~still, pgh_label="delete")
        if bodies is not None:
            there, gone = there.filter(organisation__in=bodies), gone.filter(organisation__in=bodies)
        columns = there.values_list("pk", "organisation"), gone.values_list("pgh_obj_id", "organisation")
        return cls(*map(_written, columns))

    def events_of(self, kind: str) -> str:
        """The events (obj, label) of that kind in the change `c` (context, at), each with its property and body.

        The two ways to find a change's events stand apart, so that each is read along its index, as far as is needed.
        Of one id the planner expects as many events as the largest import left, and would read the table; of a range
        it expects few.
        """
        source = SOURCES[kind]
        of_change = f"""
            SELECT e.* FROM {source.events} e WHERE e.pgh_context_id BETWEEN c.context AND c.context
             UNION ALL
            SELECT e.* FROM {source.events} e
             WHERE c.context IS NULL AND e.pgh_context_id IS NULL AND e.pgh_created_at = c.at"""
        return f"""
            SELECT e.pgh_obj_id AS obj, e.pgh_label AS label, s.id AS property, s.organisation
              FROM ({of_change}) e
              CROSS JOIN LATERAL (SELECT {source.owner} AS id) o
              CROSS JOIN LATERAL (
                   SELECT * FROM ({self.there}) there (id, organisation) WHERE there.id = o.id
                    UNION ALL
                   SELECT * FROM ({self.gone}) gone (id, organisation) WHERE gone.id = o.id) s"""


def _written(rows: QuerySet) -> str:
    """A query with its values written into it, as part of a larger one that has parameters by name."""
    sql, parameters = rows.order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        return cursor.mogrify(sql, parameters).decode().replace("%", "%%")
