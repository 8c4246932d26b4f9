"""Rows written as text by the database itself: JSON, GeoJSON and CSV, which is several times quicker than in Python.

A `Column` says what a value is called and where it comes from; `json_object`, `feature` and `csv_line` are expressions
to annotate a queryset with. Text that is "" is not known, so it is null, or an empty cell, as all that is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, TextField

# {0} is the value. A code is one of a list of ours, and needs no escaping.
JSON = {
    "text": "coalesce(to_json(nullif({0}, ''))::text, 'null')",
    "code": "coalesce('\"' || nullif({0}, '') || '\"', 'null')",
    "number": "coalesce(({0})::text, 'null')",
    "integer": "coalesce(({0})::text, 'null')",
    "boolean": "coalesce(({0})::text, 'null')",
    "date": "coalesce('\"' || ({0})::text || '\"', 'null')",
    "moment": "coalesce(to_json({0})::text, 'null')",
    "json": "coalesce(({0})::text, 'null')",
    "list": "coalesce(({0})::text, '[]')",
}
# What a spreadsheet would take for a formula gets an apostrophe, as totalplace.importing.neutral says.
_NEUTRAL = """CASE WHEN {0} ~ E'^''*[=+\\\\-@\\t\\r]' AND {0} !~ '^[+-]?([0-9][0-9,]*[.]?[0-9]*|[.][0-9]+)$|^-+$'
    THEN '''' || {0} ELSE {0} END"""
CSV = {
    "text": f"coalesce('\"' || replace(nullif({_NEUTRAL}, ''), '\"', '\"\"') || '\"', '')",
    "moment": "coalesce(trim(both '\"' from to_json({0})::text), '')",
    "list": "coalesce('\"' || replace(({0})::text, '\"', '\"\"') || '\"', '')",
    "json": "coalesce('\"' || replace(({0})::text, '\"', '\"\"') || '\"', '')",
}
PLAIN_CSV = "coalesce(({0})::text, '')"


@dataclass(frozen=True, slots=True)
class Column:
    """A value of a row: its name for others, the field or expression it comes from, and of which kind of `JSON` it is.

    `words` and `values` (the codes it may have) are for documents. `is_heavy`: only there when it is asked for.
    """

    name: str
    source: Any
    kind: str = "text"
    words: str = ""
    values: Sequence[str] = ()
    is_heavy: bool = False

    def written(self, way: str) -> Func:
        """The value as text in JSON or CSV."""
        template = JSON[self.kind] if way == "json" else CSV.get(self.kind, PLAIN_CSV)
        source = F(self.source) if isinstance(self.source, str) else self.source
        return Func(source, template=template.replace("{0}", "%(expressions)s"), output_field=TextField())


class Filled(Func):
    """Text of a template of ours in which {0}, {1} and so on are the sources, each as often as it says."""

    output_field = TextField()

    def __init__(self, *sources, filled):
        super().__init__(*sources)
        self.filled = filled

    def as_sql(self, compiler, connection, **context):
        """The template with the sources in it, none of which may have parameters."""
        sources = (compiler.compile(each)[0] for each in self.get_source_expressions())
        return self.filled.format(*sources), []


def json_object(columns: Iterable[Column]) -> Func:
    """One JSON object of these columns."""
    return _joined("{", *_members(columns), "}")


def feature(identity: Column, geometry: Any, properties: Any) -> Func:
    """One GeoJSON feature; `geometry` is an expression that makes GeoJSON text, or null, `properties` a JSON object."""
    shape = Column("geometry", geometry, "json").written("json")
    return _joined(
        '{"type":"Feature","id":', identity.written("json"), ',"geometry":', shape, ',"properties":', properties, "}"
    )


def csv_line(columns: Iterable[Column]) -> Func:
    """One line of CSV, without its end."""
    parts: list[Any] = []
    for column in columns:
        parts += [*([","] if parts else []), column.written("csv")]
    return _joined(*parts)


def _members(columns: Iterable[Column]) -> list[Any]:
    parts: list[Any] = []
    for number, column in enumerate(columns):
        parts += [f'{"," if number else ""}"{column.name}":', column.written("json")]
    return parts


def _joined(*parts: Any) -> Func:
    """Literal pieces of ours and expressions, one after the other."""
    literal = [
        Func(template=f"'{part}'", output_field=TextField()) if isinstance(part, str) else part for part in parts
    ]
    return Func(*literal, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())
