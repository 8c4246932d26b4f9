"""Loading areas and how many people live in them: a file's plan first, then all of it or nothing.

The area in force keeps its row from one vintage to the next, so what points at it stays true; what it was before
becomes a row of its own, closed on the day the new outline came into force.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.db import connection, transaction
from psycopg2.extras import execute_values

from totalplace.choices import AreaLevel
from totalplace.importing.areas import PARENT_LEVELS, Boundary


class AreasRefused(ValueError):
    """The file cannot be loaded. `faults` has one sentence for each, with its remedy; nothing was stored."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


@dataclass(slots=True)
class AreaPlan:
    """What a load does (or would do), as codes in order."""

    level: str
    valid_from: datetime.date
    new: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many areas are other than before."""
        done = (self.new, self.moved, self.changed, self.renamed, self.replaced, self.closed, self.removed)
        return sum(map(len, done))


# What becomes of each area of the file. "older" is refused: the register knows the area as it became later.
CLASSIFY = """
UPDATE arriving a
   SET area_id = c.id,
       action = CASE WHEN c.is_illustrative THEN 'replaced'
                     WHEN ST_AsBinary(a.boundary) = ST_AsBinary(c.boundary)
                     THEN CASE WHEN a.name = c.name THEN 'unchanged' ELSE 'renamed' END
                     WHEN %(valid_from)s > c.valid_from THEN 'moved'
                     WHEN %(valid_from)s = c.valid_from THEN 'changed'
                     ELSE 'older' END
  FROM totalplace_area c
 WHERE c.level = %(level)s AND c.valid_to IS NULL AND c.code = a.code;
"""

# Areas in force that the file does not have. Ours, made for the demonstration, give way to real ones.
MISSING = """
SELECT c.id, c.code, CASE WHEN c.is_illustrative THEN 'removed'
                          WHEN c.valid_from < %(valid_from)s THEN 'closed'
                          ELSE 'kept' END
  FROM totalplace_area c
 WHERE c.level = %(level)s AND c.valid_to IS NULL AND NOT EXISTS (SELECT FROM arriving a WHERE a.code = c.code)
 ORDER BY c.code
"""

APPLY = """
CREATE TEMP TABLE former ON COMMIT DROP AS
SELECT c.* FROM totalplace_area c JOIN arriving a ON a.area_id = c.id AND a.action = 'moved';

UPDATE totalplace_area c
   SET boundary = a.boundary, name = a.name, is_illustrative = false, source = %(source)s,
       valid_from = CASE WHEN a.action = 'renamed' THEN c.valid_from ELSE %(valid_from)s END
  FROM arriving a
 WHERE a.area_id = c.id AND a.action IN ('moved', 'changed', 'renamed', 'replaced');

UPDATE totalplace_area SET valid_to = %(valid_from)s WHERE id = ANY (%(closed)s);

INSERT INTO totalplace_area (code, name, level, boundary, valid_from, valid_to, source, is_illustrative)
SELECT code, name, %(level)s, boundary, %(valid_from)s, NULL, %(source)s, false FROM arriving WHERE action = 'new'
UNION ALL
SELECT code, name, level, boundary, valid_from, %(valid_from)s, source, is_illustrative FROM former;

UPDATE totalplace_area SET parent_id = NULL WHERE parent_id = ANY (%(removed)s);
DELETE FROM totalplace_areapiece WHERE area_id = ANY (%(removed)s);
DELETE FROM totalplace_area WHERE id = ANY (%(removed)s);
"""

# An area's parent is the one the file names, else the one it lies in. Children that lost theirs find another.
SETTLE_PARENTS = """
UPDATE totalplace_area c
   SET parent_id = found.parent_id
  FROM (SELECT child.id,
               coalesce((SELECT p.id FROM totalplace_area p
                          WHERE p.level = %(above)s AND p.valid_to IS NULL AND p.code = a.parent_code),
                        (SELECT min(p.area_id) FROM totalplace_areapiece p
                          WHERE p.level = %(above)s
                            AND ST_Intersects(p.piece, ST_PointOnSurface(child.boundary)))) AS parent_id
          FROM totalplace_area child
          LEFT JOIN arriving a ON a.code = child.code AND child.level = %(level)s
          LEFT JOIN totalplace_area now ON now.id = child.parent_id AND now.valid_to IS NULL
         WHERE child.level = %(below)s AND child.valid_to IS NULL
           AND (now.id IS NULL OR nullif(a.parent_code, '') <> now.code)) found
 WHERE c.id = found.id AND c.parent_id IS DISTINCT FROM found.parent_id;
