"""What would x% release?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from spend.calc.release import released
from spend.models import ControlRule
from spend.selectors.local_control import by_rule
from spend.selectors.reading import Reading
from spend.views.answer import Answer, Chart, cite
from spend.views.asked import Asked
from spend.views.tables import Column, Row, Table, percent, prose
from totalplace.calc.charts.strips import Figure, bars

PARAMETERS = frozenset({"percent", "rule"})
ALL, STATED = "everything", "stated"
DEFAULT = Decimal(2)
ONE, HUNDRED = Decimal(1), Decimal(100)

# What a percentage may be taken of: its key, its name and its pounds.
Base = tuple[str, str, Decimal]


def answer(reading: Reading, asked: Asked) -> Answer:
    """So many per cent of everything, and of what each rule counts as under local control."""
    rules = by_rule(reading)
    bases = _bases(reading, rules)
    names = {key: (name, pounds) for key, name, pounds in bases}
    wanted = asked.per_cent("percent", "The percentage", DEFAULT)
    chosen = asked.choice("rule", names, STATED if STATED in names else ALL)
    name, pounds = names[chosen]
    return Answer(
        sentence=_sentence(reading, wanted, name, pounds),
        chart=_chart(bases, wanted, chosen),
        table=_table(bases, wanted),
        cited=cite(reading.user, [reading.count, *(rule for rule, _ in rules)]),
        notes=[
            "This is arithmetic on a year’s spending. It is no forecast, and says nothing of what would be given up."
        ],
        form=_form(asked, wanted, bases, chosen),
    )


def _bases(reading: Reading, rules: list[tuple[ControlRule, Decimal]]) -> list[Base]:
    stated = sorted({rule.stated_share for rule, _ in rules if rule.stated_share is not None})
    found: list[Base] = [(ALL, "All spending", reading.total)]
    for share in stated:
        key = STATED if len(stated) == 1 else f"{STATED}-{HUNDRED * share:f}".rstrip("0").rstrip(".")
        found.append((key, f"Locally controlled as stated, {percent(HUNDRED * share, 0)}", share * reading.total))
    return found + [(rule.key, rule.name, pounds) for rule, pounds in rules]


def _sentence(reading: Reading, wanted: Decimal, name: str, pounds: Decimal) -> str:
    one = prose(released(reading.total, ONE))
    of_chosen = prose(released(pounds, wanted))
    return (
        f"1% of all spending is {one}; {_short(wanted)}% of {name[:1].lower()}{name[1:]} "
        f"({prose(pounds)}) would release {of_chosen} a year."
    )


def _short(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _form(asked: Asked, wanted: Decimal, bases: list[Base], chosen: str) -> dict[str, Any]:
    faults = {name: sentence for sentence, name in asked.problems}
    return {
        "template": "spend/questions/release_form.html",
        "percent": asked.query.get("percent", _short(wanted)),
        "error": faults.get("percent", ""),
        "bases": [(key, name) for key, name, _ in bases],
        "chosen": chosen,
    }


def _table(bases: list[Base], wanted: Decimal) -> Table:
    columns = [
        Column("Of which pounds"), Column("Pounds", "money"), Column("1% of it", "money"),
        Column(f"{_short(wanted)}% of it", "money"),
    ]  # fmt: skip
    rows = [Row([name, pounds, released(pounds, ONE), released(pounds, wanted)]) for _, name, pounds in bases]
    return Table("What a percentage would release in a year", columns, rows)


def _chart(bases: list[Base], wanted: Decimal, chosen: str) -> Chart:
    figures = [
        Figure(
            name,
            prose(released(pounds, wanted)),
            released(pounds, wanted),
            tone="4" if key == chosen else "1",
        )
        for key, name, pounds in bases
    ]
    return Chart(
        title=f"What {_short(wanted)}% would release",
        reading=f"{_short(wanted)}% of everything is {figures[0].words}; the rules of local control make it less.",
        strips=bars(figures),
    )
