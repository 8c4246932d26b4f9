"""Whether a count can be relied on: what is in, missing, counted twice or estimated, and who answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from spend.choices import Certainty, Confidence, Method
from spend.models import Body, Count, Elimination, Line


@dataclass(frozen=True, slots=True)
class OfBody:
    """One body's part of a count, in pounds: what its lines come to, what is taken out, and what it signed."""

    code: str
    name: str
    sector: str
    organisation_id: int | None
    lines: int
    amount: Decimal
    taken_out: Decimal
    signed: Decimal | None
    signed_at: Any
    signed_by: str

    @property
    def counted(self) -> Decimal:
        return self.amount - self.taken_out

    @property
    def stands(self) -> bool:
        """Whether what was signed is what the lines come to."""
        return self.signed is not None and self.signed == self.amount


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that share how they are known: how many, what they come to in pounds, and the share (0 to 1) of all."""

    label: str
    lines: int
    amount: Decimal
    share: Decimal | None


def of_bodies(user: Any, count: Count) -> list[OfBody]:
    """Each body's part of the count that the person may see, the largest first: one question to the database."""
    lines, held = Line.objects.visible_to(user).filter(count=count).values("id").query.sql_with_params()
    sql = f"""
        SELECT b.code, b.name, b.sector, b.organisation_id, count(l.id), sum(l.amount), coalesce(sum(e.amount), 0),
               s.amount, s.signed_at, coalesce(nullif(u.display_name, ''), u.username, '')
          FROM spend_line l JOIN spend_body b ON b.id = l.body_id
          LEFT JOIN (SELECT removed_from_id, sum(amount) AS amount FROM spend_elimination GROUP BY 1) e
            ON e.removed_from_id = l.id
          LEFT JOIN spend_signoff s ON s.count_id = l.count_id AND s.body_id = b.id AND s.withdrawn_at IS NULL
          LEFT JOIN totalplace_user u ON u.id = s.signed_by_id
         WHERE l.id IN ({lines})
         GROUP BY b.id, s.id, u.id ORDER BY sum(l.amount) DESC, b.name"""
    with connection.cursor() as cursor:
        cursor.execute(sql, held)
        return [OfBody(*row) for row in cursor.fetchall()]


def missing(count: Count) -> QuerySet[Body]:
    """Bodies known to spend that have no line in the count."""
    return Body.objects.exclude(lines__count=count).order_by("name")


def counted_twice(user: Any, count: Count) -> QuerySet[Elimination]:
    """What stands in two lines of the count, and from which it was taken out."""
    seen = Line.objects.visible_to(user).filter(count=count)
    found = Elimination.objects.filter(removed_from__in=seen)
    return found.select_related("counted_in__body", "removed_from__body", "source")


def unbalanced(count: Count) -> list[tuple[str, Decimal, Decimal]]:
    """(way of adding up, expected, found) for each that does not give its total. None is the right answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT way, expected, found FROM spend_unbalanced WHERE count_id = %s ORDER BY way", [count.pk])
        return cursor.fetchall()


def how_known(user: Any, count: Count) -> dict[str, list[Group]]:
    """The count's lines by how they came to be known: outturn or estimate, by what method, with what confidence."""
    lines, held = Line.objects.visible_to(user).filter(count=count).values("id").query.sql_with_params()
    sql = f"""
        SELECT grouping(certainty), grouping(method), certainty, method, confidence, count(*), sum(amount)
          FROM spend_line WHERE id IN ({lines})
         GROUP BY GROUPING SETS ((certainty), (method), (confidence)) ORDER BY sum(amount) DESC"""
    with connection.cursor() as cursor:
        cursor.execute(sql, held)
        rows = cursor.fetchall()
    labels = {0: dict(Certainty.choices), 1: dict(Method.choices), 2: dict(Confidence.choices)}
    groups: dict[str, list[Group]] = {"Outturn or estimate": [], "How it came to belong here": [], "Confidence": []}
    for no_certainty, no_method, certainty, method, confidence, number, amount in rows:
        which = 0 if not no_certainty else 1 if not no_method else 2
        code = (certainty, method, confidence)[which]
        whole = sum((row[6] for row in rows if (row[0], row[1]) == (no_certainty, no_method)), Decimal(0))
        group = Group(str(labels[which][code]), number, amount, amount / whole if whole else None)
        list(groups.values())[which].append(group)
    return groups
