"""Rows of properties from the text that stands ready, where it is true; from the register where it is not."""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any

from django.db.models import F, QuerySet

from estate.models import Property
from estate.selectors.rows import PROPERTY, shape
from totalplace.db.texts import Filled, json_object

# What a row has unless its fields are named.
USUAL = tuple(column for column in PROPERTY if not column.is_heavy)
# Both questions about what is due are asked once a statement; the last line only of rows that are not ready.
TRUE_TEXT = """CASE WHEN {1} = {now}
     AND NOT EXISTS (SELECT FROM estate_readyrowdue WHERE is_wide)
     AND {0} NOT IN (SELECT unnest(properties) FROM estate_readyrowdue WHERE NOT is_wide)
    THEN {2} ELSE (SELECT made.{name} FROM ({written}) AS made (id, record, geometry) WHERE made.id = {0}) END"""


def written() -> QuerySet[Any, Any]:
    """(id, record, geometry) of every property as text made from the register."""
    rows = Property.objects.order_by().annotate(record=json_object(USUAL), geometry=shape(4326))
    return rows.values_list("pk", "record", "geometry")


@cache
def written_sql() -> str:
    """The statement that `written` asks. Put together once: it would take longer than to read a page of ready rows."""
    sql, values = written().query.sql_with_params()
    return sql % tuple(map(int, values))


@cache
def edition() -> int:
    """Another number whenever rows are written in another way, so that those of another release do not count."""
    return zlib.crc32(written_sql().encode())


def ready(name: str) -> Filled:
    """A property as text, ready-made if that is true: its `record` in JSON, or its `geometry` (GeoJSON, EPSG:4326)."""
    return Filled(F("pk"), F("ready__edition"), F(f"ready__{name}"), filled=_template(name))


@cache
def _template(name: str) -> str:
    anew = written_sql().replace("%", "%%").replace("{", "{{").replace("}", "}}")
    return TRUE_TEXT.replace("{name}", name).replace("{now}", str(edition())).replace("{written}", anew)
