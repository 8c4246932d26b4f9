"""Who spends it?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from spend.calc.concentration import cumulative, per_cent, per_head
from spend.choices import Sector
from spend.selectors.reading import NOUGHT, OfBody, Reading
from spend.views.answer import Answer, Chart, cite_places
from spend.views.asked import Asked
from spend.views.tables import Column, Row, Table, percent, prose
from totalplace.calc.charts.strips import Figure, bars
from totalplace.templatetags import formats

# A treemap of more rectangles is a grey field, and a table of more rows is read as a file.
MOST_BODIES = 300


def answer(reading: Reading, asked: Asked) -> Answer:
    """The bodies, what each spends, a head and of the whole, and how few have how much."""
    shown = reading.bodies[: asked.most(MOST_BODIES)]
    return Answer(
        sentence=_sentence(reading),
        chart=_chart(reading, shown),
        table=_bodies(reading, shown),
        tables=[_largest_lines(reading)],
        cited=cite_places(reading.user, [(reading.count.source, reading.count.place), *reading.other_sources]),
        notes=_notes(reading),
    )


def _sentence(reading: Reading) -> str:
    bodies = formats.plural(len(reading.bodies), "body spends,bodies spend")
    lines = formats.plural(reading.line_count, "line,lines")
    concentrated = _share_of_largest(reading, 2), _share_of_largest(reading, 10)
    text = f"{bodies} {prose(reading.total)} in {lines}"
    if reading.line_count > 10 and None not in concentrated:
        two, ten = (percent(share) for share in concentrated)
        text += f"; the two largest lines are {two} of it and the ten largest {ten}"
    return f"{text}."


def _share_of_largest(reading: Reading, number: int) -> Decimal | None:
    return per_cent(sum((line.amount for line in reading.largest_lines[:number]), NOUGHT), reading.total)


def _notes(reading: Reading) -> list[str]:
    many = [
        f"{each.body.name} ({formats.number(each.body.stands_for)})"
        for each in reading.bodies
        if each.body.stands_for > 1
    ]
    return [f"Counted as one body, but standing for many: {', '.join(many)}."] if many else []


OF_BODIES = [
    Column("Body"), Column("Sector"), Column("Lines", "number"), Column("Spending", "money"),
    Column("£ a head", "head"), Column("Share", "percent"), Column("Share with those above", "percent"),
]  # fmt: skip


def _bodies(reading: Reading, shown: list[OfBody]) -> Table:
    people = reading.count.population
    shares = cumulative((each.amount for each in shown), reading.total)
    rows = [
        Row([each.body.name, each.body.get_sector_display(), each.lines, each.amount, per_head(each.amount, people),
             share, reached])
        for each, (share, reached) in zip(shown, shares, strict=True)
    ]  # fmt: skip
    all_of_it = per_cent(reading.total, reading.total)
    whole = ["All bodies", "", reading.line_count, reading.total, reading.per_head, all_of_it, ""]
    left = len(reading.bodies) - len(shown)
    more = f"{formats.plural(left, 'body,bodies')} with less are left out here." if left else ""
    return Table("What each body spends", OF_BODIES, [*rows, Row(whole, is_total=True)], more)


def _largest_lines(reading: Reading) -> Table:
    columns = [
        Column("Line, in the source’s words"), Column("Body"), Column("Reference"), Column("Spending", "money"),
        Column("Share", "percent"), Column("Share with those above", "percent"),
    ]  # fmt: skip
    lines = reading.largest_lines
    shares = cumulative((line.amount for line in lines), reading.total)
    rows = [
        Row([line.label, line.body.name, line.reference, line.amount, share, reached])
        for line, (share, reached) in zip(lines, shares, strict=True)
    ]
    return Table("The largest lines", columns, rows)


def by_sector(reading: Reading) -> list[tuple[str, Decimal]]:
    """(sector, pounds), the most first."""
    found: dict[str, Decimal] = {}
    for each in reading.bodies:
        found[each.body.sector] = found.get(each.body.sector, NOUGHT) + each.amount
    return sorted(found.items(), key=lambda pair: -pair[1])


def _chart(reading: Reading, shown: list[OfBody]) -> Chart | None:
    sectors = by_sector(reading)
    if not sectors:
        return None
    figures = [
        Figure(
            str(Sector(sector).label),
            prose(amount),
            amount,
            note=percent(per_cent(amount, reading.total)),
        )
        for sector, amount in sectors
    ]
    first, amount = sectors[0]
    return Chart(
        title="Spending by sector and body",
        reading=f"{Sector(first).label} has the most, {percent(per_cent(amount, reading.total))} of the whole.",
        strips=bars(figures),
        drawn={"kind": "treemap", "sectors": [_branch(sector, shown) for sector, _ in sectors]},
    )


def _branch(sector: str, shown: list[OfBody]) -> dict[str, Any]:
    """A sector of the treemap, with its bodies; what is nought or below has no area."""
    leaves = [
        {"name": each.body.name, "value": float(each.amount)}
        for each in shown
        if each.body.sector == sector and each.amount > 0
    ]
    return {"name": str(Sector(sector).label), "children": leaves}
