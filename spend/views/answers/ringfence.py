"""What is ringfenced?"""

from __future__ import annotations

from decimal import Decimal

from spend.calc.concentration import per_cent
from spend.choices import Ringfence
from spend.models import Stream
from spend.selectors.flows import streams
from spend.selectors.reading import NOUGHT, Reading
from spend.views.answer import Answer, Chart, cite
from spend.views.asked import Asked
from spend.views.tables import NOT_PUBLISHED, Column, Row, Table, percent, prose
from totalplace.calc.charts.strips import Figure, bars
from totalplace.templatetags import formats


def answer(reading: Reading, asked: Asked) -> Answer:
    """Streams by how tightly their funder ties them, with the pounds that are known to pass by each."""
    found = streams(reading)
    return Answer(
        sentence=_sentence(reading, found),
        chart=_chart(found),
        table=_table(found),
        cited=cite(reading.user, [reading.count, *found]),
        notes=["A ringfence is a funder's condition on a stream of money; a line of a count has none of its own."],
    )


def _amount(stream: Stream) -> Decimal | None:
    """What passes by a stream in the count, in pounds; None where no flow says."""
    return stream.amount  # type: ignore[attr-defined]


def _by_kind(found: list[Stream]) -> dict[str, tuple[int, Decimal | None]]:
    """(streams, pounds of those whose pounds are known) by kind of ringfence."""
    kinds: dict[str, tuple[int, Decimal | None]] = {}
    for stream in found:
        number, amount = kinds.get(stream.ringfence, (0, None))
        own = _amount(stream)
        kinds[stream.ringfence] = (number + 1, amount if own is None else (amount or NOUGHT) + own)
    return kinds


def _sentence(reading: Reading, found: list[Stream]) -> str:
    if not found:
        return "No stream of money has been entered, so what is ringfenced is not known."
    number, amount = _by_kind(found).get(Ringfence.HARD, (0, None))
    are = "is" if number == 1 else "are"
    said = f"{formats.number(number)} of {formats.plural(len(found), 'stream,streams')} {are} ringfenced"
    if amount is None:
        return f"{said}; how much of the {prose(reading.total)} comes by them is not published."
    return f"{said}, with {prose(amount)}, {percent(per_cent(amount, reading.total))} of the count."


def _table(found: list[Stream]) -> Table:
    columns = [
        Column("Stream"), Column("Funder"), Column("For"), Column("Ringfence"),
        Column("Conditions"), Column("Known to pass", "money", NOT_PUBLISHED),
    ]  # fmt: skip
    order = list(Ringfence.values)
    rows = [
        Row(
            [
                each.name, each.funder.name if each.funder else formats.NOT_KNOWN,
                each.target_group or formats.NOT_KNOWN,
                each.get_ringfence_display(), each.conditions or formats.NOT_KNOWN, _amount(each),
            ],
            mark="Illustrative" if each.is_illustrative else "",
        )
        for each in sorted(found, key=lambda each: (-order.index(each.ringfence) % len(order), each.name))
    ]  # fmt: skip
    return Table("Streams and how they are tied", columns, rows)


def _chart(found: list[Stream]) -> Chart | None:
    if not found:
        return None
    kinds = _by_kind(found)
    figures = [
        Figure(
            str(kind.label),
            formats.plural(kinds.get(kind, (0, None))[0], "stream,streams"),
            kinds.get(kind, (0, None))[0],
            note="" if kinds.get(kind, (0, None))[1] is None else prose(kinds[kind][1]),
            tone="none" if kind == Ringfence.NOT_STATED else "1",
        )
        for kind in Ringfence
    ]
    unknown = kinds.get(Ringfence.NOT_STATED, (0, None))[0]
    return Chart(
        title="Streams by ringfence",
        reading=f"Of {formats.plural(unknown, 'stream,streams')} the sources do not say whether money is tied.",
        strips=bars(figures),
    )
