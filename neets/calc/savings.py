"""What a single service for young people would save: the pilot's three tiers, with every input open to change.

Money is Decimal pounds. The tiers are not alike and are never added: the first lies inside the second, and the third
is what a year's cohort costs over lifetimes, not cash of a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

# The Green Book's social time preference rate, which the reference model of unit costs uses too.
DISCOUNT_RATE = Decimal("0.035")
MOST_YEARS = 60


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with the least and the most it may be; all three are the same where one alone is published."""

    low: Decimal
    central: Decimal
    high: Decimal

    @classmethod
    def of(cls, central: Decimal, low: Decimal | None = None, high: Decimal | None = None) -> Range:
        """A range about `central`; an end that is not given is `central` itself."""
        return cls(central if low is None else low, central, central if high is None else high)

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            raise ValueError(
                f"Of a range the low ({self.low}), central ({self.central}) and high ({self.high}) must rise."
            )

    def __mul__(self, other: Range) -> Range:
        """Two ranges of figures that are not negative, multiplied end by end."""
        return Range(self.low * other.low, self.central * other.central, self.high * other.high)

    def over(self, times: Decimal) -> Range:
        """Each of the three, `times` over."""
        return Range(self.low * times, self.central * times, self.high * times)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the three tiers are worked from: pounds a year, shares (0 to 1), people a year, pounds a lifetime,
    years."""

    administration: Range
    administration_saving: Range
    programme: Range
    programme_saving: Range
    entering_lifelong: Range
    turned_round: Range
    lifetime_cost: Range
    years: int = 1
    reached: Sequence[Decimal] = ()
    discount_rate: Decimal = DISCOUNT_RATE

    def __post_init__(self) -> None:
        if not 1 <= self.years <= MOST_YEARS:
            raise ValueError(f"Years must be from 1 to {MOST_YEARS}.")
        for name in ("administration_saving", "programme_saving", "turned_round"):
            share: Range = getattr(self, name)
            if share.low < 0 or share.high > 1:
                raise ValueError(f"{name} is a share: from 0 to 1.")


@dataclass(frozen=True, slots=True)
class Year:
    """One year: the share of the saving reached (0 to 1), pounds of it, and the same as it is worth today."""

    year: int
    reached: Decimal
    saved: Range
    saved_today: Range


@dataclass(frozen=True, slots=True)
class Savings:
    """The three tiers for one year at full effect, and the cash of the years asked for.

    `administration` and `programme` are pounds of cash a year, `cohort` pounds of lifetime cost avoided for the people
    turned round in one year. `cash` is the yearly cash of the nested two: the greater, never the sum.
    """

    administration: Range
    programme: Range
    cohort: Range
    cash: Range
    people: Range
    years: tuple[Year, ...]

    @property
    def cash_over_years(self) -> Range:
        """Pounds over all the years, not discounted."""
        return _sum([year.saved for year in self.years])

    @property
    def cash_over_years_today(self) -> Range:
        """Pounds over all the years as they are worth today."""
        return _sum([year.saved_today for year in self.years])


def savings(inputs: Inputs) -> Savings:
    """The three tiers and the years of cash."""
    administration = inputs.administration * inputs.administration_saving
    programme = inputs.programme * inputs.programme_saving
    people = inputs.entering_lifelong * inputs.turned_round
    cash = nested(administration, programme)
    return Savings(
        administration=administration,
        programme=programme,
        cohort=people * inputs.lifetime_cost,
        cash=cash,
        people=people,
        years=tuple(_year(number, cash, inputs) for number in range(1, inputs.years + 1)),
    )


def nested(inner: Range, outer: Range) -> Range:
    """What two savings come to when one lies inside the other: the greater of each end."""
    return Range(max(inner.low, outer.low), max(inner.central, outer.central), max(inner.high, outer.high))


def _year(number: int, cash: Range, inputs: Inputs) -> Year:
    """One year's cash: the share reached (the last given holds for the years after), and today's worth of it."""
    reached = inputs.reached[min(number, len(inputs.reached)) - 1] if inputs.reached else Decimal(1)
    saved = cash.over(reached)
    # The first year's cash is this year's, so it is not discounted.
    return Year(number, reached, saved, saved.over(1 / (1 + inputs.discount_rate) ** (number - 1)))


def _sum(ranges: Sequence[Range]) -> Range:
    zero = Decimal(0)
    return Range(
        sum((one.low for one in ranges), zero),
        sum((one.central for one in ranges), zero),
        sum((one.high for one in ranges), zero),
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """The cohort's saving at one unit cost: pounds a lifetime, pounds for the people turned round in a year, and how
    many times this unit cost the assumption is."""

    unit_cost: Decimal
    cohort: Decimal
    assumption_over_this: Decimal


def beside_other_costs(inputs: Inputs, unit_costs: Sequence[Decimal]) -> list[Compared]:
    """The third tier at each of several lifetime costs: figures beside one another, none of them the sum of others."""
    central = inputs.lifetime_cost.central
    return [
        Compared(cost, savings(replace(inputs, lifetime_cost=Range.of(cost))).cohort.central, central / cost)
        for cost in unit_costs
    ]


def long_term_reading(
    long_term: Decimal, turned_round: Decimal, lifelong_share: Decimal, cost: Decimal
) -> tuple[Decimal, Decimal]:
    """The same ambition read of *current* long-term NEETs: pounds if each of them would have stayed out for life, and
    pounds if only `lifelong_share` (0 to 1) of them would."""
    helped = long_term * turned_round
    return helped * cost, helped * lifelong_share * cost
