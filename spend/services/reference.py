"""Loads the facts of the published documents from fixtures/reference/spend: once, and again without harm.

What is there already, by its key, is left as it is: an operator's corrections stand.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pghistory
from django.conf import settings
from django.db import transaction
from django.db.models import Model

from spend import choices
from spend.models import (
    Body,
    BodyName,
    Code,
    ControlRule,
    ControlShare,
    Count,
    Flow,
    Line,
    LineCode,
    NeighbourhoodEstimate,
    Overhead,
    PeerFigure,
    Scheme,
    Source,
    Stream,
    Typology,
)
from totalplace.models import Area, Organisation

Row = dict[str, str]
FACTS = Path(settings.BASE_DIR) / "fixtures" / "reference"
FOLDER = FACTS / "spend"
DEMONSTRATION = Path(settings.BASE_DIR) / "fixtures" / "demo" / "spend_flows.csv"
THOUSAND = 1000
NUMBERS = {
    "low", "high", "population", "households", "stated_excess", "cases", "repeat_share", "repeat_years", "year",
}  # fmt: skip


def read(path: Path) -> Iterator[Row]:
    """The rows of a CSV file with a heading, as {heading: text}."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, strict=True)


def rows_of(name: str) -> Iterator[Row]:
    """The rows of one of the files."""
    return read(FOLDER / f"{name}.csv")


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Add every published fact that is not there yet. Answers how many records of each kind were added."""
    with pghistory.context(reason="Published facts", command="load_spend"):
        return {load.__name__: load() for load in LOADERS}


@transaction.atomic
def load_illustration() -> int:
    """Add the made-up flows of the demonstration, marked as illustrative. Answers how many were added."""
    bodies, counts = _by("code", Body), _by("key", Count)
    marked = {
        "is_illustrative": True,
        "source": Source.objects.get(key="demonstration"),
        "place": "Illustrative",
    }
    rows = (
        {
            "count": counts[row["count"]],
            "payer": bodies[row["payer"]],
            "payee": bodies[row["payee"]],
            "stream": None,
            "amount": Decimal(row["amount"]),
            **marked,
        }
        for row in read(DEMONSTRATION)
    )
    with pghistory.context(reason="Demonstration", command="load_spend"):
        return _added(Flow, ("count", "payer", "payee", "stream"), rows)


def sources() -> int:
    """The documents."""
    rows = (
        {
            **{name: row[name] for name in ("key", "title", "publisher", "dated", "licence")},
            "published_on": _day(row["published_on"]),
            "is_public": row["is_public"] == "yes",
        }
        for row in rows_of("sources")
    )
    return _added(Source, ("key",), rows)


def bodies() -> int:
    """Bodies that spend, named as the organisations that they are, with the spellings that files have of them."""
    names = {row["code"]: row["name"] for row in read(FACTS / "organisations.csv")}
    known = _by("code", Organisation)
    rows = (
        {
            "code": row["organisation"],
            "name": names[row["organisation"]],
            "sector": row["sector"],
            "stands_for": int(row["stands_for"]),
            "organisation": known.get(row["organisation"]),
        }
        for row in rows_of("bodies")
    )
    added = _added(Body, ("code",), rows)
    written = _by("code", Body)
    for row in rows_of("bodies"):
        body = written[row["organisation"]]
        for name in [body.name, *filter(None, row["other_names"].split("; "))]:
            if not BodyName.objects.written(name).exists():
                BodyName.objects.create(body=body, name=name)
    return added


def schemes() -> int:
    """Classifications and their codes."""
    documents = _by("key", Source)
    rows = (
        {**row, "source": documents[row["source"]], "is_local": row["is_local"] == "yes"} for row in rows_of("schemes")
    )
    added = _added(Scheme, ("key", "edition"), rows)
    found = {(each.key, each.edition): each for each in Scheme.objects.all()}
    codes = (
        {"scheme": found[row["scheme"], row["edition"]], "code": row["code"], "label": row["label"]}
        for row in rows_of("codes")
    )
    return added + _added(Code, ("scheme", "code"), codes)


def counts() -> int:
    """Counts of a place's spending, with their lines."""
    documents, added = _by("key", Source), 0
    for row in rows_of("counts"):
        known = {name: row[name] for name in ("title", "place_name", "population_words", "place")}
        figures = {name: Decimal(row[name]) for name in ("stated_total", "population", "year")}
        count, new = Count.objects.get_or_create(
            key=row["key"],
            defaults={
                **known,
                **figures,
                "area": Area.objects.current().filter(code=row["area"]).first(),
                "source": documents[row["source"]],
                "published_on": _day(row["published_on"]),
            },
        )
        if new:
            _write_lines(count)
            _classify(count, documents["workings"])
            added += 1
    return added


