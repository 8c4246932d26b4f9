"""How do we compare?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from spend.calc.concentration import per_head
from spend.calc.peers import obstacles
from spend.calc.years import financial_year
from spend.choices import Unit
from spend.models import PeerFigure
from spend.selectors.counts import scope_of
from spend.selectors.reading import Reading
from spend.selectors.stated import peers
from spend.views.answer import Answer, Chart, cite
from spend.views.asked import Asked
from spend.views.tables import NOT_PUBLISHED, Column, Row, Table
from totalplace.calc.charts.strips import Figure, ranges
from totalplace.templatetags import formats


@dataclass(frozen=True, slots=True)
class Peer:
    """Another place's figures of one year: a head and in all, and why they do not compare with ours."""

    name: str
    year: int | None
    head: PeerFigure | None
    whole: PeerFigure | None
    obstacles: list[str]

    @property
    def per_head(self) -> Decimal | None:
        """Pounds a head as published, or worked out where total and people are."""
        if self.head and self.head.low is not None:
            return self.head.low
        return per_head(self.whole.low, self.whole.population) if self.whole else None


def peers_of(reading: Reading) -> list[Peer]:
    """The places, those with a figure a head first and the highest of these first."""
    found: dict[tuple[str, int | None], dict[str, PeerFigure]] = {}
    for figure in peers(reading.user):
        found.setdefault((figure.name, figure.year), {})[figure.unit] = figure
    made = [_peer(reading, name, year, figures) for (name, year), figures in found.items()]
    return sorted(made, key=lambda peer: (peer.per_head is None, -(peer.per_head or 0), peer.name))


def _peer(reading: Reading, name: str, year: int | None, figures: dict[str, PeerFigure]) -> Peer:
    said = [
        obstacle
        for figure in figures.values()
        for obstacle in obstacles(figure.scope, year, scope_of(reading.count), reading.count.year)
    ]
    return Peer(name, year, figures.get(Unit.PER_HEAD), figures.get(Unit.POUNDS), list(dict.fromkeys(said)))


def answer(reading: Reading, asked: Asked) -> Answer:
    """Spending a head beside other places' published figures, each with why it may not compare."""
    found = peers_of(reading)
    figures = [figure for peer in found for figure in (peer.head, peer.whole) if figure]
    return Answer(
        sentence=_sentence(reading, found),
        warnings=_warnings(found),
        chart=_chart(reading, found),
        table=_table(reading, found),
        cited=cite(reading.user, [reading.count, *figures]),
    )


def _sentence(reading: Reading, found: list[Peer]) -> str:
    ours = f"{reading.count.place_name} spent {formats.money(reading.per_head)} a head in {reading.year}"
    if reading.per_head is None:
        ours = f"What {reading.count.place_name} spent a head in {reading.year} is not known, for want of its people"
    heads = [peer for peer in found if peer.per_head is not None]
    if not heads:
        return f"{ours}; no other place’s figure is published."
    most, least = heads[0], heads[-1]
    said = f"{_words(least)} in {least.name} to {_words(most)} in {most.name}"
    return f"{ours}; the {len(heads)} of {len(found)} other figures that are published a head run from {said}."


def _words(peer: Peer) -> str:
    if peer.head and peer.head.low is not None:
        return " ".join(filter(None, [peer.head.get_comparator_display(), formats.money(peer.head.low)]))
    return formats.money(peer.per_head) if peer.per_head is not None else NOT_PUBLISHED


def _warnings(found: list[Peer]) -> list[str]:
    if not any(peer.obstacles for peer in found):
        return []
    whole = all(peer.obstacles for peer in found)
    which = "None of these figures compares" if whole else "Not all of these figures compare"
    return [
        f"{which} with ours: a figure compares only where the same was counted in the same year. See the last column."
    ]


def _table(reading: Reading, found: list[Peer]) -> Table:
    columns = [
        Column("Place"), Column("Year", missing="not stated"), Column("£ a head"),
        Column("Total", "money", NOT_PUBLISHED), Column("As the source puts it"), Column("Compares with ours"),
    ]  # fmt: skip
    ours = [reading.count.place_name, reading.year, formats.money(reading.per_head), reading.total, "This count", "–"]
    rows = [
        Row(
            [
                peer.name, None if peer.year is None else financial_year(peer.year), _words(peer),
                peer.whole.low if peer.whole else None,
                "; ".join(filter(None, [figure.words for figure in (peer.head, peer.whole) if figure])),
                _compares(peer),
            ]
        )
        for peer in found
    ]  # fmt: skip
    return Table("Spending a head and in all", columns, [Row(ours, is_total=True), *rows])


def _compares(peer: Peer) -> str:
    return f"No: {' and '.join(peer.obstacles)}" if peer.obstacles else "Yes"


def _chart(reading: Reading, found: list[Peer]) -> Chart | None:
    if not found:
        return None
    ours = Figure(reading.count.place_name, formats.money(reading.per_head), reading.per_head, tone="4")
    others = [
        Figure(
            peer.name,
            _words(peer),
            peer.per_head,
            tone="3" if peer.obstacles else "1",
            note="" if not peer.obstacles else "does not compare",
        )
        for peer in found
        if peer.per_head is not None
    ]
    unknown = sum(peer.per_head is None for peer in found)
    return Chart(
        title="Spending a head",
        reading=f"{formats.plural(unknown, 'figure has,figures have')} no published amount a head: see the table.",
        strips=ranges([ours, *others]),
    )
