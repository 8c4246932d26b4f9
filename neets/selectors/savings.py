"""What a single service would save, as a page shows it: the tiers with their workings, beside the published costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from neets.calc.savings import Inputs, Range, Savings, savings
from neets.selectors.facts import Contradiction, Fact, contradictions, facts, value

# The contradictions that bear on the tiers, by their number.
_BEARING = ("9", "10", "11", "12", "13", "14", "16")
_STATED = (
    "administration",
    "administration_saving",
    "programme_about",
    "programme_over",
    "programme_saving",
    "lifelong_about",
    "turned_round",
    "lifetime_cost",
    "gmca_lifetime_fiscal",
    "coles_public_finance",
    "coles_resource",
    "years_to_single_service_high",
)


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: its pounds as a range, what kind of pounds they are, how they were worked, what the pilot said."""

    key: str
    title: str
    kind: str
    amount: Range
    worked: str
    stated: Decimal


@dataclass(frozen=True, slots=True)
class Beside:
    """The third tier at one lifetime cost: whose figure, pounds a lifetime, pounds for a year's people, and what it
    is."""

    title: str
    label: str
    unit_cost: Decimal
    cohort: Decimal
    times: Decimal | None
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the page says."""

    found: Savings
    tiers: Sequence[Tier]
    beside: Sequence[Beside]
    sources: Sequence[Fact]
    disagreements: Sequence[Contradiction]


def pilots_inputs(years: int = 5, build_up: int = 3) -> Inputs:
    """The inputs as the documents have them: low and high where they disagree or others publish another figure."""
    return Inputs(
        administration=Range.of(value("administration")),
        administration_saving=Range.of(value("administration_saving")),
        programme=Range.of(value("programme_about"), high=value("programme_over")),
        programme_saving=Range.of(value("programme_saving")),
        entering_lifelong=Range.of(value("lifelong_about")),
        turned_round=Range.of(value("turned_round")),
        lifetime_cost=Range.of(value("lifetime_cost"), low=value("coles_public_finance")),
        years=years,
        reached=build_up_of(build_up),
    )


def build_up_of(years: int) -> tuple[Decimal, ...]:
    """The shares reached year by year when the whole is reached evenly in `years`; at once where that is 0 or 1."""
    return tuple(Decimal(year) / years for year in range(1, years + 1)) if years > 1 else ()


def answer(inputs: Inputs) -> Answer:
    """What these inputs come to."""
    found, known = savings(inputs), facts()
    return Answer(
        found=found,
        tiers=_tiers(inputs, found),
        beside=_beside(inputs, found),
        sources=[known[key] for key in _STATED],
        disagreements=[one for one in contradictions() if one.number in _BEARING],
    )


def _tiers(inputs: Inputs, found: Savings) -> list[Tier]:
    of_lifetimes = "cost of lifetimes, for the people of one year"
    return [
        Tier(
            "administration",
            "Simpler administration",
            "cash a year",
            found.administration,
            f"{_percent(inputs.administration_saving)} of {_pounds(inputs.administration)}",
            value("tier_1"),
        ),
        Tier(
            "programme",
            "The whole programme, the first among it",
            "cash a year",
            found.programme,
            f"{_percent(inputs.programme_saving)} of {_pounds(inputs.programme)}",
            value("tier_2"),
        ),
        Tier(
            "cohort",
            "Fewer people out of work for life",
            of_lifetimes,
            found.cohort,
            f"{_percent(inputs.turned_round)} of {inputs.entering_lifelong.central:,f} people, at "
            f"{_pounds(inputs.lifetime_cost)} each",
            value("tier_3"),
        ),
    ]


def _beside(inputs: Inputs, found: Savings) -> list[Beside]:
    """The assumption entered, and the published costs, each on its own."""
    entered, people = inputs.lifetime_cost.central, found.people.central
    is_pilots = entered == value("lifetime_cost")
    rows = [
        Beside(
            "The pilot" if is_pilots else "As entered",
            "Pilot assumption" if is_pilots else "Entered here",
            entered,
            people * entered,
            None,
            facts()["lifetime_cost"].note if is_pilots else "The pilot assumed £255,000.",
        )
    ]
    for key, label in (
        ("gmca_lifetime_fiscal", "Fiscal"),
        ("coles_public_finance", "Public finance"),
        ("coles_resource", "Resource"),
    ):
        fact = facts()[key]
        times = entered / fact.value if fact.value else None
        rows.append(Beside(fact.source, label, fact.value, people * fact.value, times, fact.note))
    return rows


def _percent(share: Range) -> str:
    return f"{(share.central * 100).normalize():f}%"


def _pounds(amount: Range) -> str:
    low, central, high = (f"£{end:,.0f}" for end in (amount.low, amount.central, amount.high))
    return central if low == high else f"{central} ({low} to {high})"
