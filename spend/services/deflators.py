"""Loading a published series of deflators, so that figures can be shown in real terms."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction

from spend.calc.years import parse_financial_year, start_of
from spend.models import Deflator
from spend.models.counting import YEARS
from spend.services.counts import document_titled
from totalplace.calc.parsed import Refused
from totalplace.permissions import Action, require
from totalplace.services.constraints import explained

HEADINGS = ("year", "index", "source")
MOST_ROWS = 200
GREATEST = Decimal(1_000_000)


@transaction.atomic
def load_deflators(*, user: Any, vintage: str, lines: Iterable[str]) -> int:
    """Store a series under the name of its publication, from the lines of a CSV file: year, index, source.

    Answers how many years were stored or put right. ValidationError names every line at fault, and nothing is stored.
    """
    require(user, Action.EDIT_SPEND)
    if not vintage.strip() or len(vintage) > 40:
        raise ValidationError({"vintage": "Name the publication, such as GDP deflators June 2025: 1 to 40 letters."})
    rows, changed = list(_read(lines)), 0
    with pghistory.context(reason=f"Deflators: {vintage.strip()}"), explained(Deflator):
        for line, year, index, title in rows:
            source = document_titled(title, is_public=True)
            values = {"index": index, "source": source, "place": f"Line {line} of the file"}
            there = Deflator.objects.filter(vintage=vintage.strip(), year=year).first()
            if there is None:
                Deflator.objects.create(vintage=vintage.strip(), year=year, **values)
            elif (there.index, there.source_id) != (index, source.pk):
                Deflator.objects.filter(pk=there.pk).update(**values)
            else:
                continue
            changed += 1
    return changed


def _read(lines: Iterable[str]) -> Iterator[tuple[int, int, Decimal, str]]:
    """(line, calendar year that it begins in, index, source) of each row; ValidationError with all faults."""
    try:
        rows = list(csv.DictReader(lines, strict=True))
    except csv.Error as error:
        raise ValidationError(f"The file cannot be read as CSV: {error}.") from None
    if not rows or not set(HEADINGS) <= set(rows[0]):
        raise ValidationError(f"The file needs the headings {', '.join(HEADINGS)}, and a row for each year.")
    if len(rows) > MOST_ROWS:
        raise ValidationError(f"The file has {len(rows):,} rows; a series has at most {MOST_ROWS}.")
    faults, found = [], {}
    for line, row in enumerate(rows, 2):
        try:
            year, index, title = _row(row)
            if year in found:
                raise ValueError(f"year: {row['year']} is there twice. Leave one of them out.")
            found[year] = (line, year, index, title)
        except ValueError as fault:
            faults.append(f"Line {line}, {fault}")
    if faults:
        raise ValidationError(faults)
    yield from found.values()


def _row(row: Mapping[str, str | None]) -> tuple[int, Decimal, str]:
    text = {name: (row[name] or "").strip() for name in HEADINGS}
    try:
        year = parse_financial_year(text["year"]).value
    except Refused as refusal:
        raise ValueError(f"year: {refusal}") from None
    if year is None or not YEARS[0] <= start_of(year) <= YEARS[1]:
        raise ValueError(f"year: write a financial year from {YEARS[0]} on, such as 2008/09.")
    try:
        index = Decimal(text["index"])
    except InvalidOperation:
        index = Decimal(0)
    if not index.is_finite() or not 0 < index < GREATEST:
        raise ValueError("index: write a number above nought, such as 73.2141.")
    if not text["source"]:
        raise ValueError("source: name the document that the figure was taken from.")
    return start_of(year), round(index, 4), text["source"][:300]
