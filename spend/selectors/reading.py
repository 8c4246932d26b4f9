"""What one count comes to, for one person: sums made by the database, each asked once and only when it is needed.

All pounds are net of what is taken out because it is counted in another line. A Reading is made for a count that its
person may see, and lives no longer than an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Count as Number
from django.db.models import Exists, OuterRef, QuerySet, Sum

from spend.calc.concentration import per_head
from spend.models import Body, Count, Elimination, Line, Source
from spend.selectors.counts import year_of

NOUGHT, ONE = Decimal(0), Decimal(1)
T = TypeVar("T")
MOST_LINES = 10
MOST_SOURCES = 20


@dataclass(frozen=True, slots=True)
class OfBody:
    """A body's lines in a count: how many they are, and what they come to in pounds."""

    body: Body
    lines: int
    amount: Decimal


class Reading:
    """The sums of one count."""

    def __init__(self, user: Any, count: Count, factor: Decimal = ONE) -> None:
        """`factor` puts every pound in another year's prices."""
        self.user = user
        self.count = count
        self.factor = factor
        self._kept: dict[str, Any] = {}

    def kept(self, name: str, read: Callable[[], T]) -> T:
        """What `read` answers, asked once however many questions need it."""
        if name not in self._kept:
            self._kept[name] = read()
        found: T = self._kept[name]
        return found

    @property
    def lines(self) -> QuerySet[Line]:
        """The count's lines that the person may see."""
        return Line.objects.visible_to(self.user).filter(count=self.count)

    @property
    def eliminations(self) -> QuerySet[Elimination]:
        """What is taken out of the count's lines, which are hers to see because the count is."""
        return Elimination.objects.filter(removed_from__count=self.count)

    @cached_property
    def _sums(self) -> dict[tuple[int, str], tuple[int, Decimal]]:
        """(lines, pounds) by body and kind of control: two queries, whose rows are as many as bodies and kinds."""
        found = {
            (body, control): (lines, amount)
            for body, control, lines, amount in self.lines.order_by()
            .values_list("body", "control")
            .annotate(lines=Number("pk"), amount=Sum("amount"))
        }
        taken = (
            self.eliminations.order_by()
            .values_list("removed_from__body", "removed_from__control")
            .annotate(amount=Sum("amount"))
        )
        for body, control, amount in taken:
            lines, gross = found[body, control]
            found[body, control] = (lines, gross - amount)
        if self.factor != ONE:
            return {key: (lines, amount * self.factor) for key, (lines, amount) in found.items()}
        return found

    @cached_property
    def amounts(self) -> dict[tuple[int, str], Decimal]:
        """Pounds by body and kind of control."""
        return {key: amount for key, (_, amount) in self._sums.items()}

    @cached_property
    def total(self) -> Decimal:
        """Everything, in pounds."""
        return sum(self.amounts.values(), NOUGHT)

    @cached_property
    def line_count(self) -> int:
        """How many lines there are."""
        return sum(lines for lines, _ in self._sums.values())

    @property
    def per_head(self) -> Decimal | None:
        """Pounds a head, or None where the count has no population."""
        return per_head(self.total, self.count.population)

    @property
    def year(self) -> str:
        """The count's year, as 2008/09."""
        return year_of(self.count)

    @cached_property
    def body_names(self) -> dict[int, Body]:
        """The bodies with lines, by number: one query."""
        return Body.objects.visible_to(self.user).in_bulk({body for body, _ in self._sums})

    @cached_property
    def bodies(self) -> list[OfBody]:
        """Each body's lines and pounds, the most first."""
        lines: dict[int, int] = {}
        amounts: dict[int, Decimal] = {}
        for (body, _), (number, amount) in self._sums.items():
            lines[body] = lines.get(body, 0) + number
            amounts[body] = amounts.get(body, NOUGHT) + amount
        found = [OfBody(self.body_names[body], lines[body], amounts[body]) for body in lines]
        return sorted(found, key=lambda each: (-each.amount, each.body.name))

    @cached_property
    def other_sources(self) -> list[tuple[Source, str]]:
        """The documents beside the count's own that its lines are from, the newest first: one query."""
        lines = Line.objects.filter(count=self.count, source=OuterRef("pk"))
        found = Source.objects.filter(Exists(lines)).exclude(pk=self.count.source_id).order_by("-pk")
        return [(source, "lines of this count") for source in found[:MOST_SOURCES]]

    @cached_property
    def largest_lines(self) -> list[Line]:
        """The largest lines, as they are net of what is taken out of these few: two queries."""
        largest = list(self.lines.select_related("body", "source").order_by("-amount", "reference")[:MOST_LINES])
        taken = dict(
            self.eliminations.filter(removed_from__in=[line.pk for line in largest])
            .order_by()
            .values_list("removed_from")
            .annotate(amount=Sum("amount"))
        )
        for line in largest:
            line.amount = (line.amount - taken.get(line.pk, NOUGHT)) * self.factor
        return sorted(largest, key=lambda line: -line.amount)
