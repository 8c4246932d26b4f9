"""What do the few cost?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from spend.calc.few import Costed, Kind, costed
from spend.models import Typology
from spend.selectors.reading import NOUGHT, Reading
from spend.selectors.stated import typologies
from spend.views.answer import Answer, Chart, cite
from spend.views.asked import Asked
from spend.views.tables import NOT_PUBLISHED, Column, Row, Table, percent, prose
from totalplace.calc.charts.strips import Figure, bars
from totalplace.templatetags import formats

HUNDRED = Decimal(100)
Pair = tuple[Typology, Costed]


def answer(reading: Reading, asked: Asked) -> Answer:
    """Kinds of costly cases: how many, what they cost together and each, and which come back."""
    found = typologies(reading.user)
    themes = {theme: _costed(list(kinds)) for theme, kinds in groupby(found, key=lambda each: each.theme)}
    pairs = [pair for theme in themes.values() for pair in theme]
    return Answer(
        sentence=_sentence(themes),
        chart=_chart(pairs),
        table=_table(themes),
        cited=cite(reading.user, found),
        notes=["A cost stands for one year. Where the cases come back, it stands for each year that they do."]
        if found
        else [],
    )


def _costed(found: Sequence[Typology]) -> list[Pair]:
    return list(zip(found, costed([Kind(each.name, each.cases, each.low) for each in found]), strict=True))


def _sentence(themes: dict[str, list[Pair]]) -> str:
    if not themes:
        return "No kind of costly case is published."
    theme, pairs = next(iter(themes.items()))
    cases, cost = _together(pairs)
    dearest = max(
        (one for _, one in pairs if one.a_case is not None), key=lambda one: one.a_case or NOUGHT, default=None
    )
    if cases is None or cost is None or dearest is None:
        return f"{theme}: what {formats.plural(len(pairs), 'kind of case,kinds of case')} cost is published in part."
    first = f"{theme}: {formats.plural(cases, 'case costs,cases cost')} {prose(cost)} a year"
    kind = dearest.kind
    return (
        f"{first}; {formats.number(kind.cases)} of them (“{kind.name}”, {percent(dearest.of_cases, 0)}) cost "
        f"{formats.money(dearest.a_case)} each, {percent(dearest.of_cost, 0)} of it."
    )


def _together(pairs: Sequence[Pair]) -> tuple[int | None, Decimal | None]:
    cases, costs = [one.kind.cases for _, one in pairs], [one.kind.cost for _, one in pairs]
    known_cases, known_costs = (
        [each for each in cases if each is not None],
        [each for each in costs if each is not None],
    )
    return (
        sum(known_cases) if len(known_cases) == len(cases) else None,
        sum(known_costs, NOUGHT) if len(known_costs) == len(costs) else None,
    )


def _table(themes: dict[str, list[Pair]]) -> Table:
    columns = [
        Column("Kind of case"), Column("Theme"), Column("Cases", "number", NOT_PUBLISHED),
        Column("Cost a year", "money", NOT_PUBLISHED), Column("£ a case", "money", NOT_PUBLISHED),
        Column("Share of cases", "percent"), Column("Share of cost", "percent"), Column("Comes back"),
    ]  # fmt: skip
    rows = []
    for theme, pairs in themes.items():
        rows += [Row(_row(theme, *pair)) for pair in pairs]
        cases, cost = _together(pairs)
        a_case = cost / cases if cost is not None and cases else None
        rows.append(Row([f"All of {theme.lower()}", "", cases, cost, a_case, HUNDRED, HUNDRED, ""], is_total=True))
    return Table("Kinds of costly cases", columns, rows)


def _row(theme: str, typology: Typology, one: Costed) -> list[object]:
    return [
        typology.name, theme, one.kind.cases, one.kind.cost, one.a_case, one.of_cases, one.of_cost,
        typology.repeats or formats.NOT_KNOWN,
    ]  # fmt: skip


def _chart(pairs: Sequence[Pair]) -> Chart | None:
    known = sorted((one for _, one in pairs if one.a_case is not None), key=lambda one: -(one.a_case or NOUGHT))
    if not known:
        return None
    figures = [
        Figure(
            one.kind.name, formats.money(one.a_case), one.a_case, note=formats.plural(one.kind.cases or 0, "case,cases")
        )
        for one in known
    ]
    return Chart(
        title="£ a case in a year",
        reading=f"A case of “{known[0].kind.name}” costs most: {formats.money(known[0].a_case)}.",
        strips=bars(figures),
    )
