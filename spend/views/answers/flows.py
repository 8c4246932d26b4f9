"""Where does it come from?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spend.models import Flow, Stream
from spend.selectors.flows import MOST_FLOWS, flow_totals, flows, streams
from spend.selectors.reading import NOUGHT, Reading
from spend.views.answer import Answer, Chart, cite
from spend.views.asked import Asked
from spend.views.tables import Column, Row, Table, prose
from totalplace.calc.charts.strips import Figure, bars
from totalplace.templatetags import formats

ILLUSTRATIVE = "Illustrative"
UNPUBLISHED = "The sources do not say from which body to which the money passes: flows are not published."


def answer(reading: Reading, asked: Asked) -> Answer:
    """The flows from funder to commissioner to provider; those made up for a demonstration are marked so."""
    found, totals = flows(reading, asked.most(MOST_FLOWS)), flow_totals(reading)
    named = {each.pk: each for each in streams(reading)}
    return Answer(
        sentence=_sentence(totals),
        warnings=_warnings(totals),
        chart=_chart(found),
        table=_table(found, named, sum(number for _, number, _ in totals)),
        cited=cite(reading.user, [reading.count, *found]),
    )


def _sentence(totals: Sequence[tuple[bool, int, Any]]) -> str:
    known = [(number, amount) for is_made_up, number, amount in totals if not is_made_up]
    made_up = [(number, amount) for is_made_up, number, amount in totals if is_made_up]
    if known:
        number, amount = known[0]
        drawn = formats.plural(number, "flow,flows")
        said = f"{drawn} between bodies, of {prose(amount)}, are in the sources"
        return f"{said}, and {formats.number(made_up[0][0])} more are illustrative." if made_up else f"{said}."
    if not made_up:
        return UNPUBLISHED
    number, amount = made_up[0]
    drawn = formats.plural(number, "illustrative flow,illustrative flows")
    return f"The sources do not say: {drawn} of {prose(amount)} show what it would look like."


def _warnings(totals: Sequence[tuple[bool, int, Any]]) -> list[str]:
    if not any(is_made_up for is_made_up, _, _ in totals):
        return []
    return ["Flows marked Illustrative are made up to show the page. No document states them; do not quote them."]


def _table(found: Sequence[Flow], named: dict[int, Stream], number: int) -> Table:
    columns = [Column("From"), Column("To"), Column("Stream"), Column("Amount", "money")]
    rows = [
        Row(
            [each.payer.name, each.payee.name, _stream(each, named), each.amount],
            mark=ILLUSTRATIVE if each.is_illustrative else "",
        )
        for each in found
    ]
    more = f"The {MOST_FLOWS} largest of {formats.number(number)} flows." if number > len(found) else ""
    return Table("Flows between bodies", columns, rows, more)


def _stream(flow: Flow, named: dict[int, Stream]) -> str:
    """The name of a flow's stream, where it has one that the person may see."""
    stream = named.get(flow.stream_id) if flow.stream_id else None
    return stream.name if stream else formats.NOT_KNOWN


def _chart(found: Sequence[Flow]) -> Chart | None:
    if not found:
        return None
    figures = [
        Figure(
            f"{each.payer.name} → {each.payee.name}",
            prose(each.amount),
            each.amount,
            tone="made-up" if each.is_illustrative else "1",
            note=ILLUSTRATIVE.lower() if each.is_illustrative else "",
        )
        for each in found
    ]
    largest = found[0]
    largest_words = f"from {largest.payer.name} to {largest.payee.name}: {prose(largest.amount)}"
    return Chart(
        title="From funder to commissioner to provider",
        reading=f"The largest flow is {largest_words}{', which is illustrative' if largest.is_illustrative else ''}.",
        strips=bars(figures[:12]),
        drawn={"kind": "sankey", **_bands(found)},
    )


def _bands(found: Sequence[Flow]) -> dict[str, Any]:
    """The nodes and bands of the diagram: one band for two bodies, whatever the streams."""
    bands: dict[tuple[str, str, bool], Any] = {}
    for each in found:
        key = (each.payer.name, each.payee.name, each.is_illustrative)
        bands[key] = bands.get(key, NOUGHT) + each.amount
    names = dict.fromkeys(name for payer, payee, _ in bands for name in (payer, payee))
    return {
        "nodes": [{"name": name} for name in names],
        "links": [
            {"source": payer, "target": payee, "value": float(amount), "isIllustrative": is_made_up}
            for (payer, payee, is_made_up), amount in bands.items()
        ],
    }
