"""Lines added up by one or two of their dimensions, once for each pound."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from spend.models import Count, Elimination, Line

# What can be summed by, and the SQL of each one's key. A line under a scheme's codes is parted by its shares, and what
# no code has is under null.
FIELDS = {
    "body": "b.code", "sector": "b.sector", "direction": "l.direction", "basis": "l.basis",
    "certainty": "l.certainty", "account": "l.account", "method": "l.method", "confidence": "l.confidence",
    "control": "l.control", "funder": "f.code",
}  # fmt: skip
SCHEMES = {"cofog": "cofog", "block": "revenue-outturn", "theme": "themes"}
DIMENSIONS = (*FIELDS, *SCHEMES)

# The part of each line that is left under a code, or under none: the shares of one line come to 1.
_PARTED = """
    JOIN LATERAL (
        SELECT c.code AS key, lc.share FROM spend_linecode lc JOIN spend_code c ON c.id = lc.code_id
          JOIN spend_scheme s ON s.id = c.scheme_id
         WHERE lc.line_id = l.id AND s.key = %s
        UNION ALL
        SELECT NULL, 1 - coalesce(sum(lc.share), 0) FROM spend_linecode lc JOIN spend_code c ON c.id = lc.code_id
          JOIN spend_scheme s ON s.id = c.scheme_id
         WHERE lc.line_id = l.id AND s.key = %s HAVING coalesce(sum(lc.share), 0) < 1
    ) {name} ON true"""


def summary(user: Any, count: Count, by: Sequence[str]) -> list[dict[str, Any]]:
    """{dimension: code or None, lines, amount in pounds} for each group of a count's lines that the person may see.

    `amount` is after eliminations, which are taken from the line that loses them, in proportion to its shares.
    """
    joins, parameters, shares = [], [], ["1::numeric"]
    for name in by:
        if name in SCHEMES:
            joins.append(_PARTED.format(name=name))
            parameters += [SCHEMES[name]] * 2
            shares.append(f"{name}.share")
    keys = [f"{name}.key" if name in SCHEMES else f"nullif({FIELDS[name]}, '')" for name in by]
    visible, held = Line.objects.visible_to(user).filter(count=count).values("id").query.sql_with_params()
    sql = f"""
        SELECT {", ".join(keys)}, count(DISTINCT l.id),
               round(sum((l.amount - coalesce(e.amount, 0)) * {" * ".join(shares)}), 2)
          FROM spend_line l JOIN spend_body b ON b.id = l.body_id LEFT JOIN spend_body f ON f.id = l.funder_id
          LEFT JOIN (SELECT removed_from_id, sum(amount) AS amount FROM spend_elimination GROUP BY 1) e
            ON e.removed_from_id = l.id {"".join(joins)}
         WHERE l.id IN ({visible})
         GROUP BY {", ".join(str(place + 1) for place in range(len(by)))}
         ORDER BY {", ".join(str(place + 1) for place in range(len(by)))}"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *held])
        return [_row(by, row) for row in cursor.fetchall()]


def _row(by: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    *keys, lines, amount = row
    return {**dict(zip(by, keys, strict=True)), "lines": lines, "amount": amount}


def kept() -> Combinable:
    """The pounds of a line that are counted: its amount without what is taken out of it. For annotating lines."""
    taken = Elimination.objects.filter(removed_from=OuterRef("pk")).order_by().values("removed_from")
    return F("amount") - Coalesce(Subquery(taken.annotate(pounds=Sum("amount")).values("pounds")), Decimal(0))


def total(user: Any, count: Count) -> Decimal:
    """What the lines of a count that the person may see come to in pounds, each pound once."""
    visible, held = Line.objects.visible_to(user).filter(count=count).values("id").query.sql_with_params()
    sql = f"""
        SELECT coalesce((SELECT sum(amount) FROM spend_line WHERE id IN ({visible})), 0)
             - coalesce((SELECT sum(amount) FROM spend_elimination WHERE removed_from_id IN ({visible})), 0)"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*held, *held])
        return Decimal(cursor.fetchone()[0])
