"""What the address of a page of spend asks for, read and checked: the count, and the figures of its form."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.http import QueryDict

from spend.calc.years import financial_year
from spend.models import Count, Deflator
from spend.selectors.counts import count_open_to, counts_open_to
from spend.selectors.real_terms import Prices, prices, series

HUNDRED = Decimal(100)
MOST_IN_A_FILE = 1_000_000


class Asked:
    """The parameters of a page. `problems` holds (sentence, id of the field) for whatever cannot be answered."""

    def __init__(self, user: Any, query: QueryDict, known: frozenset[str], *, is_file: bool = False) -> None:
        self.is_file = is_file
        self.user = user
        self.query = query
        self.known = known | {"count"}
        self.problems: list[tuple[str, str]] = []
        self._read_names()

    def _read_names(self) -> None:
        for name in self.query:
            if name not in self.known:
                there_are = ", ".join(sorted(self.known))
                self.problems.append((f"{name[:40]}: there is no parameter of this name. There are: {there_are}.", ""))

    def most(self, shown: int) -> int:
        """How many rows an answer has: `shown` on a page, and all that a file may hold in a file."""
        return MOST_IN_A_FILE if self.is_file else shown

    @cached_property
    def offered(self) -> list[Count]:
        """The counts to choose from."""
        return counts_open_to(self.user)

    @cached_property
    def count(self) -> Count | None:
        """The count asked for, or the first there is; None where there is none, or none with that key."""
        key = self.query.get("count", "")
        if not key:
            return self.offered[0] if self.offered else None
        return next((each for each in self.offered if each.key == key), None) or count_open_to(self.user, key)

    @cached_property
    def deflators(self) -> dict[int, Deflator]:
        """The series of prices, where the page takes one and one is loaded."""
        return series(self.user) if "prices" in self.known else {}

    @cached_property
    def prices(self) -> Prices | None:
        """The prices asked for; None for the count's own. A year that the series has not is a problem."""
        text = self.query.get("prices", "").strip()
        if not text or self.count is None or "prices" not in self.known:
            return None
        found = next((year for year in self.deflators if text in (str(year), financial_year(year))), None)
        known = prices(self.deflators, self.count, found) if found is not None else None
        if known is None:
            years = ", ".join(financial_year(year) for year in self.deflators)
            remedy = f"Choose one of: {years}." if years else "No series of prices is loaded."
            self.problems.append((f"prices: “{text[:40]}” is not there for this count. {remedy}", "prices"))
        return known

    @property
    def prices_offered(self) -> list[tuple[int, str]]:
        """The years whose prices can be chosen; none unless the series has the count's own year."""
        there = self.count is not None and self.count.year in self.deflators
        return [(year, financial_year(year)) for year in self.deflators] if there else []

    @property
    def is_missing(self) -> bool:
        """Whether a count was asked for that is not there, or not open to the person: the two look alike."""
        return bool(self.query.get("count")) and self.count is None

    def per_cent(self, name: str, label: str, default: Decimal) -> Decimal:
        """A parameter between 0 and 100; `default` where it is not given, or cannot be read (then it is a problem)."""
        text = self.query.get(name, "").strip().removesuffix("%").strip()
        if not text:
            return default
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal(-1)
        if not value.is_finite() or not 0 <= value <= HUNDRED or len(text) > 12:
            self.problems.append((f"{label} must be a number of per cent between 0 and 100, such as 12.5.", name))
            return default
        return value

    def choice(self, name: str, known: dict[str, Any], default: str) -> str:
        """A parameter that is one of `known`; `default` where it is not given, or not one of them."""
        text = self.query.get(name, "") or default
        if text in known or not known:
            return text
        self.problems.append((f"{name}: “{text[:40]}” is not there. Choose one of: {', '.join(known)}.", name))
        return default
