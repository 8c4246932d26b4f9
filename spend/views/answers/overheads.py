"""What does running it cost?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from spend.choices import OverheadKind, Unit
from spend.models import Overhead
from spend.selectors.reading import NOUGHT, Reading
from spend.selectors.stated import overheads
from spend.views.answer import Answer, Chart, cite
from spend.views.asked import Asked
from spend.views.tables import NOT_PUBLISHED, Column, Row, Table, percent, prose
from totalplace.calc.charts.strips import Figure, ranges
from totalplace.templatetags import formats

TO_OTHERS = (OverheadKind.INSPECTION, OverheadKind.REPORTING)


def answer(reading: Reading, asked: Asked) -> Answer:
    """What documents say of running, inspecting and reporting; nothing of it is stated for the count's own place."""
    found = overheads(reading.user)
    return Answer(
        sentence=_sentence(reading, found),
        chart=_chart(found),
        table=_table(found),
        cited=cite(reading.user, found),
        notes=["These are figures of the places named. They are not applied to other places’ spending."],
    )


def _sentence(reading: Reading, found: Sequence[Overhead]) -> str:
    if not found:
        return "What running, inspection and reporting cost is not published."
    own = any(reading.count.place_name in each.name for each in found)
    ours = "" if own else f"What it costs in {reading.count.place_name} is not published; "
    both = sorted(inspected_and_reported(found).items(), key=lambda pair: -pair[1][2])
    if not both:
        return f"{ours}{formats.plural(len(found), 'figure of another place is,figures of other places are')} below."
    name, (inspection, reporting, together) = both[0]
    parts = f"{prose(inspection)} on being inspected and {prose(reporting)} on reporting"
    return f"{ours}{name} spent {prose(together)} a year answering to others: {parts}."


def inspected_and_reported(found: Iterable[Overhead]) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    """(inspection, reporting, both) in pounds, of the places that state one figure for each."""
    stated: dict[str, dict[str, Decimal]] = {}
    for each in found:
        if each.unit == Unit.POUNDS and each.kind in TO_OTHERS and each.low is not None and each.low == each.high:
            stated.setdefault(each.name, {})[each.kind] = each.low
    return {
        name: (kinds[OverheadKind.INSPECTION], kinds[OverheadKind.REPORTING], sum(kinds.values(), NOUGHT))
        for name, kinds in stated.items()
        if len(kinds) == len(TO_OTHERS)
    }


def words_of(figure: Overhead) -> str:
    """A figure as it was put: "about £3,600,000", "3.0% to 12.0%", "not published"."""
    if figure.low is None:
        return NOT_PUBLISHED
    shown = {Unit.PERCENT: percent, Unit.POUNDS: formats.money}.get(Unit(figure.unit), formats.number)
    ends = shown(figure.low) if figure.low == figure.high else f"{shown(figure.low)} to {shown(figure.high)}"
    return " ".join(filter(None, [figure.get_comparator_display(), ends]))


def _table(found: Sequence[Overhead]) -> Table:
    columns = [
        Column("Place"),
        Column("What for"),
        Column("Cost"),
        Column("As the source puts it"),
        Column("Place in the source"),
    ]
    rows = [Row([each.name, each.get_kind_display(), words_of(each), each.words, each.place]) for each in found]
    return Table("Cost of running, inspection and reporting", columns, rows)


def _chart(found: Sequence[Overhead]) -> Chart | None:
    pounds = [each for each in found if each.unit == Unit.POUNDS and each.kind in TO_OTHERS and each.low is not None]
    if not pounds:
        return None
    tones = {OverheadKind.INSPECTION: "1", OverheadKind.REPORTING: "3"}
    figures = [
        Figure(
            each.name,
            words_of(each),
            each.low,
            each.high,
            tone=tones[OverheadKind(each.kind)],
            note=each.get_kind_display().lower(),
        )
        for each in sorted(pounds, key=lambda each: -(each.high or NOUGHT))
    ]
    return Chart(
        title="Being inspected and reporting, £ a year",
        reading=f"{figures[0].label} states the most for one of them: {figures[0].words}.",
        strips=ranges(figures),
    )