def _write_lines(count: Count) -> None:
    """The lines of a count, from the file that its key names: in thousands of pounds, as the source has them."""
    named = _by("code", Body)
    Line.objects.bulk_create(
        Line(
            count=count,
            body=named[row["body"]],
            label=row["label"],
            amount=Decimal(row["thousand_pounds"]) * THOUSAND,
            control=row["control"],
            source=count.source,
            place=count.place,
        )
        for row in rows_of(count.key)
    )


def _classify(count: Count, workings: Source) -> None:
    """Bodies that do one thing have all their lines under its code; who does many things is not classified."""
    found = {(code.scheme.key, code.code): code for code in Code.objects.select_related("scheme")}
    codes = {row["body"]: found[row["scheme"], row["code"]] for row in rows_of("codes_of_bodies")}
    LineCode.objects.bulk_create(
        LineCode(
            line=line,
            code=codes[line.body.code],
            share=1,
            method=choices.Method.OTHER,
            confidence=choices.Confidence.MEDIUM,
            source=workings,
            place="By what the body is for",
        )
        for line in count.lines.select_related("body").filter(body__code__in=codes)
    )


def control_rules() -> int:
    """Rules of what is under local control."""
    documents, named, added = _by("key", Source), _by("code", Body), 0
    for order, row in enumerate(rows_of("control_rules")):
        words = {name: row[name] for name in ("name", "words", "place")}
        rule, new = ControlRule.objects.get_or_create(
            key=row["key"],
            edition=1,
            defaults={
                **words,
                "stated_share": Decimal(row["stated_share"]),
                "source": documents[row["source"]],
                "order": order,
            },
        )
        if new:
            shares = (ControlShare(rule=rule, body=named[code], share=1) for code in row["bodies"].split())
            ControlShare.objects.bulk_create(shares)
            added += 1
    return added


def stated_figures() -> int:
    """What documents state of neighbourhoods, overheads, peers, costly cases and streams."""
    found = {"source": _by("key", Source), "county": _by("key", Count), "funder": _by("code", Body)}

    def filled(row: Row) -> dict[str, Any]:
        values: dict[str, Any] = {name: _typed(name, text) for name, text in row.items()}
        values |= {name: records.get(row[name]) for name, records in found.items() if name in row}
        return {"high": values["low"], **values} if "low" in values else values

    return sum(
        _added(model, keys, (filled(row) for row in rows_of(name)))
        for name, model, keys in (
            ("neighbourhoods", NeighbourhoodEstimate, ("county", "name", "heading")),
            ("overheads", Overhead, ("name", "kind", "unit")),
            ("peers", PeerFigure, ("name", "unit", "year")),
            ("typologies", Typology, ("theme", "name")),
            ("streams", Stream, ("key",)),
        )
    )


LOADERS: tuple[Callable[[], int], ...] = (sources, bodies, schemes, counts, control_rules, stated_figures)


def _typed(name: str, text: str) -> Any:
    """A cell as its field holds it: an empty number is not known."""
    if name not in NUMBERS:
        return text
    return Decimal(text) if text else None


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _by(field: str, model: Any) -> dict[str, Any]:
    """The records of a model by a field that tells them apart."""
    return {getattr(each, field): each for each in model.objects.all()}


def _added(model: type[Model], keys: tuple[str, ...], rows: Iterator[dict[str, Any]]) -> int:
    """Create the records that are not there yet, told apart by `keys`; answers how many."""
    manager = model._default_manager
    return sum(
        manager.get_or_create(
            **{key: row[key] for key in keys}, defaults={name: row[name] for name in row if name not in keys}
        )[1]
        for row in rows
    )
