"""What a count's money is for, by each classification."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from spend.models import Count, Line, Scheme


def schemes_of(user: Any) -> QuerySet[Scheme]:
    """The classifications that the person may see."""
    return Scheme.objects.visible_to(user)


def codes_of(user: Any, count: Count) -> list[dict[str, Any]]:
    """Every code, with how many of the count's lines have it and the pounds of them under it, each pound once."""
    lines, held = Line.objects.visible_to(user).filter(count=count).values("id").query.sql_with_params()
    schemes, seen = schemes_of(user).order_by().values("id").query.sql_with_params()
    sql = f"""
        WITH shared AS (
            SELECT lc.code_id, count(*) AS lines,
                   round(sum((l.amount - coalesce(e.amount, 0)) * lc.share), 2) AS amount
              FROM spend_linecode lc JOIN spend_line l ON l.id = lc.line_id
              LEFT JOIN (SELECT removed_from_id, sum(amount) AS amount FROM spend_elimination GROUP BY 1) e
                ON e.removed_from_id = l.id
             WHERE l.id IN ({lines}) GROUP BY 1
        )
        SELECT s.key AS scheme, s.edition, c.code, c.label, p.code AS parent,
               coalesce(shared.lines, 0) AS lines, coalesce(shared.amount, 0) AS amount
          FROM spend_code c JOIN spend_scheme s ON s.id = c.scheme_id
          LEFT JOIN spend_code p ON p.id = c.parent_id LEFT JOIN shared ON shared.code_id = c.id
         WHERE s.id IN ({schemes}) ORDER BY s.key, s.edition, c.code"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*held, *seen])
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
