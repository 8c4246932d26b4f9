"""A count as a Fiscal Data Package: its lines as CSV, and what each column means to a program that knows the format.

The names of column types are those of the Open Fiscal Data Package.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from typing import IO, Any

from django.db import transaction

from spend.models import Count, Line
from totalplace.db.texts import Column, csv_line

MOST_IN_MEMORY = 8 * 1024 * 1024
CHUNK = 1000
# Column, its type in a table schema, its meaning as fiscal data, and words.
COLUMNS = (
    (Column("reference", "reference"), "string", "", "The line's own reference."),
    (Column("year", "count__year", "integer"), "integer", "date:fiscal-year", "The financial year begins in it."),
    (Column("place", "count__place_name"), "string", "geo:target", ""),
    (Column("body_code", "body__code"), "string", "administrative-classification:generic:level1:code:full", ""),
    (Column("body", "body__name"), "string", "administrative-classification:generic:level1:label", ""),
    (Column("label", "label"), "string", "description", "The source's own words."),
    (Column("amount", "amount", "number"), "number", "value", "Pounds; income is negative."),
    (Column("direction", "direction", "code"), "string", "direction", ""),
    (Column("certainty", "certainty", "code"), "string", "phase:label", "Outturn or estimate."),
    (Column("account", "account", "code"), "string", "expenditure-type:label", "Revenue or capital."),
    (Column("basis", "basis", "code"), "string", "", "Gross or net of income."),
    (Column("source", "source__title"), "string", "", "The document that says so."),
    (Column("source_place", "place"), "string", "", "Where in the document."),
)


def fiscal_package(user: Any, count: Count) -> IO[bytes]:
    """The package as a ZIP file open at its beginning, with the lines of the count that the person may see."""
    made = tempfile.SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115 - who sends it closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("datapackage.json", json.dumps(descriptor(count), indent=2, ensure_ascii=False))
        with package.open("lines.csv", "w") as file, io.TextIOWrapper(file, "utf-8", newline="") as text:
            _write_lines(text, user, count)
    made.seek(0)
    return made


def _write_lines(text: Any, user: Any, count: Count) -> None:
    """The lines through a cursor on the server, so that a long count takes no more memory than a short one."""
    columns = [column for column, *_ in COLUMNS]
    text.write(",".join(column.name for column in columns) + "\r\n")
    lines = Line.objects.visible_to(user).filter(count=count).order_by("reference")
    with transaction.atomic():
        written = lines.annotate(_text=csv_line(columns)).values_list("_text", flat=True)
        for line in written.iterator(chunk_size=CHUNK):
            text.write(line + "\r\n")


def descriptor(count: Count) -> dict[str, Any]:
    """datapackage.json: what the package holds, and the schema of its one table."""
    return {
        "profile": "fiscal-data-package",
        "name": count.key,
        "title": count.title,
        "description": f"What was spent in {count.place_name}, line by line, in pounds.",
        "countryCode": "GB",
        "fiscalPeriod": {"start": f"{count.year}-04-01", "end": f"{count.year + 1}-03-31"},
        "sources": [{"title": f"{count.source.title}: {count.place}"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "lines",
                "path": "lines.csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
                "schema": {
                    "fields": [_field(*each) for each in COLUMNS],
                    "missingValues": [""],
                    "primaryKey": ["reference"],
                },
            }
        ],
    }


def _field(column: Column, kind: str, meaning: str, words: str) -> dict[str, Any]:
    """One field of the schema."""
    field: dict[str, Any] = {"name": column.name, "type": kind}
    if meaning:
        field["columnType"] = meaning
    if words:
        field["description"] = words
    if meaning == "value":
        field |= {"currency": "GBP", "decimalChar": "."}
    return field
