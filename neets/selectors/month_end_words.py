"""What the analyses as of a month's end say in words, and what is worked from them alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from neets.calc.strand_cost import StrandCost, StrandSpend, strand_costs
from neets.choices import AgencyKind, Characteristic, Level, Standing, Strand
from neets.choices.analyses import Kept, Reached
from neets.models import CostModel, Segment

CHARACTERISTICS = {each.value: str(each.label) for each in Characteristic}
WHO = {"neet": "Not in work or learning", "rest": "Others of 16 to 24"}
NOW = {each.value: str(each.label) for each in Standing} | {
    Standing.NEET.value: "Still in neither",
    Standing.EET.value: "In work or learning",
    "gone": "Over 24, or no record",
}
AGES = {"16_17": "16 and 17", "18_24": "18 to 24"}
ACHIEVED = {each.value: str(each.label) for each in Level} | {"": "None recorded"}
STRANDS = {each.value: str(each.label) for each in Strand}
REACHED = {each.value: str(each.label) for each in Reached}
KEPT = {each.value: str(each.label) for each in Kept}
KINDS = {each.value: str(each.label) for each in AgencyKind}
YEARLY = "gmca_year_fiscal"


def segments() -> list[Segment]:
    """The segments in force, in the order in which their rules are tried."""
    return list(Segment.objects.filter(valid_to=None))


def rules(found: Iterable[Segment]) -> list[tuple[str, str]]:
    """(segment, its rule in words) each."""
    return [(each.title, _rule(each.rule)) for each in found]


def _rule(rule: Mapping[str, Any]) -> str:
    parts = []
    if "characteristics" in rule:
        parts.append("any of: " + ", ".join(CHARACTERISTICS[code].lower() for code in rule["characteristics"]))
    if "oldest" in rule:
        parts.append(f"at most {rule['oldest']} years old")
    return "; ".join(parts).capitalize() or "Everybody else"


def yearly_costs() -> list[CostModel]:
    """The unit cost that segments are shown at; none before the first figures."""
    return list(CostModel.objects.filter(code=YEARLY))


def cost_note(found: Iterable[CostModel]) -> str:
    """What that unit cost is, and is not."""
    return "".join(
        f"A year is taken at £{each.unit_cost:,.0f} each, fiscal ({each.source}; {each.confidence}). It is the same "
        "for every segment, because no cost by segment was published."
        for each in found
    )


def places_by_strand(places: Iterable[Sequence[Any]]) -> list[tuple[str, int]]:
    """(strand, places), each place once though two ages may take it; places that are not known are left out."""
    counted: dict[str, int] = {}
    for strand, _, _, number, _ in _once(places):
        counted[strand] = counted.get(strand, 0) + (number or 0)
    return sorted(((STRANDS[strand], number) for strand, number in counted.items()), key=lambda row: -row[1])


def _once(places: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """Rows of one provision follow each other, one for each of the ages that it takes."""
    rows = list(places)
    return [
        row for at, row in enumerate(rows)
        if not (row[2] == "18_24" and at and rows[at - 1][2] == "16_17" and [*rows[at - 1][:2], *rows[at - 1][3:]]
                == [*row[:2], *row[3:]])
    ]  # fmt: skip


def places_by_age(places: Iterable[Sequence[Any]]) -> dict[str, int]:
    """Ages → places that take them."""
    counted = dict.fromkeys(AGES.values(), 0)
    for _, _, ages, number, _ in places:
        counted[AGES[ages]] += number or 0
    return counted


def places_in_words(places: Iterable[Sequence[Any]]) -> list[tuple[str, ...]]:
    """(strand, level, ages, where, places) each."""
    return [
        (STRANDS[strand], ACHIEVED[level], AGES[ages], area or "Whole county",
         "not known" if number is None else f"{number:,}")
        for strand, level, ages, number, area in places
    ]  # fmt: skip


def costs(result: Mapping[str, Any]) -> list[StrandCost]:
    """Each strand's pounds beside its people, outputs and sustained outcomes, as far as those were let out."""
    columns = [*result["reached"]["columns"], "all"]
    people = {row: dict(zip(columns, counts, strict=True)) for row, counts in result["reached"]["rows"]}
    return strand_costs(
        [
            StrandSpend(
                strand,
                Decimal(str(pounds)),
                people.get(strand, {}).get("all"),
                _both(people.get(strand), columns, Reached.OUTPUT),
                _both(people.get(strand), columns, Reached.OUTCOME),
            )
            for strand, pounds in sorted(result["spent"].items(), key=lambda pair: -pair[1])
        ]
    )


def _both(counts: Mapping[str, int | None] | None, columns: Sequence[str], alone: str) -> int | None:
    """Those who reached both and those who reached one alone; None where either is hidden."""
    if counts is None:
        return None
    told = [counts[column] for column in (Reached.BOTH.value, str(alone)) if column in columns]
    return None if None in told or not told else sum(number for number in told if number is not None)
