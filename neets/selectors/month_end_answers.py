"""What each page of a month's end answers: one sentence, a chart, tables and notes, all of what was let out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from neets.calc.grids import Grid, grid_rows
from neets.selectors import month_end_words as said
from neets.selectors.analyses import Let
from totalplace.calc.charts.strips import Figure
from totalplace.templatetags import formats

HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page: its heading, what it says of itself, what stands in its corner, and its counts."""

    title: str
    words: str
    corner: str
    grid: Grid


@dataclass(frozen=True, slots=True)
class Answer:
    """A page: its question, one sentence, a chart's title with its rows, tables, plain tables and notes."""

    sentence: str
    chart: str
    figures: Sequence[Figure]
    tables: Sequence[Table]
    plain: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]] = ()
    notes: Sequence[str] = ()


def like(let: Let) -> Answer:
    """Circumstances and segments."""
    result = let.result
    found, yearly = said.segments(), said.yearly_costs()
    titles = {each.code: each.title for each in found} | {"total": "All"}
    people = grid_rows(result["segments"], titles, said.NOW, order=[*said.NOW])
    known = grid_rows(_rows_only(result["characteristics"]), said.CHARACTERISTICS, said.WHO)
    sized = sorted(((title, counts[-1]) for title, counts in people.rows[:-1]), key=lambda row: -(row[1] or 0))
    largest = next((row for row in sized if row[1]), None)
    if largest is None:
        sentence = "Too few young people were without work or learning half a year ago to say what they were like."
    else:
        whole = people.rows[-1][1][-1]
        of_all = f"of {whole:,} " if whole else ""
        sentence = (
            f"The largest group {of_all}without work or learning half a year ago: "
            f"{_small(largest[0])}, {largest[1]:,} people."
        )
    costs = [
        (title, _words(number), _pounds(None if number is None else number * cost.unit_cost))
        for cost in yearly
        for title, number in sized
    ]
    return Answer(
        sentence,
        "People in each segment",
        [_figure(title, number) for title, number in sized],
        [
            Table(
                "Segments, and where they are now",
                "Each person is in the first segment whose rule she fits, half a year before the last day; across, "
                "what she was doing on the last day. Segments are rules that anybody can read; nobody is scored.",
                "Segment",
                people,
            ),
            Table(
                "Circumstances",
                "Whoever has two circumstances counts in both, so that these do not add up.",
                "Circumstance",
                known,
            ),
        ],
        [
            ("The rules", ("Segment", "Who is in it"), said.rules(found)),
            ("What a year costs, by segment", ("Segment", "People", "Pounds a year"),
             costs),
        ],
        [said.cost_note(yearly)],
    )  # fmt: skip


def provision(let: Let) -> Answer:
    """Places beside the people who need them."""
    need = grid_rows(let.result["need"], said.ACHIEVED | {"total": "All"}, said.AGES, order=[*said.AGES])
    people = dict(need.total) if need.rows else {}
    strands, ages = said.places_by_strand(let.result["places"]), said.places_by_age(let.result["places"])
    rows = [
        (title, _words(people.get(title)), formats.number(places), _over(people.get(title), places))
        for title, places in ages.items()
    ]
    short = [f"{title}: {over}" for title, _, _, over in rows if over != HIDDEN]
    sentence = (
        f"Places beside people without work or learning. {'; '.join(short)}."
        if short
        else "Too few people need a place to say whether there are enough."
    )
    return Answer(
        sentence,
        "Places by strand",
        [_figure(title, number) for title, number in strands],
        [
            Table(
                "People who need something, by the highest level they have achieved",
                "People without work or learning on the last day. Most have no level recorded, so that no gap by level "
                "is worked out.",
                "Highest level",
                need,
            )
        ],
        [
            ("Places and people, by age", ("Ages", "People", "Places", "Places over or short"), rows),
            ("Places by strand, level, ages and area", ("Strand", "Level", "Ages", "Where", "Places"),
             said.places_in_words(let.result["places"])),
        ],
        [
            "A place that takes both ages counts in both.",
            "A surplus in one strand fills no gap in another, and not everybody needs a place.",
            "How people travel to it is not known.",
        ],
    )  # fmt: skip


def strands(let: Let) -> Answer:
    """What each strand costs, and for each person who stayed in work or learning."""
    reached = grid_rows(let.result["reached"], said.STRANDS | {"total": "All"}, said.REACHED, order=[*said.REACHED])
    costs = said.costs(let.result)
    dearest = max(
        (each for each in costs if each.per_sustained), key=lambda each: each.per_sustained or 0, default=None
    )
    sentence = "Too few people came into work or learning that lasted to say what one of them cost."
    if dearest is not None:
        others = "more than any other strand of which it can be told" if len(costs) > 1 else "the one strand there is"
        each = f"{_pounds(dearest.per_sustained)} for each who stayed in work or learning"
        sentence = f"{said.STRANDS[dearest.strand]} cost {each}, {others}."
    return Answer(
        sentence,
        "Pounds a year by strand",
        [Figure(said.STRANDS[each.strand], _pounds(each.spend), each.spend) for each in costs],
        [
            Table(
                "What people on each strand reached",
                "People who began in the year that ended half a year before the last day. An output is learning "
                "completed and achieved; work or learning counts when it lasted 13 weeks.",
                "Strand",
                reached,
            )
        ],
        [
            (
                "What it cost",
                ("Strand", "£ a year", "Share", "£ a person", "£ for each who stayed", "Who stayed, for each output"),
                [
                    (
                        said.STRANDS[each.strand],
                        _pounds(each.spend),
                        _percent(each.share),
                        _pounds(each.per_person),
                        _pounds(each.per_sustained),
                        "not shown" if each.sustained_per_output is None else f"{each.sustained_per_output:.2f}",
                    )
                    for each in costs
                ],
            )
        ],
        [
            f"Pounds are {let.result['basis']}. In the demonstration they are made up.",
            "A strand that costs more for each may take those who need more: this compares prices, not work.",
        ],
    )  # fmt: skip


def agencies(let: Let) -> Answer:
    """How well each agency knows, and which send nothing."""
    kept = grid_rows(let.result["kept"], {"total": "All"}, said.KEPT, order=[*said.KEPT])
    every = let.result["agencies"]
    silent = [name for name, _, sends in every if not sends]
    return Answer(
        f"{len(silent)} of {len(every)} agencies send no records: what they do for young people is not in any figure.",
        "People whose status each agency keeps",
        [_figure(title, counts[-1]) for title, counts in kept.rows[:-1]],
        [Table("How well each agency knows", "People whose status an agency keeps on the last day.", "Agency", kept)],
        [
            (
                "Agencies",
                ("Agency", "Kind", "Sends records"),
                [(name, said.KINDS.get(kind, kind), "yes" if sends else "no") for name, kind, sends in every],
            )
        ],
    )


def _rows_only(result: dict[str, Any]) -> dict[str, Any]:
    """A table without its last row, where that adds up what overlaps."""
    return result | {"rows": result["rows"][:-1]}


def _figure(title: str, number: int | None) -> Figure:
    return Figure(title, _words(number), number)


def _words(number: int | None) -> str:
    return HIDDEN if number is None else f"{number:,}"


def _over(people: int | None, places: int) -> str:
    if people is None:
        return HIDDEN
    more = places - people
    return f"{more:,} over" if more > 0 else f"{-more:,} short" if more else "as many"


def _pounds(amount: Any) -> str:
    return "not shown" if amount is None else formats.money(amount)


def _percent(share: Any) -> str:
    return "not known" if share is None else f"{share:.0%}"


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]
