"""How much of a count each rule says is under local control."""

from __future__ import annotations

from typing import Any

from django.db import connection

from spend.models import ControlRule, Count, Line


def rules_of(user: Any, count: Count) -> list[dict[str, Any]]:
    """Each rule in order, with `local` and `total` (£, each pound once) and `share` (0 to 1, or None of no pounds).

    What a rule says of a body goes before what it says of a kind of control; what neither says is not local.
    """
    lines, held = Line.objects.visible_to(user).filter(count=count).values("id").query.sql_with_params()
    rules, ruled = ControlRule.objects.visible_to(user).order_by().values("id").query.sql_with_params()
    sql = f"""
        WITH counted AS (
            SELECT l.body_id, l.control, sum(l.amount - coalesce(e.amount, 0)) AS amount
              FROM spend_line l
              LEFT JOIN (SELECT removed_from_id, sum(amount) AS amount FROM spend_elimination GROUP BY 1) e
                ON e.removed_from_id = l.id
             WHERE l.id IN ({lines}) GROUP BY 1, 2
        )
        SELECT r.key, r.edition, r.name, r.words, r.stated_share, s.key AS source, r.place,
               coalesce(sum(c.amount * coalesce(of_body.share, of_kind.share, 0)), 0) AS local,
               coalesce(sum(c.amount), 0) AS total
          FROM spend_controlrule r JOIN spend_source s ON s.id = r.source_id
          LEFT JOIN counted c ON true
          LEFT JOIN spend_controlshare of_body ON of_body.rule_id = r.id AND of_body.body_id = c.body_id
          LEFT JOIN spend_controlshare of_kind
            ON of_kind.rule_id = r.id AND of_kind.body_id IS NULL AND of_kind.control = c.control
         WHERE r.id IN ({rules})
         GROUP BY r.id, s.key ORDER BY r."order", r.key, r.edition DESC"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*held, *ruled])
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [row | {"share": row["local"] / row["total"] if row["total"] else None} for row in rows]
