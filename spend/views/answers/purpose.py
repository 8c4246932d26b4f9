"""What is it for?"""

from __future__ import annotations

from spend.calc.concentration import per_cent, per_head
from spend.models import Scheme
from spend.selectors.purposes import OfCode, by_code, classified, schemes
from spend.selectors.reading import Reading
from spend.views.answer import Answer, Chart, Cited, cite_places
from spend.views.asked import Asked
from spend.views.tables import Column, Row, Table, percent, prose
from totalplace.calc.charts.strips import Figure, bars

PARAMETERS = frozenset({"scheme"})
UNCODED = "Not classified"


def answer(reading: Reading, asked: Asked) -> Answer:
    """Pounds by the codes of one classification; what has no code is shown as not classified."""
    known = {f"{each.key}-{each.edition}": each for each in schemes(reading)}
    chosen = asked.choice("scheme", known, next(iter(known), ""))
    if not known:
        return Answer(
            sentence="No classification has been entered.", table=Table("Spending by purpose", [Column("Code")])
        )
    scheme = known[chosen]
    found = by_code(reading, scheme)
    return Answer(
        sentence=_sentence(reading, scheme, found),
        chart=_chart(reading, scheme, found),
        table=_table(reading, scheme, found),
        cited=_cited(reading, scheme),
        form={
            "template": "spend/questions/purpose_form.html",
            "schemes": [(key, str(each)) for key, each in known.items()],
            "chosen": chosen,
        },
        notes=["Bodies that do many things are not split among codes by guesswork: their lines stay not classified."],
    )


def _cited(reading: Reading, scheme: Scheme) -> list[Cited]:
    places = [(reading.count.source, reading.count.place), (scheme.source, str(scheme)), *reading.other_sources]
    return cite_places(reading.user, places)


def _sentence(reading: Reading, scheme: Scheme, found: list[OfCode]) -> str:
    coded = classified(found)
    largest = max(found, key=lambda each: each.amount, default=None)
    if not coded or largest is None:
        return f"Nothing of the {prose(reading.total)} is classified by {scheme.name} yet."
    share = percent(per_cent(coded, reading.total))
    most = f"the largest part of that is {largest.code.label.lower()}, with {prose(largest.amount)}"
    return f"{share} of the {prose(reading.total)} is classified by {scheme.name}, and {most}."


def _table(reading: Reading, scheme: Scheme, found: list[OfCode]) -> Table:
    columns = [
        Column("Code"), Column("Purpose"), Column("Lines", "number"), Column("Spending", "money"),
        Column("£ a head", "head"), Column("Share", "percent"),
    ]  # fmt: skip
    people, left = reading.count.population, reading.total - classified(found)
    rows = [
        Row(
            [
                each.code.code, each.code.label, each.lines, each.amount, per_head(each.amount, people),
                per_cent(each.amount, reading.total),
            ]
        )
        for each in found
    ]  # fmt: skip
    rest = ["–", UNCODED, "", left, per_head(left, people), per_cent(left, reading.total)]
    whole = ["All", "", reading.line_count, reading.total, reading.per_head, per_cent(reading.total, reading.total)]
    return Table(f"Spending by {scheme}", columns, [*rows, Row(rest), Row(whole, is_total=True)])


def _chart(reading: Reading, scheme: Scheme, found: list[OfCode]) -> Chart:
    left = reading.total - classified(found)
    figures = [
        Figure(each.code.label, prose(each.amount), each.amount)
        for each in sorted(found, key=lambda each: -each.amount)
        if each.amount
    ]
    figures.append(Figure(UNCODED, prose(left), left, tone="none"))
    return Chart(
        title=str(scheme),
        reading=f"{prose(left)} ({percent(per_cent(left, reading.total))}) is not classified.",
        strips=bars(figures),
    )
