"""Who decides?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from spend.calc.concentration import per_cent
from spend.calc.control import Shares, by_kind, local_pounds
from spend.choices import Control
from spend.models import ControlRule
from spend.selectors.local_control import by_rule
from spend.selectors.reading import NOUGHT, Reading
from spend.views.answer import Answer, Chart, cite
from spend.views.asked import Asked
from spend.views.tables import Column, Row, Table, percent, prose
from totalplace.calc.charts.strips import Figure, ranges
from totalplace.templatetags import formats

HUNDRED = Decimal(100)
KINDS = [kind for kind in Control if kind != Control.NOT_STATED]
PARAMETERS = frozenset(str(kind) for kind in KINDS)
WHY = (
    "The rules differ in which bodies they call local. Each is worked out on the same lines, so what changes is the "
    "definition and not the money."
)


def answer(reading: Reading, asked: Asked) -> Answer:
    """The share under local control by each rule, beside what its source says and beside a rule of one's own."""
    found = by_rule(reading)
    own = _own(reading, asked)
    return Answer(
        sentence=_sentence(reading, found),
        chart=_chart(reading, found, own),
        table=_rules(reading, found, own),
        tables=[_kinds(reading, asked)],
        cited=cite(reading.user, [reading.count, *(rule for rule, _ in found)]),
        notes=[WHY] if found else [],
        form=_form(reading, asked, own),
    )


def _sentence(reading: Reading, found: list[tuple[ControlRule, Decimal]]) -> str:
    shares = [share for _, pounds in found if (share := per_cent(pounds, reading.total)) is not None]
    if not shares:
        return "No rule that says what is under local control has been entered."
    stated = sorted({rule.stated_share for rule, _ in found if rule.stated_share is not None})
    said = f", where the source says about {_words(stated)}" if stated else ""
    rules = formats.plural(len(shares), "rule,rules")
    return f"Between {percent(min(shares))} and {percent(max(shares))} is under local control, by {rules}{said}."


def _words(shares: list[Decimal]) -> str:
    return " or ".join(percent(HUNDRED * share, 0) for share in shares)


def _own(reading: Reading, asked: Asked) -> Decimal | None:
    """The pounds that the person's own shares make local; None where she has set none."""
    given = [kind for kind in KINDS if asked.query.get(kind)]
    if not given:
        return None
    shares = {str(kind): _share(asked, kind) / HUNDRED for kind in KINDS}
    return None if asked.problems else local_pounds(reading.amounts, Shares(of_kind=shares))


def _share(asked: Asked, kind: Control) -> Decimal:
    return asked.per_cent(kind, str(kind.label), NOUGHT)


def _form(reading: Reading, asked: Asked, own: Decimal | None) -> dict[str, Any]:
    faults = {name: sentence for sentence, name in asked.problems}
    pounds = by_kind(reading.amounts)
    fields = [
        {
            "name": str(kind),
            "label": str(kind.label),
            "hint": f"{prose(pounds.get(kind, NOUGHT))} of the count",
            "value": asked.query.get(kind, ""),
            "error": faults.get(str(kind), ""),
        }
        for kind in KINDS
    ]
    said = "" if own is None else f"By your own rule {percent(per_cent(own, reading.total))} is local: {prose(own)}."
    return {"template": "spend/questions/control_form.html", "fields": fields, "result": said}


def _rules(reading: Reading, found: list[tuple[ControlRule, Decimal]], own: Decimal | None) -> Table:
    columns = [
        Column("Rule"), Column("What it counts as local"), Column("Pounds", "money"), Column("Share", "percent"),
        Column("What the source says", "percent", "not stated"), Column("Difference in points", "points", "–"),
    ]  # fmt: skip
    rows = [Row(_rule(reading, rule, pounds)) for rule, pounds in found]
    if own is not None:
        rows.append(
            Row(["Your own rule", "As set above", own, per_cent(own, reading.total), None, None], is_total=True)
        )
    return Table("Under local control, by rule", columns, rows)


def _rule(reading: Reading, rule: ControlRule, pounds: Decimal) -> list[Any]:
    stated = None if rule.stated_share is None else HUNDRED * rule.stated_share
    share = per_cent(pounds, reading.total)
    apart = None if stated is None or share is None else share - stated
    return [rule.name, rule.words, pounds, share, stated, apart]


def _kinds(reading: Reading, asked: Asked) -> Table:
    pounds = by_kind(reading.amounts)
    columns = [Column("Who decides"), Column("Pounds", "money"), Column("Share", "percent")]
    rows = [
        Row([str(kind.label), pounds[kind], per_cent(pounds[kind], reading.total)])
        for kind in Control
        if kind in pounds
    ]
    whole = Row(["All", reading.total, per_cent(reading.total, reading.total)], is_total=True)
    return Table("By who decides", columns, [*rows, whole])


def _chart(reading: Reading, found: list[tuple[ControlRule, Decimal]], own: Decimal | None) -> Chart | None:
    if not found or not reading.total:
        return None
    figures = [
        Figure("As the source states it", f"about {_words([share])}", HUNDRED * share, tone="3")
        for share in sorted({rule.stated_share for rule, _ in found if rule.stated_share is not None})
    ]
    named = [(rule.name, pounds, "1") for rule, pounds in found]
    if own is not None:
        named.append(("Your own rule", own, "4"))
    for name, pounds, tone in named:
        share = per_cent(pounds, reading.total)
        figures.append(Figure(name, percent(share), share, tone=tone))
    widest = max(found, key=lambda pair: pair[1])
    return Chart(
        title="Share under local control",
        reading=f"The widest rule, {widest[0].name.lower()}, comes to {percent(per_cent(widest[1], reading.total))}.",
        strips=ranges(figures),
    )