"""


def load_areas(
    *,
    level: AreaLevel,
    boundaries: Sequence[Boundary],
    valid_from: datetime.date,
    source: str,
    reason: str,
    keep_missing: bool = False,
    dry_run: bool = False,
) -> AreaPlan:
    """Make the areas of one level those of a file, in force from `valid_from`; again changes nothing.

    An outline that differs opens a new vintage when `valid_from` is later than the one in force, and corrects it when
    it is the same day. An area that the file has not is closed at a later vintage (unless `keep_missing`) and kept at
    the same one. AreasRefused names every fault of the file. `dry_run` plans and stores nothing.
    """
    _refuse(_faults_of(boundaries, valid_from))
    with transaction.atomic(), pghistory.context(reason=reason), connection.cursor() as cursor:
        # Two loads at once would plan against the same areas.
        cursor.execute("LOCK TABLE totalplace_area IN SHARE ROW EXCLUSIVE MODE")
        _stage(cursor, boundaries)
        values: dict[str, Any] = {"level": level.value, "valid_from": valid_from, "source": source[:200]}
        cursor.execute(CLASSIFY, values)
        _refuse(_faults_against_register(cursor, values))
        plan = AreaPlan(level.value, valid_from)
        cursor.execute("SELECT action, code FROM arriving ORDER BY code")
        for action, code in cursor.fetchall():
            getattr(plan, action).append(code)
        gone: dict[str, list[int]] = {"closed": [], "removed": [], "kept": []}
        cursor.execute(MISSING, values)
        for pk, code, action in cursor.fetchall():
            action = "kept" if keep_missing and action == "closed" else action
            gone[action].append(pk)
            getattr(plan, action).append(code)
        if not dry_run:
            cursor.execute(APPLY, values | gone)
            _settle_parents(cursor, level)
        cursor.execute("DROP TABLE IF EXISTS arriving, former")
    return plan


def _stage(cursor: Any, boundaries: Sequence[Boundary]) -> None:
    """The file's areas as a temporary table, made valid and of one type."""
    cursor.execute(
        """CREATE TEMP TABLE arriving (number int, code text, name text, parent_code text, area_id bigint,
                                       action text DEFAULT 'new', boundary geometry(MultiPolygon, 27700))
           ON COMMIT DROP"""
    )
    execute_values(
        cursor,
        "INSERT INTO arriving (number, code, name, parent_code, boundary) VALUES %s",
        [(b.number, b.code, b.name, b.parent_code, b.wkb) for b in boundaries],
        template="(%s, %s, %s, %s, ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_GeomFromWKB(%s::bytea, 27700)), 3)))",
    )


def _settle_parents(cursor: Any, level: AreaLevel) -> None:
    """Parents of the level just loaded, and of the levels below whose parent was missing or has gone."""
    for below, above in PARENT_LEVELS.items():
        if level in (below, above):
            values = {"level": level.value, "below": below.value, "above": above.value}
            cursor.execute(SETTLE_PARENTS, values)


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise AreasRefused(faults)


def _faults_of(boundaries: Sequence[Boundary], valid_from: datetime.date) -> list[str]:
    """What is wrong with the file by itself."""
    faults = []
    if not boundaries:
        faults.append("The file has no areas. Choose another layer or file.")
    if valid_from > datetime.date.today():
        faults.append(f"{valid_from:%-d %B %Y} is in the future. Load the file when its boundaries come into force.")
    seen: dict[str, int] = {}
    for each in boundaries:
        if not each.code or len(each.code) > 20:
            faults.append(
                f"Feature {each.number}: {each.code or 'no'!s} code. Give each area a code of 1 to 20 letters."
            )
        elif each.code in seen:
            faults.append(f"Feature {each.number}: the code {each.code} is that of feature {seen[each.code]} too.")
        if not each.name or len(each.name) > 120:
            faults.append(
                f"Feature {each.number} ({each.code}): the name is missing or over 120 letters. Mend the file."
            )
        seen.setdefault(each.code, each.number)
    return faults


def _faults_against_register(cursor: Any, values: dict[str, Any]) -> list[str]:
    """What keeps areas of the file from standing beside those in the register."""
    cursor.execute(
        """SELECT format('Feature %%s (%%s): its shape encloses nothing. Mend the file.', number, code)
             FROM arriving WHERE boundary IS NULL OR ST_IsEmpty(boundary)
           UNION ALL
           SELECT format('%%s: the register has a later outline, in force from %%s. Give a --valid-from of that day or '
                         'after.', a.code, c.valid_from)
             FROM arriving a JOIN totalplace_area c ON c.id = a.area_id WHERE a.action = 'older'
           UNION ALL
           SELECT DISTINCT format('%%s: the register has it closed on %%s. Give a --valid-from of that day or after.',
                                  a.code, max(c.valid_to))
             FROM arriving a JOIN totalplace_area c
               ON c.code = a.code AND c.level = %(level)s AND c.valid_to > %(valid_from)s
            WHERE a.action = 'new' GROUP BY a.code""",
        values,
    )
    return [words for (words,) in cursor.fetchall()]
