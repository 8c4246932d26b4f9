"""How does this neighbourhood compare?"""

from __future__ import annotations

from spend.calc.concentration import per_head
from spend.calc.neighbourhood import Excess, excess
from spend.models import NeighbourhoodEstimate
from spend.selectors.reading import Reading
from spend.selectors.stated import neighbourhoods
from spend.views.answer import Answer, Chart, cite
from spend.views.asked import Asked
from spend.views.tables import NOT_PUBLISHED, Column, Row, Table, percent, prose
from totalplace.calc.charts.strips import Step, bridge
from totalplace.templatetags import formats

PARAMETERS = frozenset({"neighbourhood"})


def answer(reading: Reading, asked: Asked) -> Answer:
    """A neighbourhood's spending a head beside its county's, and the scope on which its stated excess holds."""
    found = neighbourhoods(reading.user, reading.count)
    wholes = {each.name: each for each in found if not each.heading}
    name = asked.choice("neighbourhood", wholes, next(iter(wholes), ""))
    if not wholes:
        nothing = f"No neighbourhood’s spending is published beside {reading.count.title}."
        return Answer(sentence=nothing, table=Table("Spending in neighbourhoods", [Column("Neighbourhood")]))
    whole = wholes[name]
    compared = compare(reading, whole)
    parts = [each for each in found if each.name == name and each.heading]
    return Answer(
        sentence=_sentence(reading, whole, compared),
        warnings=_warnings(compared),
        chart=_chart(whole, compared) if compared else None,
        table=_table(reading, whole, compared),
        tables=[_parts(whole, parts)],
        cited=cite(reading.user, [reading.count, whole, *parts]),
        notes=_notes(whole),
        form={"template": "spend/questions/neighbourhood_form.html", "names": list(wholes), "chosen": name},
    )


def compare(reading: Reading, whole: NeighbourhoodEstimate) -> Excess | None:
    """The neighbourhood beside the count; None where pounds or people are not known."""
    people = reading.count.population
    if whole.low is None or not whole.population or not people or not reading.total:
        return None
    return excess(whole.low, whole.population, reading.total, people, whole.stated_excess)


def _sentence(reading: Reading, whole: NeighbourhoodEstimate, compared: Excess | None) -> str:
    if compared is None:
        return f"What is spent a head in {whole.name} is not published."
    more = percent(compared.on_the_count, 0)
    text = (
        f"{whole.name} had {prose(whole.low)}, {formats.money(compared.head)} a head: "
        f"{more} above {reading.count.place_name}’s {formats.money(compared.county_head)} on the whole count"
    )
    if compared.stated is None or compared.implied_head is None:
        return f"{text}."
    needed = f"which needs an average of {formats.money(compared.implied_head)}"
    return f"{text}, and not {percent(compared.stated, 0)} as stated, {needed}."


def _warnings(compared: Excess | None) -> list[str]:
    if compared is None or compared.implied_total is None or compared.stated is None:
        return []
    narrower = prose(compared.implied_total)
    stated = f"The stated {percent(compared.stated, 0)} holds only where the county’s spending is counted as about"
    return [f"{stated} {narrower}: a narrower scope, which the source does not state."]


def _notes(whole: NeighbourhoodEstimate) -> list[str]:
    return [
        f"How the figure was worked out: {whole.get_method_display().lower()}.",
        *([whole.words] if whole.words else []),
    ]


COLUMNS = [
    Column("What is counted"), Column("Spending", "money", NOT_PUBLISHED), Column("People", "number"),
    Column("£ a head", "money"), Column("Neighbourhood above it", "percent", "–"),
]  # fmt: skip


def _table(reading: Reading, whole: NeighbourhoodEstimate, compared: Excess | None) -> Table:
    people, above = reading.count.population, compared.on_the_count if compared else None
    rows = [
        Row([whole.name, whole.low, whole.population, per_head(whole.low, whole.population), None]),
        Row([reading.count.title, reading.total, people, reading.per_head, above]),
    ]
    if compared and compared.implied_head is not None:
        implied = ["The average that the stated excess implies", compared.implied_total, people, compared.implied_head]
        more = compared.head - compared.implied_head
        rows += [
            Row([*implied, compared.stated]),
            Row(["Spending in it above that average", compared.above, whole.population, more, None]),
        ]
    return Table(f"{whole.name} beside {reading.count.place_name}", COLUMNS, rows)


def _parts(whole: NeighbourhoodEstimate, parts: list[NeighbourhoodEstimate]) -> Table:
    columns = [Column("Heading"), Column("Spending"), Column("How worked out"), Column("As the source puts it")]
    rows = [Row([each.heading, _amount(each), each.get_method_display(), each.words]) for each in parts] or [
        Row(["By service", NOT_PUBLISHED, "", ""])
    ]
    return Table(f"What is published of {whole.name}’s spending by heading", columns, rows)


def _amount(estimate: NeighbourhoodEstimate) -> str:
    if estimate.low is None:
        return NOT_PUBLISHED
    return " ".join(filter(None, [estimate.get_comparator_display(), formats.money(estimate.low)]))


def _chart(whole: NeighbourhoodEstimate, compared: Excess) -> Chart:
    county = Step("County average a head, whole count", formats.money(compared.county_head), compared.county_head, True)
    local = Step(whole.name, formats.money(compared.head), compared.head, True)
    return Chart(
        title="From the county’s average a head to the neighbourhood’s",
        reading=f"On the whole count the neighbourhood is {percent(compared.on_the_count, 0)} above the average.",
        strips=bridge([county, *_steps_between(compared), local]),
    )


def _steps_between(compared: Excess) -> list[Step]:
    """What leads from the county's average to the neighbourhood's: by the scope that the stated excess implies."""
    if compared.implied_head is None or compared.stated is None:
        added = compared.head - compared.county_head
        return [Step("More in the neighbourhood", f"+{formats.money(added)}", added)]
    narrower, added = compared.implied_head - compared.county_head, compared.head - compared.implied_head
    implied = compared.implied_head
    return [
        Step("Left out by the narrower scope", formats.money(narrower), narrower),
        Step("Average that the stated excess implies", formats.money(implied), implied, True),
        Step(f"Stated excess, {percent(compared.stated, 0)}", f"+{formats.money(added)}", added),
    ]
