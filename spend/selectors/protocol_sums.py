"""What planned changes come to together: by place, group, service or body, and by year.

By place every pound is counted once: a change that is for several wards, or for a district or the county, is shared out
over its wards (spend_protocol_reach), so that the wards of a district add up to the district, and the districts to the
county. By group it is counted for each group that it affects, so groups do not add up to the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from spend.choices import Decision, Group, Service
from spend.models import PlannedChange
from spend.selectors.planned_changes import Wanted, narrowed

DIMENSIONS = {"area": "place", "group": "group", "service": "service", "body": "body"}


@dataclass(frozen=True, slots=True)
class Row:
    """One place, group, service or body: net pounds by year, what is less, what is more, and how many changes."""

    key: str
    label: str
    by_year: Mapping[str, Decimal]
    less: Decimal
    more: Decimal
    changes: int

    @property
    def net(self) -> Decimal:
        return self.less + self.more

    @property
    def cells(self) -> list[Decimal]:
        return list(self.by_year.values())


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by what is most changed, the years in order, and the whole: each change once, whatever it is summed by."""

    by: str
    years: list[str]
    rows: list[Row]
    whole: Row


# Every change once for each row that it belongs to, and the share of its pounds that belongs there.
PARTS = {
    "area": """SELECT r.change_id, r.share, coalesce(up.code, here.code, r.area_code) AS key,
                      coalesce(up.name, here.name, r.area_code) AS label
                 FROM spend_plannedreach r
                 LEFT JOIN LATERAL (SELECT * FROM totalplace_area a WHERE a.code = r.area_code AND a.valid_to IS NULL
                                       AND a.level IN ('ward', 'district', 'county')
                                     ORDER BY a.level = 'ward' DESC LIMIT 1) here ON true
                 LEFT JOIN totalplace_area up ON up.id = here.parent_id AND here.level = 'ward'""",
    "ward": """SELECT r.change_id, r.share, r.area_code AS key, coalesce(here.name, r.area_code) AS label
                 FROM spend_plannedreach r
                 LEFT JOIN totalplace_area here
                   ON here.code = r.area_code AND here.valid_to IS NULL AND here.level IN ('ward', 'district')
                WHERE r.area_code IN (SELECT part FROM spend_protocol_parts(ARRAY[%s]))""",
    "group": """SELECT c.id AS change_id, 1 AS share, g.code AS key, g.code AS label
                  FROM spend_plannedchange c CROSS JOIN LATERAL unnest(c.groups) g (code)""",
    "service": "SELECT id AS change_id, 1 AS share, service AS key, service AS label FROM spend_plannedchange",
    "body": """SELECT c.id AS change_id, 1 AS share, o.code AS key, o.name AS label
                 FROM spend_plannedchange c JOIN totalplace_organisation o ON o.id = c.organisation_id""",
    "whole": "SELECT id AS change_id, 1 AS share, '' AS key, '' AS label FROM spend_plannedchange",
}
SUMS = """
SELECT parts.key, parts.label, a.year, sum(a.amount * parts.share * inside.share) AS net,
       coalesce(sum(a.amount * parts.share * inside.share) FILTER (WHERE a.amount < 0), 0) AS less,
       coalesce(sum(a.amount * parts.share * inside.share) FILTER (WHERE a.amount > 0), 0) AS more,
       array_agg(DISTINCT parts.change_id) AS changes
  FROM ({parts}) parts
  JOIN spend_plannedamount a ON a.change_id = parts.change_id
  JOIN LATERAL ({inside}) inside ON inside.share > 0
 WHERE parts.change_id IN ({wanted}) AND (%s = '' OR a.year = %s)
 GROUP BY parts.key, parts.label, a.year
 ORDER BY parts.key, a.year
"""


# How much of a change falls in the place that is asked about; of no place in particular, all of it.
EVERYWHERE = "SELECT 1 AS share"
INSIDE = """SELECT sum(r.share) AS share FROM spend_plannedreach r
             WHERE r.change_id = parts.change_id
               AND r.area_code IN (SELECT part FROM spend_protocol_parts(ARRAY[%s]))"""


def matrix(user: Any, by: str, wanted: Wanted) -> Matrix:
    """The sums of the entered changes that are wanted and not dropped: two queries, as large as the answer.

    With a place, only what falls in it is counted, and `by` "area" is by its wards; without, by districts.
    """
    seen = PlannedChange.objects.visible_to(user).entered().exclude(decision=Decision.DROPPED)
    found = narrowed(seen, wanted)
    name = "ward" if by == "area" and wanted.area else by
    rows = _rows(_asked(found, name, wanted))
    whole = _rows(_asked(found, "whole", wanted))
    years = sorted({year for row in whole for year in row.by_year})
    labels = {"group": dict(Group.choices), "service": dict(Service.choices)}.get(by, {})
    filled = [_filled(row, years, str(labels.get(row.label, row.label))) for row in rows]
    filled.sort(key=lambda row: (-(row.more - row.less), row.label))
    nothing = Row("", "", {}, Decimal(0), Decimal(0), 0)
    return Matrix(by, years, filled, _filled(whole[0] if whole else nothing, years, "All changes"))


def _asked(found: Any, name: str, wanted: Wanted) -> list[tuple[Any, ...]]:
    sql, parameters = found.order_by().values("pk").query.sql_with_params()
    inside = INSIDE if wanted.area and name != "ward" else EVERYWHERE
    query = SUMS.format(parts=PARTS[name], inside=inside, wanted=sql)
    before = (wanted.area,) if wanted.area else ()
    with connection.cursor() as cursor:
        cursor.execute(query, [*before, *parameters, wanted.year, wanted.year])
        return cursor.fetchall()


def _rows(found: list[tuple[Any, ...]]) -> list[Row]:
    by_year: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    less: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    more: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    changes: dict[tuple[str, str], set[int]] = defaultdict(set)
    for key, label, year, net, down, up, ids in found:
        at = (key, label)
        by_year[at][year] = net
        less[at] += down
        more[at] += up
        changes[at].update(ids)
    return [Row(*at, years, less[at], more[at], len(changes[at])) for at, years in by_year.items()]


def _filled(row: Row, years: list[str], label: str) -> Row:
    by_year = {year: row.by_year.get(year, Decimal(0)) for year in years}
    return Row(row.key, label, by_year, row.less, row.more, row.changes)
